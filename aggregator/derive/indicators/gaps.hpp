#pragma once

#include <optional>
#include <vector>

#include "aggregator/derive/indicators/adjusted_bar.hpp"

namespace tickbard {

/// An unfilled price gap: nothing traded between `low` and `high` since it opened.
struct PriceGap {
  Price low, high;
  MinuteStart opened{};  ///< the bar after the gap
  friend bool operator==(const PriceGap&, const PriceGap&) = default;
};

/// Gaps of at least 0.5 % of the price they start from that no later bar has filled. Up: L > H', zone (H', L),
/// filled when a later low is at or below H'; down the other way round. Gaps still open are nested, newest
/// innermost, so a bar fills from the end; and as each is half a percent, their number is bounded by the range of
/// prices.
/// Owner: one thread.
class Gaps {
 public:
  void push(const AdjustedBar& bar);
  const std::vector<PriceGap>& up() const { return up_; }  ///< oldest first
  const std::vector<PriceGap>& down() const { return down_; }

 private:
  std::optional<AdjustedBar> previous_;
  std::vector<PriceGap> up_, down_;
};

}  // namespace tickbard
