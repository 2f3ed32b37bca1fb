#include "aggregator/derive/exact.hpp"

#include <cmath>

namespace tickbard {
namespace {

__extension__ typedef unsigned __int128 UInt128;

constexpr Int128 kExactDouble = Int128{1} << 53;  // every integer up to here is a double

int leading_zeros(UInt128 v) {
  const auto high = static_cast<std::uint64_t>(v >> 64);
  return high != 0 ? __builtin_clzll(high) : 64 + __builtin_clzll(static_cast<std::uint64_t>(v));
}

}  // namespace

double nearest_quotient(Int128 numerator, Int128 denominator) {
  if (numerator == 0) return 0;
  if (-kExactDouble <= numerator && numerator <= kExactDouble && denominator <= kExactDouble) {
    // Both are doubles as they stand, and IEEE division rounds once: the same result, without 128-bit division.
    return static_cast<double>(numerator) / static_cast<double>(denominator);
  }
  const bool negative = numerator < 0;
  const UInt128 magnitude = static_cast<UInt128>(negative ? -numerator : numerator);
  const UInt128 divisor = static_cast<UInt128>(denominator);
  // Shifted to the top, the numerator gives a quotient of at least 55 bits: two more than a double keeps. What the
  // division leaves over goes into the last of them, far below the digit that is rounded, so a tie stays a tie
  // only if it is one.
  const int shift = leading_zeros(magnitude);
  const UInt128 raised = magnitude << shift;
  const UInt128 quotient = raised / divisor;
  const UInt128 rest = raised % divisor;
  const double rounded = static_cast<double>(quotient | (rest != 0 ? 1U : 0U));
  return std::ldexp(negative ? -rounded : rounded, -shift);
}

double fraction4(std::uint32_t part, std::uint32_t whole) {
  const std::uint64_t scaled = std::uint64_t{part} * 10'000;
  std::uint64_t units = scaled / whole;
  const std::uint64_t twice = 2 * (scaled % whole);
  if (twice > whole || (twice == whole && units % 2 == 1)) ++units;
  return static_cast<double>(units) / 10'000;
}

}  // namespace tickbard
