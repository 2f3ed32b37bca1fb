#include "aggregator/derive/bar_fold.hpp"
#include "daemon/derive/derive.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "tests/daemon/edge/answers_fixture.hpp"

namespace tickbard {
namespace {

using test::bar;
using test::hm;
using test::price;
using test::symbol;
using namespace std::chrono_literals;

/// AAPL trades each minute from 14:30 (the opening) on, at 100, 101, 102, …; now is 15:00:30.
struct ChartIntervalsTest : test::AnswersTest {
  void minutes(MinuteStart first, int count, int from_price = 100) {
    std::vector<Bar> out;
    for (int i = 0; i < count; ++i)
      out.push_back(bar("AAPL", first + std::chrono::minutes{i}, std::to_string(from_price + i)));
    folder.write(out);
  }
  void higher(Interval interval, MinuteStart start, std::string_view close) {
    must(write_higher(*tables, interval, std::vector<Bar>{bar("AAPL", start, close)}, now));
  }
  void day(std::string_view session, std::string_view close) {
    DailyBar b;
    b.symbol = symbol("AAPL");
    b.session = date(session);
    b.open = b.high = b.low = b.close = price(close);
    b.volume_rth = {Int128{10} * 100'000'000};
    b.origin = DayOrigin::import;
    must(write_daily(*tables, std::vector<DailyBar>{b}, now));
  }
  /// "11-20T14:30 129 16": start, close, quality.
  std::vector<std::string> chart(const std::string& parameters) {
    std::vector<std::string> out;
    for (const auto& row : json("/charts/AAPL?" + parameters))
      out.push_back(row["t"].get<std::string>().substr(5, 11) + " " + row["c"].dump() + " " + row["q"].dump());
    return out;
  }
};
using Rows = std::vector<std::string>;

TEST_F(ChartIntervalsTest, each_interval_is_read_from_its_own_bars) {
  higher(Interval::m5, hm("14:30"), "1.5");
  higher(Interval::m15, hm("14:30"), "2.5");
  higher(Interval::h1, hm("13:30"), "3.5");
  day("2026-11-19", "4.5");
  EXPECT_EQ(chart("interval=5m"), Rows{"11-20T14:30 1.5 0"});
  EXPECT_EQ(chart("interval=15m"), Rows{"11-20T14:30 2.5 0"});
  EXPECT_EQ(chart("interval=1h"), Rows{"11-20T13:30 3.5 0"});
  EXPECT_EQ(chart("interval=1d"), Rows{"11-19T00:00 4.5 0"});
  EXPECT_EQ(chart("interval=1d&from=2026-11-20T00:00:00Z"), Rows{});
  EXPECT_EQ(chart("interval=1d&from=2026-11-19&to=2026-11-19"), Rows{"11-19T00:00 4.5 0"});
}

TEST_F(ChartIntervalsTest, T091_the_running_bar_is_left_out_unless_asked_for) {
  minutes(hm("14:30"), 30);
  running[symbol("AAPL")] = bar("AAPL", hm("15:00"), "130");
  higher(Interval::m5, hm("14:55"), "129");
  higher(Interval::h1, hm("14:30"), "129");  // somebody derived it too early
  EXPECT_EQ(chart("interval=5m"), Rows{"11-20T14:55 129 0"});
  EXPECT_EQ(chart("interval=5m&include_forming=true"), (Rows{"11-20T14:55 129 0", "11-20T15:00 130 16"}));
  EXPECT_EQ(chart("interval=1h"), Rows{});
  const auto hour = json("/charts/AAPL?interval=1h&include_forming=true");
  ASSERT_EQ(hour.size(), 1U);
  EXPECT_EQ(hour[0]["o"], 100);
  EXPECT_EQ(hour[0]["c"], 130);
  EXPECT_EQ(hour[0]["n"], 93) << "thirty stored minutes and the forming one";
  const auto today = json("/charts/AAPL?interval=1d&include_forming=true");
  ASSERT_EQ(today.size(), 1U);
  EXPECT_EQ(today[0]["t"], "2026-11-20T00:00:00Z");
  EXPECT_EQ(today[0]["h"], 130);
}

TEST_F(ChartIntervalsTest, an_ended_minute_that_is_not_stored_yet_stands_before_the_forming_one) {
  minutes(hm("14:30"), 3);
  unstored[symbol("AAPL")] = {bar("AAPL", hm("14:33"), "103")};
  running[symbol("AAPL")] = bar("AAPL", hm("14:34"), "104");
  running[symbol("AAPL")].quality = quality::kForming;
  for (const std::string from : {"", "&from=2026-11-20T14:32:00Z"})
    EXPECT_EQ(chart("include_forming=true&limit=3" + from),
              (Rows{"11-20T14:32 102 0", "11-20T14:33 103 0", "11-20T14:34 104 16"}));
  EXPECT_EQ(chart("limit=1"), Rows{"11-20T14:32 102 0"}) << "without it the stored ones";
}

TEST_F(ChartIntervalsTest, the_last_hour_of_a_session_is_over_at_the_close) {
  higher(Interval::h1, hm("20:30"), "7");
  now = test::at("2026-11-20T20:59:00Z");
  EXPECT_EQ(chart("interval=1h"), Rows{});
  now = test::at("2026-11-20T21:00:00Z");
  EXPECT_EQ(chart("interval=1h"), Rows{"11-20T20:30 7 0"});
}

TEST_F(ChartIntervalsTest, minutes_without_longer_bars_say_what_to_do) {
  minutes(hm("14:30"), 3);
  const auto hours = problem("/charts/AAPL?interval=1h");
  EXPECT_TRUE(hours.starts_with("404 interval: ")) << hours;
  EXPECT_NE(hours.find("tickbard derive higher"), std::string::npos) << hours;
  EXPECT_NE(problem("/charts/AAPL?interval=1d").find("tickbard derive daily"), std::string::npos);
  EXPECT_TRUE(problem("/charts/NONE?interval=1d").starts_with("404 symbol: There is no 1d bar"));
}

TEST_F(ChartIntervalsTest, gaps_of_five_minutes_are_filled_on_their_grid) {
  higher(Interval::m5, hm("14:30"), "5");
  higher(Interval::m5, hm("14:45"), "6");
  EXPECT_EQ(chart("interval=5m&fill=previous&from=2026-11-20T14:31:00Z&to=2026-11-20T14:52:00Z"),
            (Rows{"11-20T14:35 5 0", "11-20T14:40 5 0", "11-20T14:45 6 0", "11-20T14:50 6 0"}));
}

TEST_F(ChartIntervalsTest, days_are_in_todays_shares_unless_asked_otherwise) {
  day("2026-11-18", "1000");
  day("2026-11-19", "101");
  must(write_splits(*tables, std::vector<Split>{{symbol("AAPL"), date("2026-11-19"), 10, 1}}));
  EXPECT_EQ(json("/charts/AAPL?interval=1d")[0]["c"], 100);
  EXPECT_EQ(json("/charts/AAPL?interval=1d")[0]["v"], 100);
  EXPECT_EQ(json("/charts/AAPL?interval=1d&adjusted=false")[0]["c"], 1000);
}

TEST_F(ChartIntervalsTest, indicators_are_warm_from_bars_before_the_range) {
  minutes(hm("14:30"), 30);
  const auto rows = json("/charts/AAPL?from=2026-11-20T14:36:00Z&indicators=sma:5,roc:1&limit=3");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0]["i"]["sma:5"], 104) << "of 102 to 106, four of them before the range";
  EXPECT_NEAR(rows[0]["i"]["roc:1"].get<double>(), 1.0 / 105, 1e-12);
  const auto whole = json("/charts/AAPL?indicators=sma:5,rsi:14");
  ASSERT_EQ(whole.size(), 30U);
  EXPECT_TRUE(whole[3]["i"]["sma:5"].is_null()) << "not warm is null, never half a mean";
  EXPECT_EQ(whole[4]["i"]["sma:5"], 102);
  EXPECT_TRUE(whole[20]["i"]["rsi:14"].is_null()) << "defined, but it still remembers its seed";
  EXPECT_FALSE(json("/charts/AAPL")[0].contains("i"));
}

/// Yesterday's last five minutes at 500, then a 5:1 split: 100 today. Pre-market at 9 is nobody's average.
TEST_F(ChartIntervalsTest, lines_are_of_regular_hours_and_todays_shares_however_the_bars_are_shown) {
  std::vector<Bar> stored;
  for (int i = 0; i < 5; ++i)
    stored.push_back(bar("AAPL", test::minute("2026-11-19T20:55:00Z") + std::chrono::minutes{i}, "500"));
  for (int i = 0; i < 40; ++i) stored.push_back(bar("AAPL", hm("13:40") + std::chrono::minutes{i}, "9"));
  folder.write(stored);
  minutes(hm("14:30"), 2);
  must(write_splits(*tables, std::vector<Split>{{symbol("AAPL"), date("2026-11-20"), 5, 1}}));
  for (const std::string shown : {"", "&adjusted=true"}) {
    const auto rows = json("/charts/AAPL?from=2026-11-20T14:19:00Z&indicators=sma:5" + shown);
    ASSERT_EQ(rows.size(), 3U) << shown;
    EXPECT_TRUE(rows[0]["i"]["sma:5"].is_null()) << "pre-market";
    EXPECT_EQ(rows[1]["i"]["sma:5"], 100);
    EXPECT_EQ(rows[2]["i"]["sma:5"], nlohmann::json::parse("100.2")) << shown;
  }
}

TEST_F(ChartIntervalsTest, a_line_is_what_the_indicators_of_the_interval_are) {
  // 5m bars of two sessions with their extended hours, and a split in between.
  std::vector<Bar> stored;
  for (const auto* open : {"2026-11-19T14:30:00Z", "2026-11-20T14:30:00Z"}) {
    for (int i = -12; i < 90; ++i) {
      const int cents = 10'000 + (i + 12) * 37 % 400 + (i < 0 || i >= 78 ? 5'000 : 0);
      Bar b = bar("AAPL", test::minute(open) + std::chrono::minutes{5 * i},
                  std::to_string(cents / 100) + "." + std::to_string(100 + cents % 100).substr(1));
      if (std::string_view(open) == "2026-11-19T14:30:00Z")
        for (Price* p : {&b.open, &b.high, &b.low, &b.close}) p->raw *= 2;
      stored.push_back(b);
    }
  }
  must(write_higher(*tables, Interval::m5, stored, now));
  must(write_splits(*tables, std::vector<Split>{{symbol("AAPL"), date("2026-11-20"), 2, 1}}));
  now = test::at("2026-11-21T01:30:00Z");
  const CalendarBook book(std::vector<const Calendar*>{&xnys()});
  const auto reading = open_tables("sqlite:bars.db", folder.path, OpenMode::read_only);
  ASSERT_TRUE(reading);
  DeriveContext context{**reading, *tables, book};
  context.now = now;
  const auto session = *xnys().session(date("2026-11-20"));
  must(derive_indicators(context, xnys(), std::span(&session, 1), Interval::m5));
  const auto values = json("/v1/indicators/AAPL?interval=5m")["values"];
  const auto rows = json("/charts/AAPL?interval=5m&to=2026-11-20T21:00:00Z&indicators=sma:20,roc:17");
  ASSERT_FALSE(rows.empty());
  const auto line = rows.back()["i"];
  ASSERT_TRUE(line["sma:20"].is_number() && line["roc:17"].is_number());
  EXPECT_NEAR(line["sma:20"].get<double>(), values["sma_20"].get<double>(), 1e-9);
  EXPECT_NEAR(line["roc:17"].get<double>(), values["roc_17"].get<double>(), 1e-9);
}

TEST_F(ChartIntervalsTest, a_cut_chart_is_continued_as_it_was_asked) {
  minutes(hm("14:30"), 10);
  const auto first = get("/charts/AAPL?from=2026-11-20T14:30:00Z&limit=6&indicators=sma:5,sma:2:shift=1");
  const auto link = test::header(first, "Link");
  EXPECT_NE(link.find("indicators=sma:5,sma:2:shift%3D1"), std::string::npos) << link;
  const auto next = json(link.substr(1, link.find('>') - 1));
  ASSERT_EQ(next.size(), 4U);
  EXPECT_EQ(next[0]["i"]["sma:5"], 104);
}

}  // namespace
}  // namespace tickbard
