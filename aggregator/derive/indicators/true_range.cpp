#include "aggregator/derive/indicators/true_range.hpp"

#include <algorithm>
#include <cstdlib>

#include "aggregator/derive/indicators/numbers.hpp"

namespace tickbard {

std::int64_t true_range(const AdjustedBar& bar, Price previous_close) {
  return std::max({bar.high.raw - bar.low.raw, std::abs(bar.high.raw - previous_close.raw),
                   std::abs(bar.low.raw - previous_close.raw)});
}

void TrueRange::push(const AdjustedBar& bar) {
  if (previous_) range_ = true_range(bar, *previous_);
  previous_ = bar.close;
}

std::optional<double> TrueRange::value() const {
  if (!range_) return std::nullopt;
  return to_double(*range_, kPriceDigits);
}

void Atr::push(const AdjustedBar& bar) {
  range_.push(bar);
  if (range_.units()) average_.push(*range_.units());
  close_ = bar.close;
}

std::optional<double> Atr::value(std::int64_t scale) const {
  if (!ready()) return std::nullopt;
  return in_currency(units(), scale);
}

std::optional<double> Atr::percent() const {
  if (!ready() || close_.raw <= 0) return std::nullopt;
  return 100 * units() / static_cast<double>(close_.raw);
}

}  // namespace tickbard
