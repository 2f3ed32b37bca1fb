#include <gtest/gtest.h>

#include "aggregator/derive/indicators/range_position.hpp"
#include "aggregator/derive/indicators/volatility.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

template <Extreme kind>
void expect_as_searched(std::size_t width) {
  SlidingExtreme<kind> extreme(width);
  std::mt19937 random(static_cast<unsigned>(width));
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < 500; ++i) {
    all.push_back(static_cast<std::int64_t>(random() % 20));  // many ties
    extreme.push(all.back());
    const auto first = all.end() - static_cast<std::ptrdiff_t>(std::min(width, all.size()));
    const auto best =
        kind == Extreme::min ? std::min_element(first, all.end()) : std::max_element(first, all.end());
    ASSERT_EQ(extreme.value(), *best) << "width " << width << " at " << i;
    ASSERT_EQ(extreme.age(), static_cast<std::size_t>(all.end() - best) - 1) << "of equals the earliest";
    ASSERT_EQ(extreme.full(), i + 1 >= width);
  }
}

TEST(SlidingExtremeTest, EqualsASearch) {
  for (const std::size_t width : {1U, 2U, 3U, 20U, 41U, 252U}) {
    expect_as_searched<Extreme::min>(width);
    expect_as_searched<Extreme::max>(width);
  }
}

TEST(WindowTest, KeepsTheLast) {
  Window<int> window(3);
  for (const int i : {1, 2, 3, 4}) window.push(i);
  EXPECT_TRUE(window.full());
  EXPECT_EQ(window.ago(0), 4);
  EXPECT_EQ(window.oldest(), 2);
  window.clear();
  EXPECT_EQ(window.size(), 0U);
  window.push(9);
  EXPECT_EQ(window.oldest(), 9);
}

TEST(RangePositionTest, PlaceOfTheCloseBetweenLowAndHigh) {
  const std::vector bars{bar(0, 20, 10, 11), bar(1, 15, 12, 12.5), bar(2, 14, 12, 13), bar(3, 16, 13, 16)};
  const Series place = series_of(RangePosition(3), bars);
  EXPECT_EQ(place, (Series{std::nullopt, std::nullopt, 30.0, 100.0}));
}

TEST(RangePositionTest, OnePriceHasNoPlace) {
  EXPECT_EQ(series_of(RangePosition(3), of_closes({5, 5, 5, 5})).back(), std::nullopt);
}

/// Bars whose true range is `percents[i]` of a close of 100; ATR(14) smooths them, so the tests give steps.
std::vector<AdjustedBar> of_ranges(const std::vector<double>& percents) {
  std::vector<AdjustedBar> bars;
  for (const double p : percents) bars.push_back(bar(bars.size(), 100 + p / 2, 100 - p / 2, 100));
  return bars;
}

VolatilityRank rank_after(const std::vector<double>& percents) {
  VolatilityRank rank;
  for (const AdjustedBar& b : of_ranges(percents)) rank.push(b);
  return rank;
}

TEST(VolatilityRankTest, NeedsSixtyValues) {
  EXPECT_EQ(rank_after(std::vector<double>(14 + 59, 2)).value(), std::nullopt);
  EXPECT_TRUE(rank_after(std::vector<double>(14 + 59, 2)).regime().empty());
  EXPECT_TRUE(rank_after(std::vector<double>(14 + 60, 2)).value());
}

TEST(VolatilityRankTest, AConstantRangeIsInTheMiddle) {
  const VolatilityRank rank = rank_after(std::vector<double>(200, 2));
  EXPECT_EQ(rank.value(), 50.0);
  EXPECT_EQ(rank.regime(), "MEDIUM");
}

TEST(VolatilityRankTest, CalmAfterStormIsLowAndStormAfterCalmExtreme) {
  std::vector<double> calmer, wilder;
  for (int i = 0; i < 150; ++i) {
    calmer.push_back(20 - 0.1 * i);
    wilder.push_back(2 + 0.1 * i);
  }
  EXPECT_EQ(rank_after(calmer).regime(), "LOW");
  EXPECT_EQ(rank_after(wilder).regime(), "EXTREME");
  EXPECT_NEAR(*rank_after(wilder).value(), 100 * (135.5 / 136), 1e-9) << "136 values, all others below";
}

TEST(VolatilityRankTest, TurnsHighBetweenMediumAndExtreme) {
  // A falling range turns up at the end: its rank climbs through every regime in turn.
  std::vector<double> percents;
  for (int i = 0; i < 120; ++i) percents.push_back(14 - 0.1 * i);
  VolatilityRank rank = rank_after(percents);
  std::vector<std::string> seen{std::string(rank.regime())};
  for (std::size_t i = 0; i < 60; ++i) {
    const double p = 2 + 0.3 * static_cast<double>(i);
    rank.push(bar(120 + i, 100 + p / 2, 100 - p / 2, 100));
    const double value = rank.value().value();
    const char* expected = value <= 25 ? "LOW" : value <= 75 ? "MEDIUM" : value <= 90 ? "HIGH" : "EXTREME";
    EXPECT_EQ(rank.regime(), expected) << value;
    if (seen.back() != rank.regime()) seen.emplace_back(rank.regime());
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"LOW", "MEDIUM", "HIGH", "EXTREME"}));
}

}  // namespace
}  // namespace tickbard::test
