#include "daemon/feed/lag_histogram.hpp"

namespace tickbard {

LagHistogram::Bounds LagHistogram::bounds_around(std::chrono::nanoseconds lag) noexcept {
  const auto bounds = lag_bounds();
  const auto place =
      static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), lag) - bounds.begin());
  return {place, place == 0 ? std::chrono::nanoseconds::min() : bounds[place - 1],
          place == bounds.size() ? std::chrono::nanoseconds::max() : bounds[place]};
}

HistogramSnapshot LagHistogram::read() const {
  HistogramSnapshot out;
  for (const auto bound : lag_bounds()) out.bounds.push_back(std::chrono::duration<double>(bound).count());
  for (std::size_t i = 0; i <= out.bounds.size(); ++i) out.counts.push_back(counts_[i].get());
  out.sum = static_cast<double>(all_.get()) / 1e9;
  return out;
}

}  // namespace tickbard
