#pragma once

#include <cstdint>

#include "aggregator/core/decimal.hpp"

namespace tickbard {

/// numerator / denominator as the nearest double, ties to even: one rounding, whatever the size of the integers,
/// so that the result does not depend on the order of operations. Precondition: 0 < denominator < 2^72; numerator
/// > -2^127.
double nearest_quotient(Int128 numerator, Int128 denominator);

/// part / whole rounded to four decimal digits, half to even, decided on the integers; then the double nearest to
/// that decimal. Precondition: whole > 0.
double fraction4(std::uint32_t part, std::uint32_t whole);

}  // namespace tickbard
