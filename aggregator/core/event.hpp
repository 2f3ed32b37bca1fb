#pragma once

#include <optional>
#include <string>
#include <variant>

#include "aggregator/core/bar.hpp"
#include "aggregator/core/feed_event.hpp"

namespace tickbard {

enum class Segment : std::uint8_t { overnight, pre, rth, post };
inline constexpr std::array<std::string_view, 4> kSegmentNames{"overnight", "pre", "rth", "post"};
constexpr std::string_view name_of(Segment s) {
  return kSegmentNames[static_cast<std::size_t>(s)];
}

/// Where an alert's reference price came from.
enum class ReferenceSource : std::uint8_t { previous_close, first_trade, last_alert };
inline constexpr std::array<std::string_view, 3> kReferenceSourceNames{"previous_close", "first_trade",
                                                                       "last_alert"};
constexpr std::string_view name_of(ReferenceSource s) {
  return kReferenceSourceNames[static_cast<std::size_t>(s)];
}

/// A threshold alert: one row of `screener_alerts`. Unique by (symbol, trigger_time, up).
struct Alert {
  Symbol symbol;
  bool up = true;  ///< gap_up, else gap_down
  Price trigger_price;
  UnixNanos trigger_time{};
  Price reference_price;
  ReferenceSource reference_source = ReferenceSource::first_trade;
  std::optional<Price> previous_close;
  std::int64_t threshold_ppm = 0;  ///< the threshold in force, in millionths
  Size size;
  Conditions conditions;
  Tape tape = Tape::none;
  Segment segment = Segment::rth;
};

/// A time in which a feed did not deliver: one row of `ingest_gaps`. Issued when it opens (no `to`) and
/// again when it ends; the key is (feed, from).
struct Gap {
  std::string feed;
  UnixNanos from{};
  std::optional<UnixNanos> to;
  LostReason reason = LostReason::closed;
};

/// One row of `event_log`: something that happened to one print and that a person may want to see.
struct LogEntry {
  UnixNanos at{};  ///< wall clock of receipt
  std::string feed;
  std::string kind;  ///< too_late | correction | cancel | correction_unmatched | cancel_unmatched | rejected | ...
  std::string symbol;
  std::string detail;  ///< one sentence with the figures
};

/// Where a feed stands: one row of `ingest_state`; symbol is empty for the feed as a whole.
struct ResumePoint {
  std::string feed;
  std::string symbol;
  UnixNanos event_time{};
  std::uint64_t trade_id = 0;
};

/// A symbol at its first print of a run that bars were made of: fills what is empty in its row of `instruments`.
struct Instrument {
  Symbol symbol;
  std::string calendar;  ///< whose sessions it follows
  std::string feed;      ///< that delivers it
};

/// What makes a session's official open and close, beside its minutes.
enum class PrintRole : std::uint8_t {
  official_close,
  corrected_close,
  official_open,
  closing_print,  ///< the closing auction
  opening_print,  ///< the opening auction
};
inline constexpr std::array<std::string_view, 5> kPrintRoleNames{
    "official_close", "corrected_close", "official_open", "closing_print", "opening_print"};
constexpr std::string_view name_of(PrintRole r) {
  return kPrintRoleNames[static_cast<std::size_t>(r)];
}

/// One row of `session_prints`; the key is (symbol, session, role, exchange, event_time, id). All of a session are
/// kept: which of them counts is for who derives the day.
struct SessionPrint {
  Symbol symbol;
  SessionDate session{};
  PrintRole role = PrintRole::official_close;
  Price price;
  Size size;
  UnixNanos event_time{};
  std::string exchange;  ///< the provider's number, or the byte of its letter; empty: none
  TradeId id;
};

/// The provider took a print back: the rows of `session_prints` that it made go, whatever their role.
struct WithdrawnPrint {
  Symbol symbol;
  SessionDate session{};
  std::string exchange;  ///< as in SessionPrint
  TradeId id;
};

/// What leaves the market, in order. The journal numbers it and keeps the kind by its place here: new kinds go to
/// the end.
using Event = std::variant<Bar, Alert, Gap, LogEntry, ResumePoint, Instrument, SessionPrint, WithdrawnPrint>;

}  // namespace tickbard
