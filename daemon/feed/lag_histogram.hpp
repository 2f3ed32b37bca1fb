#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "aggregator/core/tally.hpp"
#include "daemon/runtime/histogram.hpp"

namespace tickbard {

/// How long prints were under way, for metrics only: counted one by one, shown to others by settle(). Neighbours
/// lie in the same bucket as a rule, and then one costs three additions.
/// Owner: the feed's thread observes and settles; any thread reads what was settled.
/// Units: nanoseconds in. A negative lag (a skewed clock) counts in the first bucket and adds nothing to the sum;
/// a longer one than an hour adds an hour: a recording of years ago would overflow the sum within a minute.
class LagHistogram {
 public:
  static constexpr std::chrono::nanoseconds kMost = std::chrono::hours{1};

  void observe(std::chrono::nanoseconds lag) noexcept {
    if (lag <= above_ || lag > up_to_) turn_to(lag);
    ++seen_;
    sum_ += static_cast<std::uint64_t>(std::clamp(lag, std::chrono::nanoseconds{0}, kMost).count());
  }

  void settle() noexcept {
    counts_[place_].add(seen_);
    all_.add(sum_);
    seen_ = sum_ = 0;
  }

  HistogramSnapshot read() const;

 private:
  static constexpr std::size_t kBounds = 15;

  void turn_to(std::chrono::nanoseconds lag) noexcept;

  std::size_t place_ = 0;                       // the bucket of the last one,
  std::chrono::nanoseconds above_{}, up_to_{};  // its bounds: none at first,
  std::uint64_t seen_ = 0, sum_ = 0;            // and what came into it since it was settled
  std::array<Count, kBounds + 1> counts_;
  Count all_;  // nanoseconds
};

}  // namespace tickbard
