#include "daemon/feed/feed_status.hpp"

#include <algorithm>

namespace tickbard {

void LagHistogram::add(std::chrono::nanoseconds lag) noexcept {
  const std::int64_t micros = lag.count() / 1000;
  const auto at = std::lower_bound(kBoundsMicros.begin(), kBoundsMicros.end(), micros);  // bounds are inclusive
  buckets[static_cast<std::size_t>(at - kBoundsMicros.begin())].add();
  sum_nanos.store(sum_nanos.load(std::memory_order_relaxed) + lag.count(), std::memory_order_relaxed);
}

}  // namespace tickbard
