#include "aggregator/derive/indicators/weekly.hpp"

#include <gtest/gtest.h>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/calendar/zone.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

using namespace std::chrono_literals;

AdjustedBar day(SessionDate date, double high, double low, double close) {
  return AdjustedBar::day(date, price((high + low) / 2), price(high), price(low), price(close), Volume{10});
}

/// Tuesday to Friday after Labor Day, and the Monday after.
std::vector<AdjustedBar> labor_day_week() {
  return {day(2026y / 9 / 8, 11, 9, 10.5), day(2026y / 9 / 9, 12, 10, 11), day(2026y / 9 / 10, 13, 8, 9),
          day(2026y / 9 / 11, 10, 9, 9.5), day(2026y / 9 / 14, 30, 20, 25)};
}

TEST(Weekly, T136_AHolidayWeekHasFourDays) {
  const auto weeks = weekly_bars(labor_day_week());
  ASSERT_EQ(weeks.size(), 1U);
  EXPECT_EQ(weeks[0], (WeeklyBar{std::chrono::sys_days{2026y / 9 / 7}, 2026y / 9 / 11, price(10), price(13),
                                 price(8), price(9.5), Volume{40}, 4, std::nullopt}));
}

TEST(Weekly, T137_TheUnfinishedWeekIsNobodys) {
  auto bars = labor_day_week();
  EXPECT_EQ(weekly_bars(bars).size(), 1U) << "Monday alone is no week";
  bars.pop_back();
  EXPECT_TRUE(weekly_bars(bars).empty()) << "nobody has said that Friday was the last session of its week";
  bars.pop_back();
  EXPECT_TRUE(weekly_bars(bars).empty());
}

TEST(Weekly, AMarkedWeekCountsOnItsLastEvening) {
  auto bars = labor_day_week();
  bars.pop_back();
  bars.back().ends_week = true;
  ASSERT_EQ(weekly_bars(bars).size(), 1U);
  bars.push_back(day(2026y / 9 / 14, 30, 20, 25));
  EXPECT_EQ(weekly_bars(bars).size(), 1U) << "given out once";
}

TEST(Weekly, AWeekAcrossNewYearIsOne) {
  const std::vector bars{day(2025y / 12 / 29, 2, 1, 1), day(2026y / 1 / 2, 3, 2, 2), day(2026y / 1 / 5, 1, 1, 1)};
  const auto weeks = weekly_bars(bars);
  ASSERT_EQ(weeks.size(), 1U);
  EXPECT_EQ(weeks[0].monday, std::chrono::sys_days{2025y / 12 / 29});
  EXPECT_EQ(weeks[0].bars, 2);
}

TEST(Weekly, SundayBelongsToTheWeekBefore) {
  EXPECT_EQ(monday_of(2026y / 9 / 13), std::chrono::sys_days{2026y / 9 / 7});
  EXPECT_EQ(monday_of(2026y / 9 / 14), std::chrono::sys_days{2026y / 9 / 14});
}

TEST(Weekly, AMissingWeekIsJustNotThere) {
  const std::vector bars{day(2026y / 9 / 8, 2, 1, 1), day(2026y / 9 / 22, 3, 2, 2), day(2026y / 9 / 29, 3, 2, 2)};
  EXPECT_EQ(weekly_bars(bars).size(), 2U);
}

TEST(Weekly, ItsBenchmarkIsThatOfItsLastBar) {
  WeeklyFold fold;
  std::vector<WeeklyBar> weeks;
  const auto keep = [&weeks](const WeeklyBar& week) { weeks.push_back(week); };
  const auto bars = labor_day_week();
  for (std::size_t i = 0; i < bars.size(); ++i) fold.push(bars[i], price(100 + static_cast<double>(i)), keep);
  ASSERT_EQ(weeks.size(), 1U);
  EXPECT_EQ(weeks[0].benchmark, price(103));
}

class WeekEnds : public testing::Test {
 protected:
  static Calendar xnys() {
    const auto zone = load_new_york_zone();
    return Calendar::xnys(**zone, Calendar::xnys_exceptions()).value();
  }
  /// Which of these sessions is marked when the bars are theirs.
  static std::vector<bool> marked(const Calendar& calendar, const std::vector<SessionDate>& dates) {
    std::vector<AdjustedBar> bars;
    for (const SessionDate d : dates) bars.push_back(day(d, 2, 1, 1));
    mark_week_ends(bars, calendar);
    std::vector<bool> ends;
    for (const AdjustedBar& b : bars) ends.push_back(b.ends_week);
    return ends;
  }
};

TEST_F(WeekEnds, T136_ThursdayEndsTheWeekOfGoodFriday) {
  const Calendar calendar = xnys();  // Good Friday is 2026-04-03
  EXPECT_EQ(marked(calendar, {2026y / 4 / 1, 2026y / 4 / 2}), (std::vector{false, true}));
  EXPECT_EQ(marked(calendar, {2026y / 4 / 8, 2026y / 4 / 9}), (std::vector{false, false}));
}

TEST_F(WeekEnds, ASymbolWithoutFridayDoesNotEndTheWeekOnThursday) {
  EXPECT_EQ(marked(xnys(), {2026y / 9 / 10, 2026y / 9 / 14}), (std::vector{false, false}));
}

TEST_F(WeekEnds, AHalfDayEndsItsWeek) {
  EXPECT_EQ(marked(xnys(), {2026y / 11 / 25, 2026y / 11 / 27}), (std::vector{false, true}));
}

TEST_F(WeekEnds, MarketsWithoutWeekEndsEndOnSunday) {
  EXPECT_EQ(marked(Calendar::always(), {2026y / 9 / 12, 2026y / 9 / 13}), (std::vector{false, true}));
}

TEST(PlacesTest, SessionsAreNumberedAndKnowWhereTheirPeriodsBegan) {
  using namespace std::chrono_literals;
  std::vector<AdjustedBar> days;
  for (const SessionDate date :
       {2025y / 12 / 30, 2025y / 12 / 31, 2026y / 1 / 2, 2026y / 1 / 30, 2026y / 2 / 2, 2026y / 4 / 1})
    days.push_back(AdjustedBar::day(date, {}, {}, {}, {}));
  mark_places(days);
  EXPECT_EQ(days[1].place, (SessionPlace{2, 1, 0, 1}));
  EXPECT_EQ(days[2].place, (SessionPlace{3, 3, 3, 3}));
  EXPECT_EQ(days[4].place, (SessionPlace{5, 5, 3, 3}));
  EXPECT_EQ(days[5].place, (SessionPlace{6, 6, 6, 3}));
}

}  // namespace
}  // namespace tickbard::test
