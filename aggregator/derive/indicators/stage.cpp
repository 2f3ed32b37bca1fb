#include "aggregator/derive/indicators/stage.hpp"

#include <array>

#include "aggregator/derive/indicators/numbers.hpp"

namespace tickbard {
namespace {

/// a.close / a.benchmark against b.close / b.benchmark, without dividing.
std::strong_ordering compare_quotients(Price a, Price a_by, Price b, Price b_by) {
  return Int128{a.raw} * b_by.raw <=> Int128{b.raw} * a_by.raw;
}

}  // namespace

std::string_view name_of(Stage stage) {
  constexpr std::array<std::string_view, 6> kNames{"UNKNOWN", "1", "2", "3", "4", "TRANSITION"};
  return kNames[static_cast<std::size_t>(stage)];
}

void StageMachine::push(const WeeklyBar& week) {
  average_.push(week.close);
  close_ = week.close;
  strengths_.push({week.close, week.benchmark});
  if (!average_.ready()) return;
  sums_.push(average_.sum());
  if (!sums_.full()) return;
  stage_ = judge(week);
  if (stage_ == Stage::advancing || stage_ == Stage::declining) trend_ = stage_;
}

bool StageMachine::strength_is(std::strong_ordering wanted) const {
  if (!strengths_.full()) return true;
  const Strength& now = strengths_.ago(0);
  const Strength& then = strengths_.oldest();
  if (!now.benchmark || !then.benchmark) return true;
  return compare_quotients(now.close, *now.benchmark, then.close, *then.benchmark) == wanted;
}

Stage StageMachine::judge(const WeeklyBar& week) const {
  const auto price = compare(week.close, average_);
  const auto slope = sums_.ago(0) <=> sums_.oldest();
  if (price > 0 && slope > 0 && strength_is(std::strong_ordering::greater)) return Stage::advancing;
  if (price < 0 && slope < 0 && strength_is(std::strong_ordering::less)) return Stage::declining;
  const Int128 moved = slope > 0 ? sums_.ago(0) - sums_.oldest() : sums_.oldest() - sums_.ago(0);
  if (moved * 1'000'000 > flat_ppm_ * sums_.oldest()) return Stage::transition;
  if (trend_ == Stage::advancing) return Stage::topping;
  return trend_ == Stage::declining ? Stage::basing : Stage::unknown;
}

std::optional<double> StageMachine::slope_percent() const {
  if (!sums_.full() || sums_.oldest() <= 0) return std::nullopt;
  return ratio(100 * (sums_.ago(0) - sums_.oldest()), sums_.oldest());
}

std::optional<double> StageMachine::distance_percent() const {
  if (!average_.ready() || average_.sum() <= 0) return std::nullopt;
  return ratio(100 * (Int128{close_.raw} * kAverageWeeks - average_.sum()), average_.sum());
}

}  // namespace tickbard
