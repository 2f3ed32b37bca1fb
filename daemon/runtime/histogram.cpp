#include "daemon/runtime/histogram.hpp"

#include <algorithm>
#include <numeric>

namespace tickbard {

using namespace std::chrono_literals;

void HistogramSnapshot::add(const HistogramSnapshot& other) {
  if (other.counts.empty()) return;
  if (counts.empty()) {
    *this = other;
    return;
  }
  for (std::size_t i = 0; i < std::min(counts.size(), other.counts.size()); ++i) counts[i] += other.counts[i];
  sum += other.sum;
}

std::uint64_t HistogramSnapshot::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::size_t Histogram::place_of(std::chrono::nanoseconds duration) const noexcept {
  return static_cast<std::size_t>(std::lower_bound(bounds_.begin(), bounds_.end(), duration) - bounds_.begin());
}

void Histogram::observe(std::chrono::nanoseconds duration) noexcept {
  counts_[place_of(duration)].fetch_add(1, std::memory_order_relaxed);
  if (duration > 0ns) sum_ns_.fetch_add(duration.count(), std::memory_order_relaxed);
}

HistogramSnapshot Histogram::read() const {
  HistogramSnapshot out;
  for (const auto bound : bounds_) out.bounds.push_back(std::chrono::duration<double>(bound).count());
  for (std::size_t i = 0; i <= bounds_.size(); ++i) {
    out.counts.push_back(counts_[i].load(std::memory_order_relaxed));
  }
  out.sum = static_cast<double>(sum_ns_.load(std::memory_order_relaxed)) / 1e9;
  return out;
}

std::span<const std::chrono::nanoseconds> lag_bounds() {
  static constexpr std::array<std::chrono::nanoseconds, 15> kBounds{
      1ms, 2ms, 5ms, 10ms, 20ms, 50ms, 100ms, 200ms, 500ms, 1s, 2s, 5s, 30s, 5min, 20min};
  return kBounds;
}

std::span<const std::chrono::nanoseconds> commit_bounds() {
  static constexpr std::array<std::chrono::nanoseconds, 10> kBounds{1ms, 5ms, 20ms, 100ms, 250ms,
                                                                    1s,  5s,  15s,  60s,   300s};
  return kBounds;
}

std::span<const std::chrono::nanoseconds> request_bounds() {
  static constexpr std::array<std::chrono::nanoseconds, 6> kBounds{100us, 1ms, 10ms, 100ms, 1s, 10s};
  return kBounds;
}

}  // namespace tickbard
