#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace tickbard {

/// A histogram as read at one moment.
/// Units: seconds. `counts` has one entry per bound (not cumulative) and a last one for everything above.
struct HistogramSnapshot {
  std::vector<double> bounds;
  std::vector<std::uint64_t> counts;
  double sum = 0;

  /// Precondition: the same bounds, or one of the two has none yet.
  void add(const HistogramSnapshot& other);
  std::uint64_t total() const;
};

/// Counts durations in fixed buckets, for metrics only.
/// Owner: any thread may observe, any thread may read.
/// Units: nanoseconds in. A negative duration (a skewed clock) counts in the first bucket and adds nothing to the
/// sum.
class Histogram {
 public:
  static constexpr std::size_t kMaxBounds = 15;

  /// Precondition: at most kMaxBounds bounds, ascending. The bounds are kept by reference: give static ones.
  explicit Histogram(std::span<const std::chrono::nanoseconds> bounds) : bounds_(bounds) {}

  void observe(std::chrono::nanoseconds duration) noexcept;

  HistogramSnapshot read() const;

 private:
  std::size_t place_of(std::chrono::nanoseconds duration) const noexcept;

  std::span<const std::chrono::nanoseconds> bounds_;
  std::array<std::atomic<std::uint64_t>, kMaxBounds + 1> counts_{};
  std::atomic<std::int64_t> sum_ns_{0};
};

/// From the exchange's clock to ours: 1 ms to 20 min.
std::span<const std::chrono::nanoseconds> lag_bounds();
/// From closing a bar to its commit, and the commit itself: 1 ms to 5 min, since an outage of the store shows
/// here.
std::span<const std::chrono::nanoseconds> commit_bounds();
/// Answering one HTTP request: 0.1 ms to 10 s.
std::span<const std::chrono::nanoseconds> request_bounds();

}  // namespace tickbard
