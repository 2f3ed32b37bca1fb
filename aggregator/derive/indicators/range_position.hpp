#pragma once

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/window.hpp"

namespace tickbard {

/// Where the close stands in the range of the last `period` bars, this one included: 100 * (C - min L) /
/// (max H - min L). None while they are one price.
/// Owner: one thread.
class RangePosition : public Streaming<RangePosition> {
 public:
  explicit RangePosition(int period)
      : low_(static_cast<std::size_t>(period)), high_(static_cast<std::size_t>(period)) {}
  void push(const AdjustedBar& bar);
  std::optional<double> value() const;

 private:
  SlidingExtreme<Extreme::min> low_;
  SlidingExtreme<Extreme::max> high_;
  Price close_;
};

}  // namespace tickbard
