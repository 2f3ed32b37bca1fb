#include "aggregator/derive/split.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

/// value * over / under, half up; false if it passes 128 bits. Precondition: value >= 0, over > 0, under > 0.
bool scale(Int128 value, std::int64_t over, std::int64_t under, Int128& out) {
  // whole and rest apart: a rest times a numerator is below 2^126
  const Int128 rest = value % under * over;
  if (__builtin_mul_overflow(value / under, Int128{over}, &out)) return false;
  const Int128 last = rest % under;
  return !__builtin_add_overflow(out, rest / under + (last >= under - last ? 1 : 0), &out);
}

/// over/under in lowest terms.
void reduce(std::int64_t& over, std::int64_t& under) {
  const std::int64_t common = std::gcd(over, under);
  over /= common;
  under /= common;
}

auto key_of(const Split& s) {
  return std::tuple(s.symbol.view(), s.ex_date);
}

}  // namespace

std::optional<Price> SplitFactor::price(Price raw) const {
  Int128 out = 0;
  if (!scale(raw.raw, over_, under_, out) || out > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return Price{static_cast<std::int64_t>(out)};
}

std::optional<Volume> SplitFactor::volume(Volume raw) const {
  Volume out;
  if (!scale(raw.raw, under_, over_, out.raw)) return std::nullopt;
  return out;
}

Int128 SplitFactor::e12() const {
  Int128 out = 0;
  scale(1'000'000'000'000, over_, under_, out);
  return out;
}

Result<SplitAdjuster> SplitAdjuster::of(std::vector<Split> splits) {
  std::ranges::sort(splits, {}, key_of);
  std::int64_t numerators = 1, denominators = 1;  // of one symbol; they bound every run of its splits
  const Symbol* symbol = nullptr;
  for (const Split& s : splits) {
    const std::string name(s.symbol.view());
    if (s.numerator <= 0 || s.denominator <= 0) {
      return Problem{"the split of " + name + " on " + to_text(s.ex_date) +
                     " has a numerator or denominator that is not positive: correct its row in corporate_actions"};
    }
    if (symbol == nullptr || *symbol != s.symbol) numerators = denominators = 1;
    symbol = &s.symbol;
    if (__builtin_mul_overflow(numerators, s.numerator, &numerators) ||
        __builtin_mul_overflow(denominators, s.denominator, &denominators)) {
      return Problem{"the splits of " + name +
                     " multiply to more than 18 digits: correct its rows in corporate_actions"};
    }
  }
  return SplitAdjuster(std::move(splits));
}

SplitFactor SplitAdjuster::factor(const Symbol& symbol, SessionDate of, SessionDate as_of) const {
  SplitFactor factor;
  auto it = std::ranges::upper_bound(splits_, std::tuple(symbol.view(), of), {}, key_of);
  for (; it != splits_.end() && it->symbol == symbol && it->ex_date <= as_of; ++it) {
    factor.over_ *= it->denominator;
    factor.under_ *= it->numerator;
  }
  reduce(factor.over_, factor.under_);
  return factor;
}

}  // namespace tickbard
