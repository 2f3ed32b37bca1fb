#include "aggregator/derive/indicators/volatility.hpp"

namespace tickbard {

void VolatilityRank::push(const AdjustedBar& bar) {
  atr_.push(bar);
  if (const auto percent = atr_.percent()) history_.push(*percent);
}

VolatilityRank::Count VolatilityRank::count() const {
  Count c{0, history_.size()};
  const double now = history_.ago(0);
  for (std::size_t i = 0; i < c.all; ++i) {
    const double then = history_.ago(i);
    c.twice += then < now ? 2U : then == now ? 1U : 0U;
  }
  return c;
}

std::optional<double> VolatilityRank::value() const {
  if (history_.size() < kLeast) return std::nullopt;
  const Count c = count();
  return 100 * static_cast<double>(c.twice) / (2 * static_cast<double>(c.all));
}

std::string_view VolatilityRank::regime() const {
  if (history_.size() < kLeast) return {};
  const Count c = count();
  const std::size_t rank = 100 * c.twice, full = 2 * c.all;
  if (rank <= 25 * full) return "LOW";
  if (rank <= 75 * full) return "MEDIUM";
  return rank <= 90 * full ? "HIGH" : "EXTREME";
}

}  // namespace tickbard
