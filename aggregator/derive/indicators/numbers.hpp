#pragma once

#include <optional>

#include "aggregator/core/decimal.hpp"
#include "aggregator/derive/exact.hpp"

namespace tickbard {

/// Units of 1e-9 in one unit of currency.
inline constexpr std::int64_t kPriceUnits = 1'000'000'000;

/// The one division that turns exact integers into a real number: the same bits wherever the figure is made.
inline double ratio(Int128 numerator, Int128 denominator) {
  return nearest_quotient(numerator, denominator);
}

/// A real number of units of 1e-9 / scale as a price.
inline double in_currency(double units, std::int64_t scale) {
  return units / static_cast<double>(kPriceUnits * scale);
}

/// (now - then) / then; none where there is nothing to divide by.
inline std::optional<double> relative_change(Price now, Price then) {
  if (then.raw <= 0) return std::nullopt;
  return ratio(Int128{now.raw} - then.raw, then.raw);
}

/// The same in percent, still with one division.
inline std::optional<double> percent_gain(Price now, Price then) {
  if (then.raw <= 0) return std::nullopt;
  return ratio(100 * (Int128{now.raw} - then.raw), then.raw);
}

}  // namespace tickbard
