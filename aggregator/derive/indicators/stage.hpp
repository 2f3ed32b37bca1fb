#pragma once

#include <string_view>

#include "aggregator/derive/indicators/averages.hpp"
#include "aggregator/derive/indicators/weekly.hpp"

namespace tickbard {

enum class Stage : std::uint8_t { unknown, basing, advancing, topping, declining, transition };

/// "UNKNOWN", "1" to "4", "TRANSITION".
std::string_view name_of(Stage stage);

/// Weinstein's stages as a state machine over finished weeks, P the week's close, MA the mean of 30:
///   2 if P > MA, MA above that of 5 weeks ago, relative strength above that of 9 weeks ago; 4 if all three are
///   below; else with a flat MA (its 5-week change within `flat_ppm`): 3 after a 2, 1 after a 4, UNKNOWN before
///   either; else TRANSITION. Only 2 and 4 are remembered, so a week of transition does not make a base of a top.
/// Without a benchmark in both weeks the condition on relative strength is left out. All comparisons are exact.
/// Owner: one thread.
class StageMachine {
 public:
  static constexpr int kAverageWeeks = 30;
  static constexpr std::size_t kSlopeWeeks = 5;
  static constexpr std::size_t kStrengthWeeks = 9;

  explicit StageMachine(std::int64_t flat_ppm = 5'000) : flat_ppm_(flat_ppm) {}

  void push(const WeeklyBar& week);
  Stage stage() const { return stage_; }
  std::optional<double> slope_percent() const;     ///< of the MA over 5 weeks
  std::optional<double> distance_percent() const;  ///< of the close from the MA

 private:
  struct Strength {
    Price close;
    std::optional<Price> benchmark;
  };
  bool strength_is(std::strong_ordering wanted) const;
  Stage judge(const WeeklyBar& week) const;

  std::int64_t flat_ppm_;
  Sma average_{kAverageWeeks};
  Window<Int128> sums_{kSlopeWeeks + 1};
  Window<Strength> strengths_{kStrengthWeeks + 1};
  Price close_;
  Stage stage_ = Stage::unknown;
  Stage trend_ = Stage::unknown;  ///< the last of advancing and declining
};

}  // namespace tickbard
