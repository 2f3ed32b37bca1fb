#include "aggregator/derive/indicators/averages.hpp"

#include "aggregator/derive/indicators/numbers.hpp"

namespace tickbard {

std::optional<double> Sma::value() const {
  if (!ready()) return std::nullopt;
  return ratio(sum_, Int128{period_} * kPriceUnits);
}

double Sma::units() const {
  return ratio(sum_, period_);
}

void ShiftedSma::push(const AdjustedBar& bar) {
  waiting_.push(bar.close);
  if (waiting_.full()) sma_.push(waiting_.oldest());
}

std::optional<double> Ema::value() const {
  if (!ready()) return std::nullopt;
  return in_currency(units());
}

}  // namespace tickbard
