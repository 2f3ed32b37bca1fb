#include "aggregator/derive/indicators/stage.hpp"

#include <gtest/gtest.h>

#include "aggregator/derive/indicators/relative_strength.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

WeeklyBar week(double close, std::optional<double> benchmark = std::nullopt) {
  WeeklyBar week;
  week.close = price(close);
  if (benchmark) week.benchmark = price(*benchmark);
  return week;
}

/// Weeks told one after the other; each step changes the close by so much, the benchmark stays at 50 if there is
/// one.
class Story {
 public:
  explicit Story(bool benchmark = false) : benchmark_(benchmark) {}
  Story& weeks(int count, double step) {
    for (int i = 0; i < count; ++i) {
      close_ += step;
      machine_.push(week(close_, benchmark_ ? std::optional{50.0} : std::nullopt));
    }
    return *this;
  }
  std::string_view stage() const { return name_of(machine_.stage()); }
  const StageMachine& machine() const { return machine_; }

 private:
  StageMachine machine_;
  double close_ = 100;
  bool benchmark_;
};

TEST(StageTest, NeedsThirtyFiveWeeks) {
  EXPECT_EQ(Story().weeks(34, 1).stage(), "UNKNOWN");
  EXPECT_EQ(Story().weeks(34, 1).machine().slope_percent(), std::nullopt);
  EXPECT_EQ(Story().weeks(35, 1).stage(), "2");
  EXPECT_TRUE(Story().weeks(35, 1).machine().slope_percent());
}

TEST(StageTest, DistanceAndSlopeInPercent) {
  const Story story = Story().weeks(35, 1);  // closes 101 … 135: means 115.5 five weeks ago and 120.5 now
  EXPECT_NEAR(*story.machine().slope_percent(), 100 * (120.5 / 115.5 - 1), 1e-12);
  EXPECT_NEAR(*story.machine().distance_percent(), 100 * (135 / 120.5 - 1), 1e-12);
}

TEST(StageTest, RisingIs2FallingIs4) {
  EXPECT_EQ(Story().weeks(40, 0.5).stage(), "2");
  EXPECT_EQ(Story().weeks(40, -0.5).stage(), "4");
}

TEST(StageTest, FlatIs3After2And1After4AndUnknownBeforeEither) {
  EXPECT_EQ(Story().weeks(40, 0.5).weeks(60, 0).stage(), "3");
  EXPECT_EQ(Story().weeks(40, -0.5).weeks(60, 0).stage(), "1");
  EXPECT_EQ(Story().weeks(60, 0).stage(), "UNKNOWN");
}

TEST(StageTest, ARisingStockBelowItsMeanIsNotTopping) {
  const Story story = Story().weeks(60, 1).weeks(1, -20);
  EXPECT_LT(*story.machine().distance_percent(), 0);
  EXPECT_GT(*story.machine().slope_percent(), 0.5);
  EXPECT_EQ(story.stage(), "TRANSITION");
}

TEST(StageTest, GoesRoundAndATransitionForgetsNoTrend) {
  Story story = Story().weeks(60, 1);
  std::vector<std::string> seen{std::string(story.stage())};
  for (int i = 0; i < 60; ++i) {
    story.weeks(1, i == 0 ? -16 : 0);  // one week's fall, then a market at rest
    if (seen.back() != story.stage()) seen.emplace_back(story.stage());
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"2", "TRANSITION", "3", "4", "TRANSITION", "1"}));
}

TEST(StageTest, RelativeStrengthDecidesWhereABenchmarkIs) {
  StageMachine weaker, stronger, without;
  for (int i = 0; i < 40; ++i) {
    const double close = 100 + i;
    weaker.push(week(close, 100 + 10.0 * i));  // the market rises faster
    stronger.push(week(close, 100));
    without.push(week(close));
  }
  EXPECT_EQ(name_of(stronger.stage()), "2");
  EXPECT_EQ(name_of(without.stage()), "2");
  EXPECT_EQ(name_of(weaker.stage()), "TRANSITION");
}

TEST(StageTest, HowFlatIsFlatCanBeSet) {
  StageMachine strict(0), loose(50'000);
  for (int i = 0; i < 60; ++i) {
    strict.push(week(100 + i));
    loose.push(week(100 + i));
  }
  strict.push(week(120));
  loose.push(week(120));
  EXPECT_EQ(name_of(strict.stage()), "TRANSITION");
  EXPECT_EQ(name_of(loose.stage()), "3");
}

TEST(MansfieldTest, StrengthAgainstItsOwnMean) {
  MansfieldRs rs;
  for (int i = 0; i < 51; ++i) rs.push(week(100, 50));
  EXPECT_EQ(rs.value(), std::nullopt);
  rs.push(week(126, 50));
  EXPECT_NEAR(*rs.value(), 100 * (2.52 / (2 + 0.52 / 52) - 1), 1e-9);
}

TEST(MansfieldTest, WithTheMarketItIsZero) {
  MansfieldRs rs;
  for (int i = 0; i < 60; ++i) rs.push(week(100 + i, 50 + i / 2.0));
  EXPECT_NEAR(*rs.value(), 0, 1e-9);
}

TEST(MansfieldTest, AWeekWithoutABenchmarkBeginsAnew) {
  MansfieldRs rs;
  for (int i = 0; i < 60; ++i) rs.push(week(100, 50));
  rs.push(week(100));
  EXPECT_EQ(rs.value(), std::nullopt);
  for (int i = 0; i < 52; ++i) rs.push(week(100, 50));
  EXPECT_EQ(rs.value(), 0.0);
}

TEST(BenchmarkCloses, IsTheLatestKnownAndNoOlderThanAWeek) {
  const std::vector bars{bar(0, 1, 1, 1), bar(2, 1, 1, 1), bar(5, 1, 1, 1), bar(11, 1, 1, 1), bar(12, 1, 1, 1)};
  const std::vector benchmark{bar(1, 7, 7, 7), bar(5, 8, 8, 8), bar(13, 9, 9, 9)};
  const std::vector<std::optional<Price>> expected{std::nullopt, price(7), price(8), price(8), std::nullopt};
  EXPECT_EQ(benchmark_closes(bars, benchmark), expected);
  EXPECT_EQ(benchmark_closes(bars, {}), std::vector<std::optional<Price>>(5));
}

}  // namespace
}  // namespace tickbard::test
