#include "daemon/feed/feed_status.hpp"

#include <algorithm>

namespace tickbard {
namespace {

constexpr std::chrono::nanoseconds kLongestLag = std::chrono::hours{1};

}  // namespace

void LagHistogram::add(std::chrono::nanoseconds lag) noexcept {
  const std::int64_t micros = lag.count() / 1000;
  const auto at = std::lower_bound(kBoundsMicros.begin(), kBoundsMicros.end(), micros);  // bounds are inclusive
  buckets[static_cast<std::size_t>(at - kBoundsMicros.begin())].add();
  // Recordings of years ago are no lag; summed as they are they would overflow within a minute of replay.
  const std::int64_t nanos = std::clamp(lag, -kLongestLag, kLongestLag).count();
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(sum_nanos.load(std::memory_order_relaxed), nanos, &sum)) {
    sum_nanos.store(sum, std::memory_order_relaxed);
  }
}

HistogramSnapshot LagHistogram::read() const {
  HistogramSnapshot out;
  // Divided, not multiplied: 0.1 must come out as the number that is written 0.1.
  for (const std::int64_t micros : kBoundsMicros) out.bounds.push_back(static_cast<double>(micros) / 1e6);
  for (const Count& count : buckets) out.counts.push_back(count.get());
  out.sum = static_cast<double>(sum_nanos.load(std::memory_order_relaxed)) / 1e9;
  return out;
}

}  // namespace tickbard
