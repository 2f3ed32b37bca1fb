#pragma once

#include <optional>

#include "aggregator/core/decimal.hpp"

namespace tickbard {

/// In percent, 4 digits: 3.0004 % is 30004. As NUMERIC(14,4).
using Percent = Fixed<4>;

/// 100·(to - from)/from: one integer division, rounded half away from zero. None if `from` is not positive, or
/// where the result needs more than 14 digits.
std::optional<Percent> percent_change(Price from, Price to);

/// A ratio of two sums, 4 digits, rounded the same. None if `under` is not positive, or as above.
std::optional<Fixed<4>> ratio_of(Volume over, Volume under);

/// As written in decimals: 3 is 3 %.
constexpr Percent percent(std::int64_t whole) {
  return Percent{whole * 10'000};
}

}  // namespace tickbard
