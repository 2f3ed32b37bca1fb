#pragma once

#include <vector>

#include "aggregator/core/event.hpp"
#include "aggregator/derive/bar_fold.hpp"
#include "aggregator/derive/daily_bar.hpp"
#include "aggregator/derive/day_bounds.hpp"

namespace tickbard {

/// How long after the open, or the close, the auction of it may print, and the exchange its official open.
inline constexpr std::chrono::minutes kAuctionWindow{10};

/// What a daily bar is: one symbol's minutes of one session and the session's prints, in any order. The rollup of
/// the store (sql/queries/derived/daily_rollup) is the same definition; README.md states it in words. Owner: one
/// thread. Precondition: each minute once, in its latest revision; one that changes asks for a new fold.
class DailyRollup {
 public:
  DailyRollup(const Symbol& symbol, const Session& session) : symbol_(symbol), bounds_(session) {}

  /// Minutes outside the session, and those without a price, are not counted.
  void add(const Bar& minute);

  /// Prints of another session are not counted. One that comes twice counts once.
  void add(const SessionPrint& print);

  /// None without a regular minute. Revision 1.
  std::optional<DailyBar> bar(bool is_final) const;

 private:
  struct Edge {
    MinuteStart at{};
    Price price;
  };

  bool counts(const SessionPrint& print) const;
  const SessionPrint* latest(PrintRole role) const;
  const SessionPrint* largest(PrintRole role) const;
  template <class Rank>
  const SessionPrint* best(PrintRole role, Rank rank) const;
  void set_open(DailyBar& bar) const;
  void set_close(DailyBar& bar) const;

  Symbol symbol_;
  DayBounds bounds_;
  std::uint32_t regular_minutes_ = 0;
  Edge open_, close_;
  Price high_, low_;
  VwapFold vwap_;
  Volume pre_, rth_, post_;
  std::uint64_t trade_count_ = 0;
  std::optional<MinuteStart> first_, last_;
  std::vector<SessionPrint> prints_;  ///< those that count
};

/// Whether nothing of the session's minutes can be amended any more.
bool is_final_at(const Session& session, UnixNanos now, std::chrono::nanoseconds amend_window);

}  // namespace tickbard
