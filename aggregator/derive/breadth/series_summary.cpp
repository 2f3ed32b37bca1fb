#include "aggregator/derive/breadth/series_summary.hpp"

#include <algorithm>

namespace tickbard {
namespace {

constexpr std::size_t kMeanOf = 10;

}  // namespace

SeriesSummary summary_of(std::span<const SeriesPoint> series, SessionDate as_of) {
  const auto later = std::upper_bound(series.begin(), series.end(), as_of,
                                      [](SessionDate day, const SeriesPoint& p) { return day < p.session; });
  std::span<const SeriesPoint> known{series.begin(), later};
  SeriesSummary out;
  const bool stored = !known.empty() && known.back().session == as_of;
  auto back = [&](std::size_t n) { return n < known.size() ? known[known.size() - 1 - n].value : std::nullopt; };
  if (stored) out.value = back(0);
  out.one_before = back(stored ? 1 : 0);
  out.two_before = back(stored ? 2 : 1);
  double sum = 0;
  int counted = 0;
  for (const SeriesPoint& p : known.last(std::min(kMeanOf, known.size()))) {
    if (!p.value) continue;
    sum += *p.value;
    ++counted;
  }
  if (counted > 0) out.mean_of_ten = sum / counted;
  return out;
}

}  // namespace tickbard
