#include "aggregator/derive/indicators/rsi.hpp"

#include <algorithm>

namespace tickbard {

void Rsi::push(const AdjustedBar& bar) {
  if (previous_) {
    const std::int64_t change = bar.close.raw - previous_->raw;
    gains_.push(std::max<std::int64_t>(change, 0));
    losses_.push(std::max<std::int64_t>(-change, 0));
  }
  previous_ = bar.close;
}

std::optional<double> Rsi::value() const {
  if (!gains_.ready()) return std::nullopt;
  const double gain = gains_.value(), loss = losses_.value();
  if (gain + loss == 0) return 50;
  return 100 * (gain / (gain + loss));
}

}  // namespace tickbard
