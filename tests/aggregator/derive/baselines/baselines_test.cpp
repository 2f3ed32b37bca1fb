#include "aggregator/derive/baselines/baselines.hpp"

#include <gtest/gtest.h>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

std::string text(const std::optional<Percent>& p) {
  return p ? to_text(p->raw, 4) : "none";
}
std::string text(const std::optional<Price>& p) {
  return p ? to_text(*p) : "none";
}

/// "price source quality", or "none".
std::string text(const std::optional<Baseline>& b) {
  if (!b) return "none";
  return to_text(b->price) + " " + std::string(name_of(b->source)) + " " + std::string(name_of(b->quality));
}

/// 2026-11-20, a Friday in winter: pre-market from 09:00Z, open 14:30Z, close 21:00Z, end 01:00Z.
class BaselinesTest : public ::testing::Test {
 protected:
  BaselinesTest() { in_.previous = PreviousDay{px("100"), BaselineSource::official, day("2026-11-19"), 1}; }

  void minute(std::string_view clock, const std::string& price, const std::string& volume = "2000",
              std::uint8_t quality = 0) {
    Bar b = flat_at("2026-11-20T" + std::string(clock) + ":00Z", price, volume);
    b.quality = quality;
    day_.add(b);
  }
  Baselines at_clock(std::string_view clock) { return at_time("2026-11-20T" + std::string(clock) + ":00Z"); }
  Baselines at_time(std::string_view now) {
    in_.now = at(now);
    return baselines_of(day_, in_);
  }

  SymbolDay day_{session_of("2026-11-20")};
  BaselineInputs in_;
};

TEST_F(BaselinesTest, every_percentage_is_against_its_own_baseline) {
  minute("09:00", "102");
  minute("14:30", "104");
  minute("15:00", "105");
  minute("21:00", "106");
  minute("21:10", "110.24");
  const Baselines b = at_clock("21:11");
  EXPECT_EQ(b.price, px("110.24"));
  EXPECT_EQ(text(b.from_yesterday), "10.24");
  EXPECT_EQ(text(b.from_open), "6");
  EXPECT_EQ(text(b.from_pre), "8.0784");
  EXPECT_EQ(text(b.from_post), "4");
  EXPECT_EQ(text(b.gap), "4");
  EXPECT_EQ(text(b.pre_market_open), "102 first_pre_bar HIGH");
  EXPECT_EQ(text(b.rth_open), "104 first_rth_bar HIGH");
  EXPECT_EQ(text(b.post_market_open), "106 first_post_bar HIGH");
  EXPECT_EQ(b.session, day("2026-11-20"));
  EXPECT_EQ(b.day_volume, vol("10000"));
}

TEST_F(BaselinesTest, T069_yesterdays_close_says_where_it_is_from_and_how_far_it_can_be_trusted) {
  minute("15:00", "105");
  struct {
    BaselineSource source;
    int old;
    std::string_view expected;
  } const rows[] = {{BaselineSource::official, 1, "100 official HIGH"},
                    {BaselineSource::auction, 1, "100 auction HIGH"},
                    {BaselineSource::last_rth_bar, 1, "100 last_rth_bar MEDIUM"},
                    {BaselineSource::fallback, 1, "100 fallback LOW"},
                    {BaselineSource::official, 2, "100 official ESTIMATED"},
                    {BaselineSource::official, 5, "100 official ESTIMATED"},
                    {BaselineSource::official, 6, "none"}};
  for (const auto& row : rows) {
    in_.previous->source = row.source;
    in_.previous->sessions_old = row.old;
    const Baselines b = at_clock("15:01");
    EXPECT_EQ(text(b.yesterday), row.expected);
    EXPECT_EQ(b.yesterday_stale, row.old > 1 && row.old < 6);
    EXPECT_EQ(text(b.from_yesterday), row.old < 6 ? "5" : "none");
  }
}

TEST_F(BaselinesTest, T040_without_a_previous_close_there_is_no_change_since_yesterday) {
  minute("15:00", "105");
  in_.previous.reset();
  const Baselines b = at_clock("15:01");
  EXPECT_EQ(text(b.yesterday), "none");
  EXPECT_EQ(text(b.from_yesterday), "none");
  EXPECT_EQ(text(b.gap), "none");
  EXPECT_EQ(text(b.hod_pct), "none");
  EXPECT_EQ(text(b.from_open), "0");
}

TEST_F(BaselinesTest, T067_a_previous_close_of_nothing_is_none) {
  minute("15:00", "105");
  in_.previous->close = Price{0};
  EXPECT_EQ(text(at_clock("15:01").from_yesterday), "none");
}

TEST_F(BaselinesTest, a_previous_day_that_is_not_before_this_one_is_none) {
  minute("15:00", "105");
  in_.previous->session = day("2026-11-20");
  EXPECT_EQ(text(at_clock("15:01").yesterday), "none");
}

TEST_F(BaselinesTest, T061_the_open_is_that_of_the_first_regular_minute_there_is) {
  minute("14:33", "104");
  EXPECT_EQ(text(at_clock("14:34").today_open), "104 first_rth_bar MEDIUM");
}

TEST_F(BaselinesTest, T061_a_first_minute_says_how_far_it_can_be_trusted) {
  struct {
    std::string_view clock, volume;
    std::uint8_t quality;
    std::string_view expected;
  } const rows[] = {{"14:30", "1000", 0, "HIGH"},
                    {"14:30", "999", 0, "LOW"},
                    {"14:30", "1000", quality::kAmended, "HIGH"},
                    {"14:30", "1000", quality::kBackfilled, "MEDIUM"},
                    {"14:30", "1000", quality::kPartial, "LOW"},
                    {"14:30", "1000", quality::kGap, "LOW"},
                    {"14:31", "1000", 0, "MEDIUM"},
                    {"15:00", "1000", 0, "MEDIUM"},
                    {"15:01", "1000", 0, "LOW"},
                    {"15:01", "1000", quality::kBackfilled, "LOW"}};
  for (const auto& row : rows) {
    day_ = SymbolDay(session_of("2026-11-20"));
    minute(row.clock, "104", std::string(row.volume), row.quality);
    EXPECT_EQ(name_of(at_clock("16:00").rth_open->quality), row.expected) << row.clock << " " << row.volume;
  }
}

TEST_F(BaselinesTest, an_official_open_wins_and_the_first_minute_stays_beside_it) {
  minute("14:30", "104");
  in_.open = GivenOpen{px("103.5"), BaselineSource::official};
  const Baselines b = at_clock("14:31");
  EXPECT_EQ(text(b.today_open), "103.5 official HIGH");
  EXPECT_EQ(text(b.rth_open), "104 first_rth_bar HIGH");
  EXPECT_EQ(text(b.gap), "3.5");
}

TEST_F(BaselinesTest, T069_with_bars_off_the_first_print_heard_is_the_open_and_a_live_price_the_price) {
  in_.fallback_open = px("104");
  in_.live = LivePrice{px("106.08"), at("2026-11-20T15:00:30Z")};
  const Baselines b = at_clock("15:01");
  EXPECT_EQ(text(b.today_open), "104 fallback LOW");
  EXPECT_EQ(text(b.from_open), "2");
  EXPECT_EQ(text(b.rth_open), "none");
  EXPECT_EQ(text(b.from_yesterday), "6.08");
}

TEST_F(BaselinesTest, before_the_open_there_is_no_open) {
  minute("09:00", "102");
  in_.open = GivenOpen{px("103"), BaselineSource::official};
  in_.fallback_open = px("104");
  const Baselines b = at_clock("14:29");
  EXPECT_EQ(text(b.today_open), "none");
  EXPECT_EQ(text(b.from_open), "none");
  EXPECT_EQ(text(b.gap), "none");
}

TEST_F(BaselinesTest, T063_without_a_pre_market_minute_its_open_is_none_and_not_the_regular_one) {
  minute("14:30", "104");
  const Baselines b = at_clock("14:31");
  EXPECT_EQ(text(b.pre_market_open), "none");
  EXPECT_EQ(text(b.from_pre), "none");
  EXPECT_EQ(text(b.from_post), "none");
}

TEST_F(BaselinesTest, T072_after_the_close_and_over_the_week_end_yesterday_stays_the_day_before) {
  minute("20:59", "105");
  for (const auto now :
       {"2026-11-20T23:00:00Z", "2026-11-21T03:00:00Z", "2026-11-22T15:00:00Z", "2026-11-23T08:59:00Z"}) {
    ASSERT_EQ(xnys().current_or_last(at(now))->date, day("2026-11-20")) << now;
    EXPECT_EQ(text(at_time(now).from_yesterday), "5") << now;
  }
  EXPECT_EQ(xnys().current_or_last(at("2026-11-23T09:00:00Z"))->date, day("2026-11-23"));
}

TEST_F(BaselinesTest, changes_are_against_the_price_as_of_some_minutes_ago) {
  for (int i = 0; i < 30; ++i)
    minute("15:" + std::string(i < 10 ? "0" : "") + std::to_string(i), std::to_string(100 + i));
  const Baselines b = at_clock("15:30");  // the newest minute, 15:29, has just ended
  EXPECT_EQ(text(b.changes[0].pct), "0.7813") << "129 after 128";
  EXPECT_EQ(text(b.changes[1].pct), "4.0323") << "124";
  EXPECT_EQ(text(b.changes[2].pct), "13.1579") << "114";
  for (const auto& c : b.changes) EXPECT_FALSE(c.stale || c.cross_segment);
}

TEST_F(BaselinesTest, T065_of_an_illiquid_symbol_the_older_price_counts_and_is_called_stale) {
  minute("15:00", "100");
  minute("15:29", "110");
  const Baselines b = at_clock("15:30");
  EXPECT_EQ(text(b.changes[1].pct), "10");
  EXPECT_TRUE(b.changes[1].stale) << "29 minutes for 5";
  EXPECT_TRUE(b.changes[0].stale);
  EXPECT_FALSE(b.changes[2].stale) << "29 minutes are less than 15 and 15";
  EXPECT_EQ(text(b.changes[2].pct), "10");
}

TEST_F(BaselinesTest, T065_the_border_of_stale_is_fifteen_minutes_more_than_asked) {
  minute("15:00", "100");
  EXPECT_FALSE(at_clock("15:21").changes[1].stale) << "ended 20 minutes ago";
  EXPECT_TRUE(at_clock("15:22").changes[1].stale);
}

TEST_F(BaselinesTest, a_change_across_segments_says_so_and_none_reaches_the_day_before) {
  minute("14:28", "100");
  minute("14:30", "103");
  minute("14:32", "104");
  const Baselines b = at_clock("14:33");
  EXPECT_TRUE(b.changes[1].pct.has_value() == false) << "no minute had ended by 14:28";
  EXPECT_EQ(text(b.changes[0].pct), "0.9709");
  EXPECT_FALSE(b.changes[0].cross_segment);
  EXPECT_EQ(text(at_clock("14:34").changes[1].pct), "4");
  EXPECT_TRUE(at_clock("14:34").changes[1].cross_segment);
}

TEST_F(BaselinesTest, T071_high_and_low_of_the_day_have_a_time_and_a_percentage) {
  minute("09:30", "140");
  minute("14:30", "104");
  minute("14:31", "120");
  minute("14:32", "96");
  Baselines b = at_clock("15:00");
  EXPECT_EQ(b.hod, (Touch{px("120"), min_at("2026-11-20T14:31:00Z")}));
  EXPECT_EQ(b.lod, (Touch{px("96"), min_at("2026-11-20T14:32:00Z")}));
  EXPECT_EQ(text(b.hod_pct), "20");
  EXPECT_EQ(text(b.lod_pct), "-4");
}

TEST_F(BaselinesTest, the_distance_to_the_average_price_and_the_usual_volume) {
  minute("14:30", "100", "3000");
  minute("14:31", "104", "1000");
  in_.usual = UsualVolume{vol("10000"), 5};
  const Baselines b = at_clock("14:32");
  EXPECT_EQ(text(b.vwap), "101");
  EXPECT_EQ(text(b.vwap_distance), "2.9703");
  EXPECT_EQ(b.relative_volume, (Fixed<4>{20'000})) << "4000 where 2000 is usual";
  in_.usual = {};
  EXPECT_EQ(at_clock("14:32").relative_volume, std::nullopt);
}

TEST_F(BaselinesTest, a_live_price_counts_while_it_is_newer_than_the_minutes) {
  minute("15:00", "105");
  in_.live = LivePrice{px("107"), at("2026-11-20T15:01:12Z")};
  EXPECT_EQ(at_clock("15:01").price, px("107"));
  in_.live->time = at("2026-11-20T15:00:59Z");
  EXPECT_EQ(at_clock("15:01").price, px("105"));
  in_.live->time = at("2026-11-21T15:01:00Z");
  EXPECT_EQ(at_clock("15:01").price, px("105")) << "of no session";
}

TEST_F(BaselinesTest, without_a_minute_there_is_no_price_and_no_change) {
  const Baselines b = at_clock("15:00");
  EXPECT_FALSE(b.price);
  EXPECT_EQ(text(b.from_yesterday), "none");
  EXPECT_EQ(text(b.yesterday), "100 official HIGH");
  for (const auto& c : b.changes) EXPECT_EQ(c, AsOfChange{});
}

TEST(Baselines, where_trading_never_stops_the_last_minutes_close_is_the_close) {
  SymbolDay d(Calendar::always().session(day("2026-11-21")).value());
  d.add(flat_at("2026-11-21T00:00:00Z", "110", "0.5"));
  BaselineInputs in;
  in.now = at("2026-11-21T00:01:00Z");
  in.previous = PreviousDay{px("100"), BaselineSource::last_rth_bar, day("2026-11-20"), 1};
  const Baselines b = baselines_of(d, in);
  EXPECT_EQ(text(b.yesterday), "100 last_rth_bar HIGH");
  EXPECT_EQ(text(b.today_open), "110 first_rth_bar HIGH") << "a thousand shares mean nothing to half a coin";
}

}  // namespace
}  // namespace tickbard
