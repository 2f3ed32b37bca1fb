#include <gtest/gtest.h>

#include "aggregator/derive/indicators/indicator_stream.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

/// A function of TA-Lib and ours. Its own tolerance is 0.01. Where its seed differs from ours (README of this
/// folder) the first rows are allowed `early`, and the later ones must have converged.
struct Same {
  const char* function;
  const char* params;
  const char* key;
  double scale = 1;
  double early = 0.01;
  bool same_start = true;
};
constexpr Same kSame[]{
    {"SMA", "period=2", "sma:2"},
    {"SMA", "period=30", "sma:30"},
    {"EMA", "period=2", "ema:2"},
    {"EMA", "period=10", "ema:10"},
    {"RSI", "period=14", "rsi:14"},
    {"TRANGE", "", "tr"},
    {"ATR", "period=1", "atr:1"},
    {"ATR", "period=14", "atr:14"},
    {"ROC", "period=14", "roc:14", 100},
    {"DX", "period=14", "dx:14", 1, 3},
    {"ADX", "period=14", "adx:14", 1, 0.5},
    {"PLUS_DI", "period=14", "pdi:14", 1, 0.5},
    {"MINUS_DI", "period=14", "mdi:14", 1, 0.5},
    {"MACD:MACD", "fast=12;slow=26;signal=9", "macd:12:26:9", 1, 0.45, false},
    {"MACD:MACD_SIGNAL", "fast=12;slow=26;signal=9", "macd_signal:12:26:9", 1, 0.45},
    {"MACD:MACD_HIST", "fast=12;slow=26;signal=9", "macd_hist:12:26:9", 1, 0.45},
};

std::vector<AdjustedBar> quotes() {
  std::vector<AdjustedBar> bars;
  for (const Row& row : csv(data_file("indicators/talib/quotes_ref252.csv"))) {
    bars.push_back(bar(bars.size(), number(row, "high"), number(row, "low"), number(row, "close")));
  }
  return bars;
}

TEST(TaLib, T130_PublishedPointsInItsDefaultMode) {
  const auto file = data_file("indicators/talib/expected_regtest.csv");
  TICKBARD_NEEDS_DATA(file);
  const auto bars = quotes();
  ASSERT_EQ(bars.size(), 252U);
  const auto rows = csv(file);
  std::size_t compared = 0;
  for (const Same& same : kSame) {
    const Series ours = indicator_series(*parse_indicator_key(same.key), bars);
    std::size_t points = 0;
    for (const Row& row : rows) {
      if (row.at("function") != same.function || row.at("params") != same.params) continue;
      if (row.at("compatibility") != "DEFAULT" || row.at("unstable_period") != "0") continue;
      const auto i = static_cast<std::size_t>(number(row, "index"));
      ASSERT_TRUE(ours[i]) << same.key << " at " << i;
      EXPECT_NEAR(same.scale * *ours[i], number(row, "expected"), i < 100 ? same.early : 0.01)
          << same.key << " at " << i;
      const auto first = static_cast<std::size_t>(number(row, "first_valid_index"));
      if (same.same_start && first > 0) {
        EXPECT_TRUE(ours[first]) << same.key;
        EXPECT_FALSE(ours[first - 1]) << same.key << " begins earlier than " << first;
      }
      ++points;
    }
    EXPECT_GT(points, 0U) << same.function << ": no point of it was found";
    compared += points;
  }
  EXPECT_EQ(compared, 59U);
}

}  // namespace
}  // namespace tickbard::test
