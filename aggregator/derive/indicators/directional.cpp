#include "aggregator/derive/indicators/directional.hpp"

#include <algorithm>
#include <cmath>

#include "aggregator/derive/indicators/true_range.hpp"

namespace tickbard {

DirectionalMove directional_move(const AdjustedBar& bar, const AdjustedBar& previous) {
  const std::int64_t up = bar.high.raw - previous.high.raw;
  const std::int64_t down = previous.low.raw - bar.low.raw;
  if (up > down && up > 0) return {up, 0};
  if (down > up && down > 0) return {0, down};
  return {};
}

void Directional::push(const AdjustedBar& bar) {
  if (previous_) {
    const DirectionalMove move = directional_move(bar, *previous_);
    range_.push(true_range(bar, previous_->close));
    plus_.push(move.plus);
    minus_.push(move.minus);
    if (const auto x = dx()) adx_.push(*x, range_.seed_share());
  }
  previous_ = bar;
}

std::optional<double> Directional::index_of(const PriceSmoother& moves) const {
  if (!range_.ready() || range_.value() <= 0) return std::nullopt;
  return std::min(100.0, 100 * (moves.value() / range_.value()));
}

std::optional<double> Directional::dx() const {
  if (!range_.ready()) return std::nullopt;
  const double sum = plus_.value() + minus_.value();
  if (sum <= 0) return 0;
  return 100 * (std::abs(plus_.value() - minus_.value()) / sum);
}

std::optional<double> Directional::adx() const {
  if (!adx_.ready()) return std::nullopt;
  return adx_.value();
}

}  // namespace tickbard
