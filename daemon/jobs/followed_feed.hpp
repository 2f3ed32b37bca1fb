#pragma once

#include <list>
#include <optional>
#include <utility>
#include <vector>

#include "aggregator/derive/baselines/day_book.hpp"
#include "aggregator/derive/higher_bars.hpp"
#include "daemon/jobs/segment_ends.hpp"

namespace tickbard {

/// One feed's symbols of one calendar, as their stored minutes are followed. A feed has a clock of its own: a
/// delayed one is no reason to call its minutes late. Owner: the jobs thread. Lifetime: the calendar outlives it.
/// About 1.5 KB a symbol.
class FollowedFeed {
 public:
  /// The state at a segment's end, before the first minute after it.
  struct Passed {
    SegmentEnd end;
    DayBook days;
    std::vector<Symbol> symbols;  ///< of the book
  };

  /// `session`: the running one, whose minutes recall() brings. `from`: longer bars that began before it are left
  /// to the store.
  FollowedFeed(const Calendar& calendar, const Session& session, MinuteStart from);

  /// A minute that was stored before the start. Precondition: before the first apply(), oldest first.
  void recall(const Bar& minute, UnixNanos written);

  /// A minute that has been stored since.
  void apply(const Bar& minute, UnixNanos written);

  /// Ends what nobody adds to any more.
  HigherBars::Harvest advance(UnixNanos now);

  DayBook& days() { return *days_; }
  const DayBook& days() const { return *days_; }
  void replace_days(DayBook days) { days_.emplace(std::move(days)); }
  /// Symbols whose days have to be read again; each stays until rebuilt().
  const std::vector<Symbol>& stale();
  void rebuilt() { stale_.clear(); }
  const std::vector<Symbol>& symbols() const { return symbols_; }  ///< that have a day

  /// Those that were passed since the last call.
  std::list<Passed> take_passed() { return std::exchange(passed_, {}); }

 private:
  void add(const Bar& minute, UnixNanos written);
  void pass_end();

  const Calendar& calendar_;
  const MinuteStart from_;
  HigherBars higher_;
  std::optional<DayBook> days_;  ///< always there; it can be made anew, not assigned
  std::vector<Symbol> symbols_, stale_;
  std::optional<SegmentEnd> next_end_;
  std::list<Passed> passed_;
  MinuteStart newest_{};        ///< the start of the newest minute
  UnixNanos newest_written_{};  ///< when the last one of that start was stored
};

}  // namespace tickbard
