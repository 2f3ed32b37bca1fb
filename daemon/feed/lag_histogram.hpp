#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "aggregator/core/tally.hpp"
#include "daemon/runtime/histogram.hpp"

namespace tickbard {

/// How long prints were under way, for metrics only: counted batch by batch. Neighbours lie in the same bucket as
/// a rule, and then one costs two additions, in registers. Owner: the feed's thread counts; any thread reads
/// what was settled. Units: nanoseconds in. A negative lag (a skewed clock) counts in the first bucket and adds
/// nothing to the sum; a longer one than an hour adds an hour: a recording of years ago would overflow the sum
/// within a minute.
class LagHistogram {
 public:
  static constexpr std::chrono::nanoseconds kMost = std::chrono::hours{1};

 private:
  /// A bucket of the histogram: of none at first.
  struct Bounds {
    std::size_t place = 0;
    std::chrono::nanoseconds above{}, up_to{};
  };

 public:
  /// Some prints, shown to others by settle() and at its end. Lifetime: the histogram's thread has one at a time.
  class Batch {
   public:
    explicit Batch(LagHistogram& to) noexcept : to_(to), near_(to.newest_) {}
    ~Batch() { settle(); }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    void observe(std::chrono::nanoseconds lag) noexcept {
      if (lag <= near_.above || lag > near_.up_to) {
        settle();
        near_ = to_.newest_ = bounds_around(lag);
      }
      ++seen_;
      sum_ += static_cast<std::uint64_t>(std::clamp(lag, std::chrono::nanoseconds{0}, kMost).count());
    }

    void settle() noexcept {
      to_.counts_[near_.place].add(seen_);
      to_.all_.add(sum_);
      seen_ = sum_ = 0;
    }

   private:
    LagHistogram& to_;
    Bounds near_;
    std::uint64_t seen_ = 0, sum_ = 0;
  };

  HistogramSnapshot read() const;

 private:
  static constexpr std::size_t kBounds = 15;

  static Bounds bounds_around(std::chrono::nanoseconds lag) noexcept;

  Bounds newest_;  // the last print's
  std::array<Count, kBounds + 1> counts_;
  Count all_;  // nanoseconds
};

}  // namespace tickbard
