#pragma once

#include "aggregator/derive/indicators/weekly.hpp"
#include "aggregator/derive/indicators/window.hpp"

namespace tickbard {

/// For each bar the benchmark's latest close at or before it, if no older than a week; so nothing of tomorrow
/// enters. Both series in time order, of one interval.
std::vector<std::optional<Price>> benchmark_closes(std::span<const AdjustedBar> bars,
                                                   std::span<const AdjustedBar> benchmark);

/// Mansfield's relative strength: 100 * (RS / mean of RS over 52 weeks - 1), RS = close / the benchmark's close at
/// the end of each finished week. A week without a benchmark begins the count anew.
/// Owner: one thread.
class MansfieldRs {
 public:
  static constexpr std::size_t kWeeks = 52;
  void push(const WeeklyBar& week);
  std::optional<double> value() const;

 private:
  Window<double> strengths_{kWeeks};
};

}  // namespace tickbard
