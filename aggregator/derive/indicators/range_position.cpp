#include "aggregator/derive/indicators/range_position.hpp"

#include "aggregator/derive/indicators/numbers.hpp"

namespace tickbard {

void RangePosition::push(const AdjustedBar& bar) {
  low_.push(bar.low.raw);
  high_.push(bar.high.raw);
  close_ = bar.close;
}

std::optional<double> RangePosition::value() const {
  if (!low_.full() || high_.value() <= low_.value()) return std::nullopt;
  return ratio(100 * (Int128{close_.raw} - low_.value()), Int128{high_.value()} - low_.value());
}

}  // namespace tickbard
