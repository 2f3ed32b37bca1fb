#include "aggregator/alerts/threshold.hpp"

#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

const UnixNanos kOpen = at("2026-11-20T14:30:00Z");
const SessionDate kThursday = day("2026-11-19"), kFriday = day("2026-11-20"), kMonday = day("2026-11-23");

struct Bench {
  ThresholdAlerts alerts{AlertOptions{}};

  /// "up 103.01 from 100 previous_close" or "".
  std::string see(std::chrono::nanoseconds t, std::string_view p, Segment segment = Segment::rth,
                  SessionDate session = kFriday) {
    Tick tick;
    tick.symbol = sym("X");
    tick.price = price(p);
    tick.size = shares("1");
    tick.event_time = kOpen + t;
    const auto a = alerts.see(0, tick, segment, session);
    if (!a) return "";
    return std::string(a->up ? "up " : "down ") + to_text(a->trigger_price) + " from " +
           to_text(a->reference_price) + " " + std::string(name_of(a->reference_source));
  }

  void close(std::string_view p, SessionDate of, CloseSource source = CloseSource::given) {
    alerts.closing_price(0, price(p), of, source);
  }
};

struct ExactCase {
  const char* reference;
  const char* price;
  bool fires;
};

TEST(ThresholdAlerts, T073_exactly_three_percent_does_not_fire_and_a_hair_more_does) {
  const ExactCase cases[] = {{"100", "103", false},
                             {"100", "103.0001", true},
                             {"100", "103.000000001", true},
                             {"100", "97", false},
                             {"100", "96.999999999", true},
                             {"0.0001", "0.000103", false},
                             {"0.0001", "0.000103001", true},
                             {"745000", "767350", false},
                             {"745000", "767350.000000001", true},
                             {"33.33", "34.3299", false},
                             {"33.33", "34.329900001", true},
                             {"9000000000", "9200000000", false},
                             {"0.000000001", "0.000000002", true}};
  for (const auto& c : cases) {
    Bench b;
    b.close(c.reference, kThursday);
    EXPECT_EQ(!b.see(0s, c.price).empty(), c.fires) << c.reference << " -> " << c.price;
  }
}

TEST(ThresholdAlerts, T074_direction_follows_the_sign) {
  Bench b;
  b.close("100", kThursday);
  EXPECT_EQ(b.see(0s, "96.5"), "down 96.5 from 100 previous_close");
}

TEST(ThresholdAlerts, T075_the_reference_moves_to_the_alert_price) {
  Bench b;
  b.close("100", kThursday);
  EXPECT_EQ(b.see(0s, "110"), "up 110 from 100 previous_close");
  EXPECT_EQ(b.see(60s, "113.3"), "") << "3 % above 110 exactly";
  EXPECT_EQ(b.see(60s, "106.7"), "") << "3 % below 110 exactly";
  EXPECT_EQ(b.see(61s, "113.31"), "up 113.31 from 110 last_alert");
  EXPECT_EQ(b.see(120s, "109.91"), "down 109.91 from 113.31 last_alert");
}

TEST(ThresholdAlerts, T076_cooldown_is_thirty_seconds_of_event_time_to_the_nanosecond) {
  Bench b;
  b.close("100", kThursday);
  EXPECT_NE(b.see(0s, "110"), "");
  EXPECT_EQ(b.see(29'999ms, "120"), "");
  EXPECT_EQ(b.see(30s - 1ns, "120"), "");
  EXPECT_NE(b.see(30s, "120"), "");
}

TEST(ThresholdAlerts, T077_the_reference_does_not_move_in_the_cooldown) {
  Bench b;
  b.close("100", kThursday);
  EXPECT_NE(b.see(0s, "104"), "");
  EXPECT_EQ(b.see(10s, "110"), "");
  EXPECT_EQ(b.see(30s, "110"), "up 110 from 104 last_alert");
}

TEST(ThresholdAlerts, without_a_close_the_first_print_is_the_reference) {
  Bench b;
  EXPECT_EQ(b.see(0s, "50"), "");
  EXPECT_EQ(b.see(1s, "52"), "up 52 from 50 first_trade");
}

TEST(ThresholdAlerts, T081_a_new_threshold_keeps_reference_and_cooldown) {
  Bench b;
  b.close("100", kThursday);
  EXPECT_NE(b.see(0s, "104"), "");
  AlertOptions strict;
  strict.threshold_ppm = 1'000;
  b.alerts.reload(strict);
  EXPECT_EQ(b.see(10s, "105"), "");
  EXPECT_EQ(b.see(30s, "104.2"), "up 104.2 from 104 last_alert");
}

TEST(ThresholdAlerts, T083_segments_that_are_off_neither_fire_nor_set_a_reference) {
  Bench b;
  EXPECT_EQ(b.see(0s, "50", Segment::overnight), "");
  EXPECT_EQ(b.see(1s, "100", Segment::pre), "");
  EXPECT_EQ(b.see(2s, "200", Segment::overnight), "");
  EXPECT_EQ(b.see(3s, "104", Segment::post), "up 104 from 100 first_trade");
  AlertOptions all;
  all.segments = {true, true, true, true};
  b.alerts.reload(all);
  EXPECT_EQ(b.see(40s, "50", Segment::overnight), "down 50 from 104 last_alert");
}

TEST(ThresholdAlerts, a_new_session_starts_from_the_last_regular_price_and_forgets_the_cooldown) {
  Bench b;
  b.close("100", kThursday);
  EXPECT_EQ(b.see(0s, "100"), "");
  EXPECT_EQ(b.see(1h, "102", Segment::rth), "");
  EXPECT_EQ(b.see(1h - 1s, "90.1", Segment::rth), "down 90.1 from 100 previous_close") << "late, but it moved";
  EXPECT_EQ(b.see(7h, "80", Segment::post), "down 80 from 90.1 last_alert");
  EXPECT_EQ(b.see(7h + 1s, "102", Segment::pre, kMonday), "");
  EXPECT_EQ(b.see(7h + 2s, "105.07", Segment::pre, kMonday), "up 105.07 from 102 previous_close");
}

struct CloseCase {
  const char* what;
  std::vector<std::pair<CloseSource, const char*>> closes;  ///< of Friday, in order of arrival
  const char* reference;                                    ///< on Monday
};

TEST(ThresholdAlerts, T045_official_beats_auction_beats_last_regular_price) {
  const CloseCase cases[] = {
      {"regular only", {}, "100"},
      {"auction", {{CloseSource::auction, "101"}}, "101"},
      {"official", {{CloseSource::official, "102"}}, "102"},
      {"official before auction", {{CloseSource::official, "102"}, {CloseSource::auction, "101"}}, "102"},
      {"corrected", {{CloseSource::official, "102"}, {CloseSource::official, "102.5"}}, "102.5"},
      {"from the store", {{CloseSource::given, "50"}, {CloseSource::official, "102"}}, "50"},
  };
  for (const auto& c : cases) {
    Bench b;
    b.see(0s, "100");
    for (const auto& [source, p] : c.closes) b.close(p, kFriday, source);
    EXPECT_NE(b.see(70h, "900", Segment::pre, kMonday).find(std::string("from ") + c.reference + " "),
              std::string::npos)
        << c.what;
  }
}

TEST(ThresholdAlerts, a_close_that_comes_after_the_open_replaces_the_first_trade) {
  Bench b;
  EXPECT_EQ(b.see(0s, "110"), "");
  b.close("100", kThursday);
  EXPECT_EQ(b.see(1s, "110"), "up 110 from 100 previous_close");
  b.close("1", kThursday);
  EXPECT_EQ(b.see(40s, "110"), "") << "but not one that an alert has moved";
}

TEST(ThresholdAlerts, todays_own_close_is_not_todays_reference) {
  Bench b;
  b.close("100", kThursday);
  EXPECT_EQ(b.see(0s, "100"), "");
  b.close("105", kFriday, CloseSource::official);
  EXPECT_EQ(b.see(7h, "104", Segment::post), "up 104 from 100 previous_close");
}

TEST(ThresholdAlerts, a_straggler_of_an_earlier_session_is_ignored) {
  Bench b;
  b.close("100", kThursday);
  EXPECT_EQ(b.see(0s, "100", Segment::rth, kMonday), "");
  EXPECT_EQ(b.see(1s, "200", Segment::rth, kFriday), "");
  EXPECT_EQ(b.see(2s, "104", Segment::rth, kMonday), "up 104 from 100 previous_close");
}

TEST(ThresholdAlerts, T078_an_alert_carries_what_a_trade_feed_knows_and_needs_no_quote) {
  ThresholdAlerts alerts{AlertOptions{}};
  alerts.closing_price(0, price("100"), kThursday, CloseSource::given);
  Tick tick;
  tick.symbol = sym("AAPL");
  tick.price = price("103.01");
  tick.size = shares("7");
  tick.event_time = kOpen;
  tick.conditions.add(14);
  tick.tape = Tape::c;
  const auto a = alerts.see(0, tick, Segment::rth, kFriday);
  ASSERT_TRUE(a);
  EXPECT_EQ(a->symbol, sym("AAPL"));
  EXPECT_EQ(a->trigger_time, kOpen);
  EXPECT_EQ(a->previous_close, price("100"));
  EXPECT_EQ(a->threshold_ppm, 30'000);
  EXPECT_EQ(a->size, shares("7"));
  EXPECT_EQ(a->conditions.count, 1);
  EXPECT_EQ(a->tape, Tape::c);
  EXPECT_EQ(a->segment, Segment::rth);
}

TEST(ThresholdAlerts, T082_a_percentage_where_a_fraction_is_meant_is_refused) {
  AlertOptions options;
  EXPECT_EQ(problem_with(options), "");
  for (const std::int64_t ppm :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'000'001}, std::int64_t{3'000'000}}) {
    options.threshold_ppm = ppm;
    EXPECT_NE(problem_with(options).find("0.03"), std::string::npos) << ppm;
  }
  options.threshold_ppm = 1'000'000;
  EXPECT_EQ(problem_with(options), "");
  options.cooldown = -1s;
  EXPECT_NE(problem_with(options), "");
}

}  // namespace
}  // namespace tickbard
