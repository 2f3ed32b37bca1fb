#pragma once

#include <deque>

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/window.hpp"

namespace tickbard {

/// A bar whose low (or high) is the extreme of the 20 bars before and after it; of equal ones the earliest.
struct Pivot {
  std::size_t bar = 0;  ///< its place in the series
  Price price;
  friend bool operator==(const Pivot&, const Pivot&) = default;
};

/// Pivots, and the trend lines they support. A pivot is known 20 bars after its bar and not before, so a value
/// never changes once given. Lines: pairs of a pivot and one of the next five, within the last 252 bars, rising
/// lows for up and falling highs for down, counted to 3. None for the first 40 bars.
/// Owner: one thread.
class TrendLines {
 public:
  static constexpr std::size_t kSide = 20;
  static constexpr std::size_t kReach = 252;
  static constexpr std::size_t kPartners = 5;
  static constexpr int kMost = 3;

  void push(const AdjustedBar& bar);
  std::optional<int> up() const;
  std::optional<int> down() const;
  const std::deque<Pivot>& lows() const { return lows_; }  ///< of the last 252 bars, oldest first
  const std::deque<Pivot>& highs() const { return highs_; }

 private:
  std::size_t bars_ = 0;
  SlidingExtreme<Extreme::min> low_{2 * kSide + 1};
  SlidingExtreme<Extreme::max> high_{2 * kSide + 1};
  std::deque<Pivot> lows_, highs_;
};

}  // namespace tickbard
