#include "aggregator/derive/indicators/macd.hpp"

#include "aggregator/derive/indicators/numbers.hpp"

namespace tickbard {

void Macd::push(const AdjustedBar& bar) {
  fast_.push(bar.close.raw);
  slow_.push(bar.close.raw);
  if (slow_.ready()) signal_.push(fast_.value() - slow_.value(), slow_.seed_share());
}

std::optional<double> Macd::line(std::int64_t scale) const {
  if (!slow_.ready()) return std::nullopt;
  return in_currency(fast_.value() - slow_.value(), scale);
}

std::optional<double> Macd::signal(std::int64_t scale) const {
  if (!signal_.ready()) return std::nullopt;
  return in_currency(signal_.value(), scale);
}

std::optional<double> Macd::histogram(std::int64_t scale) const {
  if (!signal_.ready()) return std::nullopt;
  return in_currency(fast_.value() - slow_.value() - signal_.value(), scale);
}

}  // namespace tickbard
