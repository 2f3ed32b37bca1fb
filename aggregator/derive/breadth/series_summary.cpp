#include "aggregator/derive/breadth/series_summary.hpp"

#include <algorithm>

namespace tickbard {

SeriesSummary summary_of(std::span<const std::optional<double>> values) {
  const auto back = [&](std::size_t n) { return n < values.size() ? values[n] : std::nullopt; };
  SeriesSummary out{back(0), back(1), back(2), {}, 0};
  double sum = 0;
  // Oldest first: the order in which a reader adds them up.
  for (std::size_t n = std::min(kSummarySessions, values.size()); n-- > 0;) {
    if (!values[n]) continue;
    sum += *values[n];
    ++out.in_mean;
  }
  if (out.in_mean > 0) out.mean_of_ten = sum / out.in_mean;
  return out;
}

}  // namespace tickbard
