#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "aggregator/core/decimal.hpp"

namespace tickbard {

/// One symbol's latest closes and the running sum up to each of them. A window's sum is the difference of two
/// running sums, so nothing is carried from bar to bar that could drift.
/// Owner: one thread.
/// Units: closes as they come (see BreadthBar); a running sum holds 2^64 closes of any size.
class CloseHistory {
 public:
  static constexpr std::size_t kRoom = 256;
  static constexpr std::size_t kReach = kRoom - 1;  ///< how many bars back can be asked for

  void clear() {
    bars_ = 0;
    total_ = 0;
    sums_[kRoom - 1] = 0;  // stands for "before the first bar"
  }

  void add(Price close) {
    total_ += close.raw;
    closes_[bars_ % kRoom] = close.raw;
    sums_[bars_ % kRoom] = total_;
    ++bars_;
  }

  std::uint64_t bars() const { return bars_; }

  /// The close `back` bars ago, 0 being the latest. Precondition: back < bars() and back <= kReach.
  std::int64_t close(std::size_t back) const { return closes_[(bars_ - 1 - back) % kRoom]; }

  /// The sum of `length` closes, the latest of them `shift` bars ago.
  /// Precondition: length + shift <= bars() and <= kReach.
  Int128 sum(std::size_t length, std::size_t shift) const {
    return sums_[(bars_ - 1 - shift) % kRoom] - sums_[(bars_ - 1 - shift - length) % kRoom];
  }

 private:
  std::uint64_t bars_ = 0;
  Int128 total_ = 0;
  std::array<std::int64_t, kRoom> closes_{};
  std::array<Int128, kRoom> sums_{};
};

}  // namespace tickbard
