#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/calendar/local_time.hpp"
#include "aggregator/core/error.hpp"
#include "aggregator/core/event.hpp"
#include "aggregator/core/time.hpp"

namespace date {
class time_zone;
}

namespace tickbard {

enum class SessionKind : std::uint8_t { full, half, unscheduled };

/// One trading day. All instants UTC, half-open: pre [pre_open, open), rth [open, close), post [close,
/// post_close).
struct Session {
  SessionDate date{};
  UnixNanos pre_open{}, open{}, close{}, post_close{};
  SessionKind kind = SessionKind::full;
  std::string note;
};

/// The sessions of one market.
/// Owner: any thread; immutable.
/// Every date arithmetic of the product goes through previous/next/between: no query knows a time zone.
class Calendar {
 public:
  /// NYSE/Nasdaq sessions 2000..2040: holidays and half-days by rule, everything else from rows
  /// "date,kind,open,close,note" (kind closed|half|full|unscheduled; exceptions.hpp) in `exceptions_csv`. Rows win
  /// over rules, rows of `override_csv` over both.
  /// Errors: a sentence naming the line that cannot be read.
  static Result<Calendar> xnys(const date::time_zone& new_york, std::string_view exceptions_csv,
                               std::string_view override_csv = {});

  /// The rows that belong to this build.
  static std::string_view xnys_exceptions();

  /// Continuous trading: UTC days, every instant is `rth`.
  static Calendar always();

  std::string_view name() const { return name_; }
  Segment segment(UnixNanos t) const;

  /// The session that `t` belongs to or, outside every session (overnight, week-ends, holidays), the
  /// exchange-local calendar date of `t` (T-002, T-008).
  SessionDate session_date(UnixNanos t) const;

  /// The latest session whose pre_open is at or before t: what "today" means to baselines and alerts until the
  /// next session begins (T-072).
  const Session* current_or_last(UnixNanos t) const;

  std::optional<Session> session(SessionDate d) const;           ///< none on a closed day
  std::optional<Session> previous_session(SessionDate d) const;  ///< the last one strictly before d
  std::optional<Session> next_session(SessionDate d) const;      ///< the first one strictly after d
  std::vector<Session> sessions_between(SessionDate first, SessionDate last) const;  ///< both included
  UnixNanos valid_until() const;  ///< the end of the last session known
 private:
  Calendar(std::string name, LocalTime local, Segment outside, std::vector<Session> sessions);

  /// One session's bounds in nanoseconds, apart from the session's text: what every tick is compared with.
  struct Bounds {
    std::int64_t pre_open, open, close, post_close;
  };

  /// The first session that ends after t; sessions_.size() if none.
  std::size_t first_ending_after(UnixNanos t) const;

  std::string name_;
  LocalTime local_;
  Segment outside_;  ///< the segment of instants in no session
  std::vector<Session> sessions_;
  std::vector<Bounds> bounds_;
  std::vector<std::uint32_t>
      by_utc_day_;  ///< for each UTC day from first_day_ on: first_ending_after its midnight
  std::int64_t first_day_ = 0;
};

}  // namespace tickbard
