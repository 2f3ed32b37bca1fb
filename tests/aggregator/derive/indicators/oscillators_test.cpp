#include <gtest/gtest.h>

#include "aggregator/derive/indicators/macd.hpp"
#include "aggregator/derive/indicators/rsi.hpp"
#include "aggregator/derive/indicators/true_range.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

std::vector<double> stairs(double step, std::size_t count = 40) {
  std::vector<double> closes;
  for (std::size_t i = 0; i < count; ++i) closes.push_back(100 + step * static_cast<double>(i));
  return closes;
}

TEST(RsiTest, T130_PublishedExample) {
  const std::vector<double> closes{44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433,
                                   46.0826, 45.8931, 46.0328, 45.6140, 46.2820, 46.2820, 46.0028, 46.0328, 46.4116,
                                   46.2222, 45.6439, 46.2122, 46.2521, 45.7137, 46.4515, 45.7835, 45.3548, 44.0288,
                                   44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314};
  const std::vector<double> published{70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38,
                                      54.71, 50.42, 39.99, 41.46, 41.87, 45.46, 37.30, 33.08, 37.77};
  const Series rsi = series_of(Rsi(14), of_closes(closes));
  EXPECT_EQ(rsi[13], std::nullopt);
  for (std::size_t i = 0; i < published.size(); ++i) EXPECT_NEAR(rsi[14 + i].value(), published[i], 0.005) << i;
}

TEST(RsiTest, T131_FlatIs50AllUpIs100AllDownIs0) {
  EXPECT_EQ(series_of(Rsi(14), of_closes(stairs(0))).back(), 50.0);
  EXPECT_EQ(series_of(Rsi(14), of_closes(stairs(0.25))).back(), 100.0);
  EXPECT_EQ(series_of(Rsi(14), of_closes(stairs(-0.25))).back(), 0.0);
}

TEST(RsiTest, IsWarmAfterSevenThousandthsOfASeedAreGone) {
  Rsi rsi(14);
  std::size_t bars = 0;
  for (; !rsi.warm(); ++bars) rsi.push(bar(bars, 10, 10, 10));
  EXPECT_EQ(bars, 15U + 94);  // (13/14)^94 is the first below 0.001
}

TEST(TrueRangeTest, IsTheWidestOfThree) {
  struct Case {
    const char* what;
    double previous_close, high, low, expected;
  };
  for (const Case& c : {Case{"inside", 10, 10.5, 9.5, 1}, Case{"gap up", 9, 11, 10.5, 2},
                        Case{"gap down", 12, 11, 10.5, 1.5}, Case{"one price, no move", 10, 10, 10, 0}}) {
    EXPECT_EQ(true_range(bar(1, c.high, c.low, c.low), price(c.previous_close)), price(c.expected).raw) << c.what;
  }
}

TEST(TrueRangeTest, TheFirstBarHasNone) {
  const Series range = series_of(TrueRange(), std::vector{bar(0, 12, 10, 11), bar(1, 12, 11, 12)});
  EXPECT_EQ(range, (Series{std::nullopt, 1.0}));
}

TEST(AtrTest, WilderFromTheMeanOfTheFirstRanges) {
  const std::vector bars{bar(0, 11, 9, 10), bar(1, 11, 10, 10), bar(2, 13, 10, 12), bar(3, 12, 12, 12)};
  const Series atr = series_of(Atr(2), bars);
  EXPECT_EQ(atr, (Series{std::nullopt, std::nullopt, 2.0, 1.0}));  // ranges 1, 3, 0
}

TEST(AtrTest, PercentIsOfTheLastClose) {
  Atr atr(2);
  EXPECT_EQ(atr.percent(), std::nullopt);
  for (const auto& b : {bar(0, 11, 9, 10), bar(1, 11, 10, 10), bar(2, 13, 10, 12.5)}) atr.push(b);
  EXPECT_EQ(atr.percent(), 16.0);
}

TEST(AtrTest, OfAFlatMarketIsZero) {
  EXPECT_EQ(series_of(Atr(14), of_closes(stairs(0))).back(), 0.0);
}

TEST(MacdTest, EachAverageHasItsOwnSeed) {
  // EMA2: 1.5 2.5 3.5 …, EMA4: 2.5 3.5 … of 1 2 3 4 5 6, so the line is 1 from bar 3 and the signal from bar 5.
  Macd macd(2, 4, 3);
  const std::vector<std::optional<double>> line{{}, {}, {}, 1, 1, 1}, signal{{}, {}, {}, {}, {}, 1};
  const auto bars = of_closes({1, 2, 3, 4, 5, 6});
  for (std::size_t i = 0; i < bars.size(); ++i) {
    macd.push(bars[i]);
    ASSERT_EQ(macd.line().has_value(), line[i].has_value()) << i;
    ASSERT_EQ(macd.signal().has_value(), signal[i].has_value()) << i;
    EXPECT_EQ(macd.histogram().has_value(), signal[i].has_value()) << i;
    if (line[i]) {
      EXPECT_NEAR(*macd.line(), *line[i], 1e-9) << i;
    }
    if (signal[i]) {
      EXPECT_NEAR(*macd.signal(), *signal[i], 1e-9) << i;
    }
    if (signal[i]) {
      EXPECT_NEAR(*macd.histogram(), 0, 1e-9) << i;
    }
  }
}

TEST(MacdTest, TheSignalIsWarmLaterThanTheLine) {
  Macd macd(12, 26, 9);
  std::size_t line = 0, signal = 0;
  for (std::size_t i = 0; !macd.signal_warm(); ++i) {
    if (!macd.warm()) line = i + 1;
    signal = i + 1;
    macd.push(bar(i, 10, 10, 10));
  }
  EXPECT_EQ(line, 26U + 90);  // (25/27)^90 is the first below 0.001
  EXPECT_GT(signal, line);
}

TEST(MacdTest, OfAFlatMarketIsZero) {
  Macd macd(12, 26, 9);
  for (const AdjustedBar& b : of_closes(stairs(0, 50))) macd.push(b);
  EXPECT_EQ(macd.line(), 0.0);
  EXPECT_EQ(macd.histogram(), 0.0);
}

}  // namespace
}  // namespace tickbard::test
