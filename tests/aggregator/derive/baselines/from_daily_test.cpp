#include "aggregator/derive/baselines/from_daily.hpp"

#include <gtest/gtest.h>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

DailyBar closed(std::string_view date, std::string_view close, DayPriceSource source = DayPriceSource::official) {
  DailyBar b;
  b.symbol = sym("AAA");
  b.session = day(date);
  b.open = b.high = b.low = b.close = px(close);
  b.close_source = source;
  return b;
}

TEST(FromDaily, T003_yesterday_is_the_session_before_over_week_ends_and_holidays) {
  struct {
    std::string_view bar, today;
    int old;
  } const rows[] = {{"2026-11-20", "2026-11-23", 1},  // Friday, Monday
                    {"2026-09-04", "2026-09-08", 1},  // over Labor Day
                    {"2025-01-08", "2025-01-10", 1},  // the 9th was a day of mourning
                    {"2026-07-02", "2026-07-06", 1},  // the Fourth observed on Friday
                    {"2026-11-25", "2026-11-27", 1},  // Thanksgiving; the half-day itself:
                    {"2026-11-27", "2026-11-30", 1}, {"2026-11-18", "2026-11-20", 2},
                    {"2026-11-13", "2026-11-20", 5}, {"2026-11-12", "2026-11-20", 6},
                    {"2020-01-02", "2026-11-20", 6}};
  for (const auto& row : rows) {
    const auto p = previous_of(closed(row.bar, "100"), day(row.today), xnys(), {});
    EXPECT_EQ(p->sessions_old, row.old) << row.bar << " " << row.today;
    EXPECT_EQ(p->session, day(row.bar));
  }
  EXPECT_FALSE(previous_of(closed("2026-11-20", "100"), day("2026-11-20"), xnys(), {}));
  EXPECT_FALSE(previous_of(closed("2026-11-23", "100"), day("2026-11-20"), xnys(), {}));
}

/// The change since yesterday of a first minute at `now`, after a split in between.
std::optional<Percent> change(std::string_view close, std::string_view now, std::int64_t numerator,
                              std::int64_t denominator) {
  const auto splits = SplitAdjuster::of({{sym("AAA"), day("2026-11-20"), numerator, denominator}}).value();
  SymbolDay today(session_of("2026-11-20"));
  today.add(flat_at("2026-11-20T14:30:00Z", std::string(now)));
  BaselineInputs in;
  in.now = at("2026-11-20T14:31:00Z");
  in.previous = previous_of(closed("2026-11-19", close), day("2026-11-20"), xnys(), splits);
  return baselines_of(today, in).from_yesterday;
}

TEST(FromDaily, T066_a_split_of_today_is_no_move) {
  EXPECT_EQ(change("1234.5", "123.45", 10, 1), Percent{0});
  EXPECT_EQ(change("0.35", "7", 1, 20), Percent{0});
  EXPECT_EQ(change("1234.5", "129.6225", 10, 1), percent(5));
}

TEST(FromDaily, T060_T105_the_source_of_the_close_goes_along) {
  const auto source = [](DayPriceSource s) {
    return previous_of(closed("2026-11-19", "100", s), day("2026-11-20"), xnys(), {})->source;
  };
  EXPECT_EQ(source(DayPriceSource::official), BaselineSource::official);
  EXPECT_EQ(source(DayPriceSource::auction), BaselineSource::auction);
  EXPECT_EQ(source(DayPriceSource::rth_bar), BaselineSource::last_rth_bar);
}

TEST(FromDaily, the_open_is_given_only_where_it_is_the_markets_own) {
  DailyBar b = closed("2026-11-20", "100");
  EXPECT_FALSE(given_open_of(b));
  b.open_source = DayPriceSource::auction;
  EXPECT_EQ(given_open_of(b)->source, BaselineSource::auction);
  b.open_source = DayPriceSource::official;
  EXPECT_EQ(given_open_of(b)->source, BaselineSource::official);
  EXPECT_EQ(given_open_of(b)->price, px("100"));
}

}  // namespace
}  // namespace tickbard
