#include "aggregator/derive/indicators/directional.hpp"

#include <gtest/gtest.h>

#include "aggregator/derive/indicators/true_range.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

TEST(DirectionalTest, AtMostOneSideMoves) {
  struct Case {
    const char* what;
    double high, low, plus, minus;
  };
  // against a bar with high 10 and low 9
  for (const Case& c :
       {Case{"up", 10.5, 9.2, 0.5, 0}, Case{"down", 9.8, 8.5, 0, 0.5}, Case{"inside", 9.9, 9.1, 0, 0},
        Case{"outside, more up", 11, 8.5, 1, 0}, Case{"outside, more down", 10.5, 8, 0, 1},
        Case{"outside, equal", 10.5, 8.5, 0, 0}, Case{"the same", 10, 9, 0, 0}}) {
    const DirectionalMove move = directional_move(bar(1, c.high, c.low, c.low), bar(0, 10, 9, 9));
    EXPECT_EQ(move.plus, price(c.plus).raw) << c.what;
    EXPECT_EQ(move.minus, price(c.minus).raw) << c.what;
  }
}

TEST(DirectionalTest, FirstValuesAtBar14And27) {
  Directional d(14);
  const auto bars = golden_series(30);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    d.push(bars[i]);
    EXPECT_EQ(d.plus().has_value(), i >= 14) << i;
    EXPECT_EQ(d.minus().has_value(), i >= 14) << i;
    EXPECT_EQ(d.dx().has_value(), i >= 14) << i;
    EXPECT_EQ(d.adx().has_value(), i >= 27) << i;
  }
}

TEST(DirectionalTest, T132_FlatPricesHaveNoDirection) {
  Directional d(14);
  for (const AdjustedBar& b : of_closes(std::vector<double>(60, 25))) d.push(b);
  EXPECT_EQ(d.plus(), std::nullopt);
  EXPECT_EQ(d.minus(), std::nullopt);
  EXPECT_EQ(d.dx(), 0.0);
  EXPECT_EQ(d.adx(), 0.0);
}

TEST(DirectionalTest, StraightUpIsAllPlus) {
  Directional d(14);
  for (std::size_t i = 0; i < 60; ++i) {
    const double close = 20 + static_cast<double>(i);
    d.push(bar(i, close, close, close));
  }
  EXPECT_EQ(d.plus(), 100.0);
  EXPECT_EQ(d.minus(), 0.0);
  EXPECT_EQ(d.adx(), 100.0);
}

TEST(DirectionalTest, T133_IndexesStayBetween0And100) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Directional d(14);
    for (const AdjustedBar& b : random_walk(200, seed)) {
      d.push(b);
      for (const auto& value : {d.plus(), d.minus(), d.dx(), d.adx()}) {
        if (value) {
          EXPECT_TRUE(*value >= 0 && *value <= 100) << *value << " with seed " << seed;
        }
      }
    }
  }
}

/// Wilder as he wrote it: sums S - S/14 + x from the sum of the first 14.
struct WrittenOut {
  double range = 0, plus = 0, minus = 0;
  void push(int n, const AdjustedBar& bar, const AdjustedBar& before) {
    const DirectionalMove move = directional_move(bar, before);
    const double keep = n <= 14 ? 1 : 13.0 / 14;
    range = range * keep + static_cast<double>(true_range(bar, before.close));
    plus = plus * keep + static_cast<double>(move.plus);
    minus = minus * keep + static_cast<double>(move.minus);
  }
};

TEST(DirectionalTest, EqualsTheSumsThatWilderWrote) {
  const auto bars = random_walk(300, 42);
  Directional d(14);
  WrittenOut sums;
  d.push(bars[0]);
  for (std::size_t i = 1; i < bars.size(); ++i) {
    d.push(bars[i]);
    sums.push(static_cast<int>(i), bars[i], bars[i - 1]);
    if (i < 14) continue;
    EXPECT_NEAR(*d.plus(), 100 * sums.plus / sums.range, 1e-9) << i;
    EXPECT_NEAR(*d.minus(), 100 * sums.minus / sums.range, 1e-9) << i;
  }
}

}  // namespace
}  // namespace tickbard::test
