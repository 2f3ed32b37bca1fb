#include "aggregator/derive/daily_rollup.hpp"

#include <gtest/gtest.h>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

/// 2026-11-20, a full day in winter: pre-market from 09:00Z, open 14:30Z, close 21:00Z, end 01:00Z.
class DailyRollupTest : public ::testing::Test {
 protected:
  void minute(std::string_view at_utc, std::string_view figures) { day_.add(bar_at(at_utc, figures)); }
  void print(PrintRole role, const std::string& price, std::string_view at_utc, std::string_view size = "1",
             std::string_view exchange = "Q", std::uint64_t id = 0) {
    day_.add(SessionPrint{sym("AAA"), day("2026-11-20"), role, px(price), parse_size(size).value(), at(at_utc),
                          std::string(exchange), TradeId{id}});
  }
  /// What a minute is issued as once its every price was taken back.
  void emptied_minute(std::string_view at_utc, const std::string& price) {
    Bar b = flat_at(at_utc, price, "0");
    b.vwap.reset();
    b.trade_count = 0;
    b.revision = 2;
    b.quality = quality::kAmended;
    day_.add(b);
  }
  void regular_minutes() {
    minute("2026-11-20T14:30:00Z", "100 103 99 101 1000 101");
    minute("2026-11-20T20:59:00Z", "101 102 98 100 500 98");
  }
  DailyBar bar() const { return day_.bar(false).value(); }
  std::string prices() const {
    const DailyBar b = bar();
    return to_text(b.open) + " " + to_text(b.high) + " " + to_text(b.low) + " " + to_text(b.close);
  }
  std::string volumes() const {
    const DailyBar b = bar();
    return to_text(b.volume_pre) + " " + to_text(b.volume_rth) + " " + to_text(b.volume_post);
  }

  DailyRollup day_{sym("AAA"), session_of("2026-11-20")};
};

TEST_F(DailyRollupTest, T100_prices_are_of_regular_hours_and_volumes_of_each_segment) {
  regular_minutes();
  minute("2026-11-20T14:29:00Z", "90 150 90 149 30 149");
  minute("2026-11-20T21:00:00Z", "200 200 50 50 70 60");
  EXPECT_EQ(prices(), "100 103 98 100");
  EXPECT_EQ(volumes(), "30 1500 70");
  EXPECT_EQ(bar().vwap_rth, px("100"));
  EXPECT_EQ(bar().bars_rth, 2U);
  EXPECT_EQ(bar().expected_bars, 390U);
  EXPECT_EQ(bar().trade_count, 40U);
  EXPECT_EQ(bar().first_bar, min_at("2026-11-20T14:29:00Z"));
  EXPECT_EQ(bar().last_bar, min_at("2026-11-20T21:00:00Z"));
}

TEST_F(DailyRollupTest, T101_the_evening_belongs_to_the_day_it_follows) {
  regular_minutes();
  minute("2026-11-21T00:30:00Z", "70 70 70 70 40 70");  // 19:30 on Friday in New York
  minute("2026-11-20T00:30:00Z", "70 70 70 70 9 70");   // 19:30 on Thursday
  EXPECT_EQ(volumes(), "0 1500 40");
}

TEST_F(DailyRollupTest, T008_overnight_and_week_end_prints_are_in_no_day) {
  regular_minutes();
  minute("2026-11-21T01:00:00Z", "70 70 70 70 40 70");
  minute("2026-11-20T08:59:00Z", "70 70 70 70 40 70");
  minute("2026-11-22T15:00:00Z", "70 70 70 70 40 70");
  EXPECT_EQ(volumes(), "0 1500 0");
}

TEST_F(DailyRollupTest, T060_the_minute_at_the_close_is_no_close) {
  regular_minutes();
  minute("2026-11-20T21:00:00Z", "333 333 333 333 10 333");
  EXPECT_EQ(prices(), "100 103 98 100");
  EXPECT_EQ(bar().close_source, DayPriceSource::rth_bar);
}

TEST(DailyRollup, T004_T102_half_day_has_210_minutes_and_its_afternoon_is_post_market) {
  DailyRollup half(sym("AAA"), session_of("2026-11-27"));
  half.add(flat_at("2026-11-27T17:59:00Z", "50", "5"));  // 12:59
  half.add(flat_at("2026-11-27T18:00:00Z", "60", "7"));
  half.add(flat_at("2026-11-27T20:59:00Z", "70", "11"));
  half.add(flat_at("2026-11-27T22:00:00Z", "80", "13"));  // 17:00, after the end
  const DailyBar b = half.bar(true).value();
  EXPECT_EQ(b.close, px("50"));
  EXPECT_EQ(b.high, px("50"));
  EXPECT_EQ(b.volume_rth, vol("5"));
  EXPECT_EQ(b.volume_post, vol("18"));
  EXPECT_EQ(b.expected_bars, 210U);
  EXPECT_TRUE(b.is_final);
}

TEST_F(DailyRollupTest, T103_a_day_of_the_evening_alone_is_no_day) {
  minute("2026-11-20T22:00:00Z", "10 10 10 10 1 10");
  minute("2026-11-20T13:00:00Z", "10 10 10 10 1 10");
  print(PrintRole::official_close, "10", "2026-11-20T21:00:05Z");
  EXPECT_FALSE(day_.bar(true));
}

TEST_F(DailyRollupTest, T105_the_official_close_wins_and_the_minutes_keep_theirs) {
  regular_minutes();
  print(PrintRole::closing_print, "100.5", "2026-11-20T21:00:03Z", "20");
  print(PrintRole::official_close, "100.75", "2026-11-20T21:00:05Z");
  EXPECT_EQ(bar().close, px("100.75"));
  EXPECT_EQ(bar().close_source, DayPriceSource::official);
  EXPECT_EQ(bar().high, px("103"));
}

TEST_F(DailyRollupTest, T045_an_official_price_has_no_volume_and_lies_within_high_and_low) {
  regular_minutes();
  print(PrintRole::official_close, "120", "2026-11-20T21:00:05Z", "50000");
  print(PrintRole::official_open, "80", "2026-11-20T14:30:01Z", "50000");
  EXPECT_EQ(prices(), "80 120 80 120");
  EXPECT_EQ(volumes(), "0 1500 0");
  EXPECT_EQ(bar().open_source, DayPriceSource::official);
}

TEST_F(DailyRollupTest, a_corrected_close_beats_the_official_one_whenever_it_came) {
  regular_minutes();
  print(PrintRole::corrected_close, "100.2", "2026-11-20T21:00:05Z");
  print(PrintRole::official_close, "100.75", "2026-11-20T21:15:00Z");
  EXPECT_EQ(bar().close, px("100.2"));
}

TEST_F(DailyRollupTest, T106_the_closing_auction_is_of_regular_hours) {
  regular_minutes();
  minute("2026-11-20T21:00:00Z", "104 104 97 99 250 100");  // holds the auction's 200
  print(PrintRole::closing_print, "104", "2026-11-20T21:00:03Z", "200");
  EXPECT_EQ(prices(), "100 104 98 104");
  EXPECT_EQ(volumes(), "0 1700 50");
  EXPECT_EQ(bar().close_source, DayPriceSource::auction);
}

TEST_F(DailyRollupTest, T106_an_auction_not_in_the_minutes_moves_no_more_than_there_is) {
  regular_minutes();
  minute("2026-11-20T21:00:00Z", "104 104 104 104 30 104");
  print(PrintRole::closing_print, "104", "2026-11-20T21:00:03Z", "200");
  EXPECT_EQ(volumes(), "0 1530 0");
}

TEST_F(DailyRollupTest, closing_prints_count_within_ten_minutes_of_the_close) {
  struct {
    std::string_view at, close;
  } const rows[] = {{"2026-11-20T20:59:59.999Z", "100"},
                    {"2026-11-20T21:00:00Z", "104"},
                    {"2026-11-20T21:09:59.999999Z", "104"},
                    {"2026-11-20T21:10:00Z", "100"}};
  for (const auto& row : rows) {
    day_ = DailyRollup(sym("AAA"), session_of("2026-11-20"));
    regular_minutes();
    print(PrintRole::closing_print, "104", row.at, "200");
    EXPECT_EQ(to_text(bar().close), row.close) << row.at;
    EXPECT_EQ(bar().high, px(row.close == "104" ? "104" : "103")) << row.at;
  }
}

TEST_F(DailyRollupTest, of_several_exchanges_the_latest_official_price_and_the_largest_auction) {
  regular_minutes();
  minute("2026-11-20T21:00:00Z", "99 99 99 99 1000 99");
  print(PrintRole::closing_print, "99.5", "2026-11-20T21:00:03Z", "700", "N");
  print(PrintRole::closing_print, "97", "2026-11-20T21:00:09Z", "100", "P");
  EXPECT_EQ(prices(), "100 103 97 99.5");
  EXPECT_EQ(volumes(), "0 2300 200") << "both auctions";
  print(PrintRole::official_close, "99.6", "2026-11-20T21:00:03Z", "1", "N");
  print(PrintRole::official_close, "99.7", "2026-11-20T21:00:04Z", "1", "P");
  EXPECT_EQ(bar().close, px("99.7"));
  print(PrintRole::official_close, "99.8", "2026-11-20T21:00:04.0000004Z", "1", "A");
  EXPECT_EQ(bar().close, px("99.7")) << "the store tells microseconds apart; of equal times the exchange decides";
}

TEST_F(DailyRollupTest, T036_the_same_print_twice_counts_once) {
  regular_minutes();
  minute("2026-11-20T21:00:00Z", "99 99 99 99 1000 99");
  for (int i = 0; i < 2; ++i) print(PrintRole::closing_print, "99", "2026-11-20T21:00:03Z", "100", "N", 7);
  EXPECT_EQ(volumes(), "0 1600 900");
  print(PrintRole::closing_print, "99", "2026-11-20T21:00:03Z", "100", "N", 8);
  EXPECT_EQ(volumes(), "0 1700 800") << "another one of the same instant";
}

TEST_F(DailyRollupTest, T106_of_one_exchanges_closing_prints_the_window_decides_first_and_then_the_size) {
  regular_minutes();
  minute("2026-11-20T21:00:00Z", "102 103.5 101 102 200000 102");
  print(PrintRole::closing_print, "103", "2026-11-20T21:00:03Z", "100000", "N", 1);
  print(PrintRole::closing_print, "103.5", "2026-11-20T21:04:00Z", "100", "N", 2);
  print(PrintRole::closing_print, "150", "2026-11-20T21:20:00Z", "500000", "N", 3);
  EXPECT_EQ(prices(), "100 103.5 98 103");
  EXPECT_EQ(volumes(), "0 101600 99900");
  EXPECT_EQ(bar().close_source, DayPriceSource::auction);
}

TEST_F(DailyRollupTest, opening_prints_count_within_ten_minutes_of_the_open) {
  struct {
    std::string_view at, open;
  } const rows[] = {{"2026-11-20T09:00:01Z", "100"}, {"2026-11-20T14:29:59.999Z", "100"},
                    {"2026-11-20T14:30:00Z", "101"}, {"2026-11-20T14:39:59.999999Z", "101"},
                    {"2026-11-20T14:40:00Z", "100"}, {"2026-11-20T19:00:00Z", "100"}};
  for (const PrintRole role : {PrintRole::opening_print, PrintRole::official_open}) {
    for (const auto& row : rows) {
      day_ = DailyRollup(sym("AAA"), session_of("2026-11-20"));
      regular_minutes();
      print(role, "101", row.at, "200");
      EXPECT_EQ(to_text(bar().open), row.open) << name_of(role) << " " << row.at;
    }
  }
}

TEST_F(DailyRollupTest, of_opening_auctions_the_largest_makes_the_open) {
  regular_minutes();
  print(PrintRole::opening_print, "100.5", "2026-11-20T14:30:01Z", "5000", "N", 1);
  print(PrintRole::opening_print, "101", "2026-11-20T14:31:00Z", "100", "N", 2);
  print(PrintRole::opening_print, "102", "2026-11-20T14:30:02Z", "300", "P", 3);
  EXPECT_EQ(bar().open, px("100.5"));
}

TEST_F(DailyRollupTest, T046_a_minute_whose_only_price_was_taken_back_is_in_no_figure) {
  emptied_minute("2026-11-20T12:00:00Z", "1000");
  emptied_minute("2026-11-20T14:30:00Z", "1000");
  minute("2026-11-20T14:33:00Z", "100 103 99 101 1000 101");
  emptied_minute("2026-11-20T15:00:00Z", "1");
  emptied_minute("2026-11-20T20:59:00Z", "1000");
  EXPECT_EQ(prices(), "100 103 99 101");
  EXPECT_EQ(bar().bars_rth, 1U);
  EXPECT_EQ(bar().first_bar, min_at("2026-11-20T14:33:00Z"));
  EXPECT_EQ(bar().last_bar, min_at("2026-11-20T14:33:00Z"));
}

TEST_F(DailyRollupTest, T103_a_day_whose_every_regular_price_was_taken_back_is_no_day) {
  emptied_minute("2026-11-20T14:30:00Z", "100");
  minute("2026-11-20T22:00:00Z", "10 10 10 10 1 10");
  EXPECT_FALSE(day_.bar(true));
}

TEST_F(DailyRollupTest, T061_the_open_is_official_or_the_auctions_or_the_first_minutes) {
  minute("2026-11-20T14:33:00Z", "101 101 101 101 5 101");
  EXPECT_EQ(bar().open, px("101"));
  EXPECT_EQ(bar().open_source, DayPriceSource::rth_bar);
  print(PrintRole::opening_print, "100.4", "2026-11-20T14:30:01Z", "100");
  EXPECT_EQ(bar().open, px("100.4"));
  EXPECT_EQ(bar().open_source, DayPriceSource::auction);
  EXPECT_EQ(bar().high, px("101")) << "the opening auction stands in the minutes";
  print(PrintRole::official_open, "100.5", "2026-11-20T14:30:01Z");
  EXPECT_EQ(bar().open_source, DayPriceSource::official);
}

TEST_F(DailyRollupTest, prints_of_other_sessions_are_not_this_days) {
  regular_minutes();
  day_.add(SessionPrint{sym("AAA"), day("2026-11-19"), PrintRole::official_close, px("1"), Size{1},
                        at("2026-11-20T21:00:05Z"), "Q", {}});
  EXPECT_EQ(bar().close, px("100"));
}

TEST(DailyRollup, T005_T006_both_changes_of_the_clock_keep_390_minutes) {
  struct {
    std::string_view session, first, last, outside;
  } const rows[] = {{"2026-03-06", "2026-03-06T14:30:00Z", "2026-03-06T20:59:00Z", "2026-03-06T14:29:00Z"},
                    {"2026-03-09", "2026-03-09T13:30:00Z", "2026-03-09T19:59:00Z", "2026-03-09T20:00:00Z"},
                    {"2026-10-30", "2026-10-30T13:30:00Z", "2026-10-30T19:59:00Z", "2026-10-30T20:00:00Z"},
                    {"2026-11-02", "2026-11-02T14:30:00Z", "2026-11-02T20:59:00Z", "2026-11-02T14:29:00Z"}};
  for (const auto& row : rows) {
    DailyRollup d(sym("AAA"), session_of(row.session));
    for (const auto at_utc : {row.first, row.last, row.outside}) d.add(flat_at(at_utc, "10"));
    EXPECT_EQ(d.bar(true)->bars_rth, 2U) << row.session;
    EXPECT_EQ(d.bar(true)->expected_bars, 390U) << row.session;
  }
}

TEST(DailyRollup, a_crypto_day_is_the_utc_day) {
  DailyRollup d(sym("BTCUSD"), Calendar::always().session(day("2026-11-21")).value());
  d.add(flat_at("2026-11-20T23:59:00Z", "1"));
  d.add(flat_at("2026-11-21T00:00:00Z", "2"));
  d.add(flat_at("2026-11-21T23:59:00Z", "3"));
  d.add(flat_at("2026-11-22T00:00:00Z", "4"));
  const DailyBar b = d.bar(true).value();
  EXPECT_EQ(b.open, px("2"));
  EXPECT_EQ(b.close, px("3"));
  EXPECT_EQ(b.expected_bars, 1440U);
  EXPECT_EQ(b.volume_rth, vol("200"));
}

TEST(DailyRollup, T104_a_day_is_final_when_its_last_minute_can_no_longer_be_amended) {
  const Session s = session_of("2026-11-20");
  EXPECT_FALSE(is_final_at(s, at("2026-11-21T01:14:59Z"), std::chrono::minutes{15}));
  EXPECT_TRUE(is_final_at(s, at("2026-11-21T01:15:00Z"), std::chrono::minutes{15}));
}

TEST(DailyRollup, T104_a_late_amendment_changes_the_day_folded_anew) {
  const Session s = session_of("2026-11-20");
  Bar first = flat_at("2026-11-20T15:00:00Z", "10"), amended = first;
  amended.high = px("11");
  amended.revision = 2;
  DailyRollup before(sym("AAA"), s), after(sym("AAA"), s);
  before.add(first);
  after.add(amended);
  EXPECT_NE(before.bar(true), after.bar(true));
  EXPECT_EQ(after.bar(true)->high, px("11"));
}

}  // namespace
}  // namespace tickbard
