#include "aggregator/derive/indicators/averages.hpp"

#include "aggregator/derive/indicators/numbers.hpp"

namespace tickbard {

std::optional<double> Sma::value(std::int64_t scale) const {
  if (!ready()) return std::nullopt;
  return ratio(sum_, Int128{period_} * kPriceUnits * scale);
}

double Sma::units() const {
  return ratio(sum_, period_);
}

void ShiftedSma::push(const AdjustedBar& bar) {
  waiting_.push(bar.close);
  if (waiting_.full()) sma_.push(waiting_.oldest());
}

std::optional<double> Ema::value(std::int64_t scale) const {
  if (!ready()) return std::nullopt;
  return in_currency(units(), scale);
}

}  // namespace tickbard
