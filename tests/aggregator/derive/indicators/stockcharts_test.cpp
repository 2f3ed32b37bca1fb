#include <gtest/gtest.h>

#include "aggregator/derive/indicators/averages.hpp"
#include "aggregator/derive/indicators/directional.hpp"
#include "aggregator/derive/indicators/macd.hpp"
#include "aggregator/derive/indicators/rsi.hpp"
#include "aggregator/derive/indicators/true_range.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

// The sheets of StockCharts, each under the convention it was made with. Where a sheet seeds its averages in
// another way than we do, the bars before its first row are made so that our seed is its seed; from there on every
// row must be equal, which proves the recursion.

std::filesystem::path sheet(const std::string& name) {
  return data_file("indicators/stockcharts_ta/" + name);
}

std::vector<double> column(const std::vector<Row>& rows, const std::string& name) {
  std::vector<double> values;
  for (const Row& row : rows) values.push_back(number(row, name));
  return values;
}

void expect_near(std::optional<double> ours, const Row& row, const std::string& name, double tolerance) {
  if (row.at(name).empty()) return;
  ASSERT_TRUE(ours) << name;
  EXPECT_NEAR(*ours, number(row, name), tolerance) << name;
}

TEST(StockCharts, T130_AdxSheet) {
  TICKBARD_NEEDS_DATA(sheet("cs-adx.csv"));
  const auto rows = csv(sheet("cs-adx.csv"));
  ASSERT_EQ(rows.size(), 504U);
  Directional d(14);
  TrueRange range;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(i);
    const Row& row = rows[i];
    const AdjustedBar b = bar(i, number(row, "High"), number(row, "Low"), number(row, "Close"));
    d.push(b);
    range.push(b);
    EXPECT_EQ(d.plus().has_value(), !row.at("+DI14").empty());
    EXPECT_EQ(d.adx().has_value(), !row.at("ADX").empty());
    expect_near(range.value(), row, "TR", 1e-7);
    expect_near(d.plus(), row, "+DI14", 1e-6);
    expect_near(d.minus(), row, "-DI14", 1e-6);
    expect_near(d.dx(), row, "DX", 1e-6);
    expect_near(d.adx(), row, "ADX", 1e-6);
  }
}

/// The sheet gives its first bar a true range of H - L; so does a bar before it that closed inside.
void expect_atr_sheet(const std::string& name, int period) {
  const auto rows = csv(sheet(name));
  ASSERT_FALSE(rows.empty());
  Atr atr(period);
  const double inside = number(rows[0], "Low");
  atr.push(bar(0, inside, inside, inside));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(i);
    atr.push(bar(i + 1, number(rows[i], "High"), number(rows[i], "Low"), number(rows[i], "Close")));
    EXPECT_EQ(atr.ready(), i + 1 >= static_cast<std::size_t>(period));
    if (atr.ready()) expect_near(atr.value(), rows[i], "ATR", 1e-8);
  }
}

TEST(StockCharts, T130_AtrSheets) {
  TICKBARD_NEEDS_DATA(sheet("cs-atr.csv"));
  expect_atr_sheet("cs-atr.csv", 14);
  expect_atr_sheet("cs-atr2.csv", 10);
}

/// The sheet starts its averages at 0; so do fifteen equal closes before it.
TEST(StockCharts, T130_RsiSheet) {
  TICKBARD_NEEDS_DATA(sheet("cs-rsi.csv"));
  const auto rows = csv(sheet("cs-rsi.csv"));
  const Series rsi = series_of(Rsi(14), of_closes(after_constant(15, column(rows, "Close"))));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(i);
    expect_near(rsi[i + 15], rows[i], "RSI", 2e-6);
  }
}

/// The sheet seeds its averages with the first close; so do as many equal closes before it. Its signal has a seed
/// that only its author knows, and has forgotten it after a hundred rows.
TEST(StockCharts, T130_MacdSheet) {
  TICKBARD_NEEDS_DATA(sheet("cs-macd.csv"));
  const auto rows = csv(sheet("cs-macd.csv"));
  ASSERT_GT(rows.size(), 110U);
  const auto bars = of_closes(after_constant(40, column(rows, "Close")));
  Macd macd(12, 26, 9);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    macd.push(bars[i]);
    if (i < 40) continue;
    SCOPED_TRACE(i - 40);
    expect_near(macd.line(), rows[i - 40], "MACD_line", 1e-8);
    if (i - 40 < 100) continue;
    expect_near(macd.signal(), rows[i - 40], "MACD_signal", 1e-8);
    expect_near(macd.histogram(), rows[i - 40], "MACD_diff", 1e-8);
  }
}

TEST(StockCharts, T130_AveragesOfThePpoSheet) {
  TICKBARD_NEEDS_DATA(sheet("cs-ppo.csv"));
  const auto rows = csv(sheet("cs-ppo.csv"));
  const auto bars = of_closes(after_constant(26, column(rows, "Close")));
  const Series fast = series_of(Ema(12), bars), slow = series_of(Ema(26), bars);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(i);
    expect_near(fast[i + 26], rows[i], "12 day EMA", 1e-8);
    expect_near(slow[i + 26], rows[i], "26 day EMA", 1e-8);
    expect_near(100 * (*fast[i + 26] - *slow[i + 26]) / *slow[i + 26], rows[i], "PPO", 1e-8);
  }
}

}  // namespace
}  // namespace tickbard::test
