#pragma once

#include <optional>
#include <span>
#include <vector>

#include "aggregator/derive/indicators/adjusted_bar.hpp"

namespace tickbard {

class Calendar;

/// One ISO week (Monday to Sunday) by session dates; whatever was a holiday is just not there.
struct WeeklyBar {
  std::chrono::sys_days monday{};
  SessionDate last_session{};  ///< its label
  Price open, high, low, close;
  Volume volume;
  int bars = 0;                    ///< folded into it
  std::optional<Price> benchmark;  ///< the benchmark's close at the last of them, if it was known then
  friend bool operator==(const WeeklyBar&, const WeeklyBar&) = default;
};

std::chrono::sys_days monday_of(SessionDate date);

/// Says on each daily bar whether its week is over, so that a week counts on its last evening and not on the next
/// Monday. Without it a week ends when the next begins: later by one session, never wrong.
void mark_week_ends(std::span<AdjustedBar> daily, const Calendar& calendar);

/// Numbers the sessions. Precondition: a bar for every session of the calendar from a year's first on, ascending.
void mark_places(std::span<AdjustedBar> sessions);

/// Folds bars into weeks and gives out finished ones alone: the running week is nobody's (T-137).
/// Owner: one thread.
class WeeklyFold {
 public:
  /// Calls `finished(const WeeklyBar&)` for each week that this bar ends, the one before first.
  /// A bar of a week already given out is left out: a bar that ends its week is the last of it.
  template <class Finished>
  void push(const AdjustedBar& bar, std::optional<Price> benchmark, Finished&& finished) {
    const std::chrono::sys_days monday = monday_of(bar.session);
    if (given_out_ && monday <= *given_out_) return;
    if (running_ && running_->monday != monday) give_out(finished);
    add(monday, bar, benchmark);
    if (bar.ends_week) give_out(finished);
  }

 private:
  template <class Finished>
  void give_out(Finished&& finished) {
    finished(*running_);
    given_out_ = running_->monday;
    running_.reset();
  }
  void add(std::chrono::sys_days monday, const AdjustedBar& bar, std::optional<Price> benchmark);

  std::optional<WeeklyBar> running_;
  std::optional<std::chrono::sys_days> given_out_;
};

/// The finished weeks of a series, oldest first.
std::vector<WeeklyBar> weekly_bars(std::span<const AdjustedBar> bars);

}  // namespace tickbard
