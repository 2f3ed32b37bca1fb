#include <gtest/gtest.h>

#include "aggregator/derive/indicators/indicator_set.hpp"
#include "aggregator/derive/indicators/indicator_stream.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

/// A column of the golden file, and what of ours stands against it; six decimals were written.
struct Column {
  const char* name;
  Indicator indicator;
  double tolerance = 5.1e-7;
};
constexpr Column kColumns[]{
    {"close", Indicator::close},
    {"sma13", Indicator::sma_13},
    {"sma28", Indicator::sma_28},
    {"sma46", Indicator::sma_46},
    {"sma50", Indicator::sma_50},
    {"ema21", Indicator::ema_21},
    {"rsi14", Indicator::rsi_14},
    {"atr14", Indicator::atr_14},
    {"pdi", Indicator::pdi_14},
    {"mdi", Indicator::mdi_14},
    {"adx", Indicator::adx_14},
    {"macd", Indicator::macd},
    {"signal", Indicator::macd_signal},
    {"roc17", Indicator::roc_17},
    {"perf20", Indicator::perf_20d},
    {"td_buy", Indicator::td_buy_setup},
    {"td_sell", Indicator::td_sell_setup},
};

TEST(GoldenIndicators, T130_EqualTheGeneratedSeries) {
  const auto file = data_file("golden_indicators.csv");
  TICKBARD_NEEDS_DATA(file);
  const auto bars = golden_series();
  const Series shifted = indicator_series(*parse_indicator_key("sma:8:shift=5"), bars);
  const auto rows = csv(file);
  ASSERT_EQ(rows.size(), 13U);
  for (const Row& row : rows) {
    const auto i = static_cast<std::size_t>(number(row, "i"));
    const IndicatorSnapshot ours = snapshot_of(std::span(bars).first(i + 1));
    for (const Column& c : kColumns) {
      const auto value = ours.number(c.indicator);
      ASSERT_EQ(value.has_value(), !row.at(c.name).empty()) << c.name << " at " << i;
      if (value) {
        EXPECT_NEAR(*value, number(row, c.name), c.tolerance) << c.name << " at " << i;
      }
    }
    ASSERT_EQ(shifted[i].has_value(), !row.at("sma8s5").empty()) << i;
    if (shifted[i]) {
      EXPECT_NEAR(*shifted[i], number(row, "sma8s5"), 5.1e-7) << i;
    }
  }
}

/// The last row stands here too, for whoever has no data folder.
TEST(GoldenIndicators, T130_LastRowByHeart) {
  const IndicatorSnapshot last = snapshot_of(golden_series());
  EXPECT_NEAR(*last.number(Indicator::ema_21), 109.035624, 5.1e-7);
  EXPECT_NEAR(*last.number(Indicator::rsi_14), 52.121311, 5.1e-7);
  EXPECT_NEAR(*last.number(Indicator::atr_14), 1.860778, 5.1e-7);
  EXPECT_NEAR(*last.number(Indicator::pdi_14), 41.295314, 5.1e-7);
  EXPECT_NEAR(*last.number(Indicator::adx_14), 5.083973, 5.1e-7);
  EXPECT_NEAR(*last.number(Indicator::macd), 0.307269, 5.1e-7);
  EXPECT_NEAR(*last.number(Indicator::macd_signal), 0.280127, 5.1e-7);
}

}  // namespace
}  // namespace tickbard::test
