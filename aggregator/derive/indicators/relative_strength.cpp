#include "aggregator/derive/indicators/relative_strength.hpp"

#include "aggregator/derive/indicators/numbers.hpp"

namespace tickbard {

std::vector<std::optional<Price>> benchmark_closes(std::span<const AdjustedBar> bars,
                                                   std::span<const AdjustedBar> benchmark) {
  constexpr std::chrono::days kOldest{7};
  std::vector<std::optional<Price>> closes(bars.size());
  std::size_t known = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    while (known < benchmark.size() && benchmark[known].start <= bars[i].start) ++known;
    if (known == 0) continue;
    const AdjustedBar& last = benchmark[known - 1];
    if (bars[i].start - last.start < kOldest) closes[i] = last.close;
  }
  return closes;
}

void MansfieldRs::push(const WeeklyBar& week) {
  if (!week.benchmark || week.benchmark->raw <= 0) {
    strengths_.clear();
    return;
  }
  strengths_.push(ratio(week.close.raw, week.benchmark->raw));
}

std::optional<double> MansfieldRs::value() const {
  if (!strengths_.full()) return std::nullopt;
  double sum = 0;  // anew each week: 52 additions, and no drift
  for (std::size_t i = kWeeks; i-- > 0;) sum += strengths_.ago(i);
  return 100 * (strengths_.ago(0) / (sum / kWeeks) - 1);
}

}  // namespace tickbard
