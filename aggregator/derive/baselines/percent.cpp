#include "aggregator/derive/baselines/percent.hpp"

namespace tickbard {
namespace {

constexpr Int128 kLimit = 100'000'000'000'000;  // 14 digits

/// over · scale / under, half away from zero.
std::optional<Fixed<4>> divide(Int128 over, Int128 scale, Int128 under) {
  Int128 scaled = 0;
  if (under <= 0 || __builtin_mul_overflow(over, scale, &scaled)) return std::nullopt;
  const Int128 rest = scaled % under, missing = under - (rest < 0 ? -rest : rest);
  Int128 quotient = scaled / under;
  if ((rest < 0 ? -rest : rest) >= missing) quotient += scaled < 0 ? -1 : 1;
  if (quotient <= -kLimit || quotient >= kLimit) return std::nullopt;
  return Fixed<4>{static_cast<std::int64_t>(quotient)};
}

}  // namespace

std::optional<Percent> percent_change(Price from, Price to) {
  return divide(Int128{to.raw} - from.raw, 1'000'000, from.raw);
}

std::optional<Fixed<4>> ratio_of(Volume over, Volume under) {
  return divide(over.raw, 10'000, under.raw);
}

}  // namespace tickbard
