#include "aggregator/derive/indicators/averages.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

std::vector<double> one_to(int n) {
  std::vector<double> closes(static_cast<std::size_t>(n));
  std::iota(closes.begin(), closes.end(), 1.0);
  return closes;
}

TEST(Averages, SmaByHand) {
  const Series sma = series_of(Sma(3), of_closes({1, 2, 6, 3, 0.5}));
  const Series expected{std::nullopt, std::nullopt, 3.0, 11.0 / 3, 9.5 / 3};
  EXPECT_EQ(sma, expected);
}

TEST(Averages, SmaOfOneIsTheClose) {
  EXPECT_EQ(series_of(Sma(1), of_closes({4, 5})), (Series{4.0, 5.0}));
}

TEST(Averages, T112_SmaOfAConstantPriceIsThatPriceWhateverWentBefore) {
  // In doubles a running sum still carries the 1e8 here, and the comparison comes out unequal.
  std::vector<double> closes{123'456'789.1, 0.0001, 98'765.4321};
  closes.insert(closes.end(), 20, 0.1);
  Sma sma(13);
  for (const AdjustedBar& b : of_closes(closes)) sma.push(b);
  EXPECT_EQ(sma.value(), 0.1);
  EXPECT_TRUE(compare(price(0.1), sma) == 0);
}

TEST(Averages, SmasOfDifferentPeriodsAreComparedExactly) {
  Sma three(3), seven(7);
  for (const AdjustedBar& b : of_closes(std::vector<double>(7, 33.333333333))) {
    three.push(b);
    seven.push(b);
  }
  EXPECT_TRUE(compare(three, seven) == 0);
  three.push(price(33.333333334));
  EXPECT_TRUE(compare(three, seven) > 0);
}

TEST(Averages, T116_Sma8Shift5OfOneToTwenty) {
  const Series series = series_of(ShiftedSma(8, 5), of_closes(one_to(20)));
  EXPECT_EQ(series.back(), 11.5);  // closes 8 … 15
  EXPECT_EQ(series[11], std::nullopt);
  EXPECT_EQ(series[12], 4.5);  // the first: closes 1 … 8
}

TEST(Averages, ShiftedSmaIsTheSmaOfEarlierBars) {
  const auto bars = random_walk(60, 7);
  const Series sma = series_of(Sma(8), bars), shifted = series_of(ShiftedSma(8, 5), bars);
  for (std::size_t i = 5; i < bars.size(); ++i) EXPECT_EQ(shifted[i], sma[i - 5]) << i;
}

TEST(Averages, EmaIsSeededWithTheSma) {
  const Series ema = series_of(Ema(3), of_closes({1, 2, 6, 5, 1}));
  EXPECT_EQ(ema[1], std::nullopt);
  EXPECT_EQ(ema[2], 3.0);
  EXPECT_EQ(ema[3], 4.0);  // k = 1/2
  EXPECT_EQ(ema[4], 2.5);
}

TEST(Averages, EmaOfAConstantPriceIsThatPriceToTheLastBit) {
  for (const auto& value : series_of(Ema(21), of_closes(std::vector<double>(100, 0.7)))) {
    if (value) {
      EXPECT_EQ(*value, 0.7);
    }
  }
}

struct Warmth {
  int period;
  std::size_t first_warm;  ///< index of the first bar whose value owes at most 0.1 % to the seed
};
class EmaWarmth : public testing::TestWithParam<Warmth> {};
TEST_P(EmaWarmth, T141_FirstWarmBar) {
  const auto [period, first_warm] = GetParam();
  Ema ema(period);
  for (const AdjustedBar& b : of_closes(std::vector<double>(first_warm, 10.0))) ema.push(b);
  EXPECT_TRUE(ema.ready());
  EXPECT_FALSE(ema.warm()) << ema.seed_share();
  ema.push(bar(first_warm, 10, 10, 10));
  EXPECT_TRUE(ema.warm()) << ema.seed_share();
}
// (1 - 2/(N+1))^(bars - N) <= 0.001; for 200 that is the 891st bar.
INSTANTIATE_TEST_SUITE_P(Periods, EmaWarmth, testing::Values(Warmth{8, 35}, Warmth{21, 93}, Warmth{200, 890}));

TEST(Averages, T141_Ema200From270BarsOwesHalfToItsSeed) {
  Ema ema(200);
  for (const AdjustedBar& b : golden_series(270)) ema.push(b);
  EXPECT_NEAR(ema.seed_share(), 0.497, 0.001);
  EXPECT_FALSE(ema.warm());
}

}  // namespace
}  // namespace tickbard::test
