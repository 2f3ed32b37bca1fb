#include "aggregator/derive/indicators/performance.hpp"

#include <gtest/gtest.h>

#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

using std::chrono::year_month_day;
using namespace std::chrono_literals;

AdjustedBar on(SessionDate date, double close) {
  return AdjustedBar::day(date, price(close), price(close), price(close), price(close));
}

TEST(RocTest, IsAFractionOfTheCloseSoManyBarsAgo) {
  EXPECT_EQ(series_of(Roc(2), of_closes({4, 7, 5, 7})), (Series{std::nullopt, std::nullopt, 0.25, 0.0}));
}

TEST(RocTest, T134_252BarsNeed253Closes) {
  const Series roc = series_of(Roc(252), golden_series(253));
  EXPECT_EQ(roc[251], std::nullopt);
  EXPECT_TRUE(roc[252]);
}

TEST(RocTest, T118_NothingToDivideByIsNone) {
  EXPECT_EQ(relative_change(price(5), Price{0}), std::nullopt);
  EXPECT_EQ(percent_gain(price(5), Price{0}), std::nullopt);
  EXPECT_EQ(percent_gain(price(5), price(4)), 25.0);
}

struct Base {
  const char* what;
  Period period;
  SessionDate today;
  double expected;
};
class PeriodToDateTest : public testing::TestWithParam<Base> {};

TEST_P(PeriodToDateTest, T135_BaseIsTheLastCloseBeforeThePeriod) {
  const Base& c = GetParam();
  const std::vector<AdjustedBar> year{on(2024y / 12 / 31, 100), on(2025y / 1 / 2, 110),  on(2025y / 1 / 31, 120),
                                      on(2025y / 2 / 3, 90),    on(2025y / 3 / 31, 150), on(2025y / 4 / 1, 165)};
  PeriodToDate to_date(c.period);
  std::optional<double> value;
  for (const AdjustedBar& b : year) {
    if (b.session <= c.today) value = to_date.next(b);
  }
  ASSERT_TRUE(value) << c.what;
  EXPECT_DOUBLE_EQ(*value, c.expected) << c.what;
}
INSTANTIATE_TEST_SUITE_P(
    Dates, PeriodToDateTest,
    testing::Values(Base{"year on its first session is one day", Period::year, 2025y / 1 / 2, 10},
                    Base{"month on the year's first session", Period::month, 2025y / 1 / 2, 10},
                    Base{"quarter on the year's first session", Period::quarter, 2025y / 1 / 2, 10},
                    Base{"month on its first session", Period::month, 2025y / 2 / 3, -25},
                    Base{"quarter inside", Period::quarter, 2025y / 2 / 3, -10},
                    Base{"month of one session", Period::month, 2025y / 3 / 31, 100 * (150.0 / 90 - 1)},
                    Base{"quarter on its first session", Period::quarter, 2025y / 4 / 1, 10},
                    Base{"year goes on", Period::year, 2025y / 4 / 1, 65}));

TEST(PeriodToDateTest, T135_ListedAfterTheBaseDateHasNone) {
  PeriodToDate month(Period::month), year(Period::year);
  for (const AdjustedBar& b : {on(2025y / 1 / 30, 10), on(2025y / 2 / 3, 11)}) {
    month.push(b);
    year.push(b);
  }
  EXPECT_EQ(year.value(), std::nullopt);
  EXPECT_EQ(month.value(), 10.0);
}

TEST(PeriodToDateTest, TheSameMonthAYearLaterIsAnotherMonth) {
  PeriodToDate month(Period::month);
  month.push(on(2024y / 3 / 28, 10));
  EXPECT_EQ(month.next(on(2025y / 3 / 28, 12)), 20.0);
  EXPECT_EQ(month.base(), price(10));
}

/// The same with its session's place: numbers from 100 on, the month begun with session `month`.
AdjustedBar at_place(SessionDate date, double close, std::int32_t number, std::int32_t month) {
  AdjustedBar out = on(date, close);
  out.place = {number, month, month, month};
  return out;
}

TEST(PeriodToDateTest, T111_ABaseFromLongBeforeThePeriodIsNone) {
  for (const auto& [base, expected] :
       {std::pair{95, std::optional(20.0)}, std::pair{94, std::optional<double>()}}) {
    PeriodToDate month(Period::month);
    month.push(at_place(2026y / 9 / 8, 10, base, 90));
    // The month began with session 100; that the symbol first traded on its eighth day changes nothing.
    EXPECT_EQ(month.next(at_place(2026y / 11 / 12, 12, 107, 100)), expected) << base;
    EXPECT_EQ(month.next(at_place(2026y / 11 / 13, 12, 108, 100)), expected) << base;
    EXPECT_EQ(month.next(at_place(2026y / 12 / 1, 15, 120, 120)), std::nullopt) << "12 sessions old";
  }
}

}  // namespace
}  // namespace tickbard::test
