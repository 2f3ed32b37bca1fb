#include "aggregator/derive/split.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

/// value * over / under, half up; false if it passes 128 bits. Precondition: value >= 0, over > 0, under > 0.
bool multiplied(Int128 value, std::int64_t over, std::int64_t under, Int128& out) {
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

/// `number` becomes a multiple of `of`, the least; false if that passes kLargestScale.
bool raise(std::int64_t& number, std::int64_t of) {
  const std::int64_t more = of / std::gcd(number, of);
  if (__builtin_mul_overflow(number, more, &number)) return false;
  return number <= SplitAdjuster::kLargestScale;
}

auto key_of(const Split& s) {
  return std::tuple(s.symbol.view(), s.ex_date);
}

}  // namespace

std::optional<Price> SplitFactor::price(Price raw, std::int64_t scale) const {
  Int128 out = 0;
  if (!multiplied(Int128{raw.raw} * scale, over_, under_, out) || out > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  return Price{static_cast<std::int64_t>(out)};
}

std::optional<Volume> SplitFactor::volume(Volume raw, std::int64_t scale) const {
  Volume out;
  if (__builtin_mul_overflow(raw.raw, Int128{scale}, &raw.raw)) return std::nullopt;
  if (!multiplied(raw.raw, under_, over_, out.raw)) return std::nullopt;
  return out;
}

Int128 SplitFactor::e12() const {
  Int128 out = 0;
  multiplied(1'000'000'000'000, over_, under_, out);
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

std::optional<SplitScales> SplitAdjuster::scales(const Symbol& symbol, SessionDate as_of) const {
  // Every factor there can be is the product of a run of splits that ends with the newest one effective.
  const auto first =
      std::ranges::lower_bound(splits_, symbol.view(), {}, [](const Split& s) { return s.symbol.view(); });
  auto last = first;
  while (last != splits_.end() && last->symbol == symbol && last->ex_date <= as_of) ++last;
  SplitScales out;
  SplitFactor factor;
  while (last != first) {
    --last;
    factor.over_ *= last->denominator;
    factor.under_ *= last->numerator;
    SplitFactor lowest = factor;
    reduce(lowest.over_, lowest.under_);
    if (!raise(out.price, lowest.under_) || !raise(out.volume, lowest.over_)) return std::nullopt;
  }
  return out;
}

}  // namespace tickbard
