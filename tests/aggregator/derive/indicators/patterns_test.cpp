#include <gtest/gtest.h>

#include "aggregator/derive/indicators/gaps.hpp"
#include "aggregator/derive/indicators/trend_lines.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

Gaps after(const std::vector<std::pair<double, double>>& lows_and_highs) {
  Gaps gaps;
  std::size_t i = 0;
  for (const auto& [low, high] : lows_and_highs) gaps.push(bar(i++, high, low, low));
  return gaps;
}

const std::vector<std::pair<double, double>> kGolden{{9.5, 10}, {9.8, 10.2}, {11, 11.5}, {11.3, 11.8}, {11.6, 12}};

TEST(GapsTest, T138_AGapThatIsNeverFilledCounts) {
  const Gaps gaps = after(kGolden);
  EXPECT_EQ(gaps.up(),
            (std::vector<PriceGap>{{price(10.2), price(11), MinuteStart{std::chrono::sys_days{session(2)}}}}));
  EXPECT_TRUE(gaps.down().empty());
}

TEST(GapsTest, T138_ALaterLowFillsItAnEarlierOneDoesNot) {
  auto filled = kGolden;
  filled.emplace_back(10.1, 11);
  EXPECT_TRUE(after(filled).up().empty());
  auto touched = kGolden;
  touched.emplace_back(10.2, 11);
  EXPECT_TRUE(after(touched).up().empty()) << "as far as the high before it";
  auto inside = kGolden;
  inside.emplace_back(10.3, 11.6);
  EXPECT_EQ(after(inside).up().size(), 1U) << "a part of it is not filled";
}

TEST(GapsTest, DownIsTheMirror) {
  EXPECT_EQ(after({{11, 12}, {9, 10}, {8, 9.5}}).down().size(), 1U);
  EXPECT_TRUE(after({{11, 12}, {9, 10}, {9, 11}}).down().empty());
}

TEST(GapsTest, HalfAPercentIsAGapAndLessIsNone) {
  EXPECT_EQ(after({{99, 100}, {100.5, 101}}).up().size(), 1U);
  EXPECT_TRUE(after({{99, 100}, {100.499999999, 101}}).up().empty());
  EXPECT_EQ(after({{100, 101}, {99, 99.5}}).down().size(), 1U);
  EXPECT_TRUE(after({{100, 101}, {99, 99.500000001}}).down().empty());
}

TEST(GapsTest, EqualsASearchThroughAllLaterBars) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const auto bars = random_walk(400, seed);
    Gaps gaps;
    for (const AdjustedBar& b : bars) gaps.push(b);
    std::size_t up = 0, down = 0;
    for (std::size_t i = 1; i < bars.size(); ++i) {
      const Price high = bars[i - 1].high, low = bars[i - 1].low;
      bool open_up = 200 * (bars[i].low.raw - high.raw) >= high.raw && bars[i].low > high;
      bool open_down = 200 * (low.raw - bars[i].high.raw) >= low.raw && bars[i].high < low;
      for (std::size_t j = i + 1; j < bars.size(); ++j) {
        open_up = open_up && bars[j].low > high;
        open_down = open_down && bars[j].high < low;
      }
      up += open_up;
      down += open_down;
    }
    EXPECT_EQ(gaps.up().size(), up) << seed;
    EXPECT_EQ(gaps.down().size(), down) << seed;
  }
}

TEST(TrendLinesTest, APivotIsKnownTwentyBarsLaterAndNotBefore) {
  TrendLines lines;
  for (std::size_t i = 0; i < 50; ++i) {
    const double low = i == 25 ? 5 : 10;
    lines.push(bar(i, 12, low, 11));
    const bool known = i >= 45;
    EXPECT_EQ(std::ranges::count(lines.lows(), Pivot{25, price(5)}), known ? 1 : 0) << i;
  }
}

TEST(TrendLinesTest, NoneForTheFirstFortyBars) {
  TrendLines lines;
  for (std::size_t i = 0; i < 40; ++i) lines.push(bar(i, 12, 10, 11));
  EXPECT_EQ(lines.up(), std::nullopt);
  lines.push(bar(40, 12, 10, 11));
  EXPECT_EQ(lines.up(), 0);
  EXPECT_EQ(lines.down(), 0);
}

/// Valleys every 45 bars, each so much above the one before; peaks between them likewise.
TrendLines valleys(std::size_t count, double step) {
  TrendLines lines;
  for (std::size_t i = 0; i < 45 * count; ++i) {
    const double level = 100 + step * static_cast<double>(i / 45);
    const double wave = std::abs(static_cast<double>(i % 45) - 22.0);
    lines.push(bar(i, level + wave + 1, level + wave, level + wave));
  }
  return lines;
}

TEST(TrendLinesTest, CountsRisingLowsAndFallingHighs) {
  EXPECT_EQ(valleys(2, 1).up(), 1);
  EXPECT_EQ(valleys(2, -1).up(), 0);
  EXPECT_EQ(valleys(2, 0).up(), 0) << "level is not rising";
  EXPECT_GT(valleys(5, -1).down(), 0);
}

TEST(TrendLinesTest, StopsAtThreeAndForgetsAfter252Bars) {
  EXPECT_EQ(valleys(5, 1).up(), 3);
  const TrendLines many = valleys(20, 1);
  EXPECT_GE(many.lows().front().bar + TrendLines::kReach, 20U * 45);
}

}  // namespace
}  // namespace tickbard::test
