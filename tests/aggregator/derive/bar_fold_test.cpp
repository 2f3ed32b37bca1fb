#include "aggregator/derive/bar_fold.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

std::vector<std::string> folded(const std::vector<Bar>& minutes, Interval interval, Align align = Align::session) {
  std::vector<std::string> out;
  for (const Bar& b : fold_bars(minutes, interval, align, xnys())) out.push_back(line_of(b));
  return out;
}

using Lines = std::vector<std::string>;

TEST(BarFold, T084_open_and_close_are_by_time_high_low_and_sums_over_all) {
  const std::vector<Bar> minutes{bar_at("2026-11-20T14:30:00Z", "10 10.5 9.9 10.2 100"),
                                 bar_at("2026-11-20T14:31:00Z", "10.2 10.3 9.5 9.6 0.125"),
                                 bar_at("2026-11-20T14:34:00Z", "9.7 11 9.7 10.9 7")};
  EXPECT_EQ(folded(minutes, Interval::m5), (Lines{"2026-11-20T14:30 10 11 9.5 10.9 107.125 n30 r3 q0"}));
}

TEST(BarFold, T085_fifteen_minutes_make_three_bars_of_five) {
  std::vector<Bar> minutes;
  for (int i = 0; i < 15; ++i) {
    minutes.push_back(flat_at("2026-11-20T15:00:00Z", std::to_string(20 + i)));
    minutes.back().start += std::chrono::minutes{i};
  }
  EXPECT_EQ(folded(minutes, Interval::m5),
            (Lines{"2026-11-20T15:00 20 24 20 24 500 n50 r5 q0", "2026-11-20T15:05 25 29 25 29 500 n50 r5 q0",
                   "2026-11-20T15:10 30 34 30 34 500 n50 r5 q0"}));
}

TEST(BarFold, T086_the_close_and_the_minute_after_are_of_two_bars) {
  const std::vector<Bar> minutes{flat_at("2026-11-20T20:59:00Z", "10"), flat_at("2026-11-20T21:00:00Z", "99")};
  for (const Align align : {Align::session, Align::clock}) {
    for (const Interval i : kHigherIntervals) {
      const auto bars = folded(minutes, i, align);
      ASSERT_EQ(bars.size(), 2U) << name_of(i);
      EXPECT_NE(bars[1].find("T21:00 99 99 99 99"), std::string::npos) << bars[1];
    }
  }
}

TEST(BarFold, T050_a_halt_makes_no_bar) {
  const std::vector<Bar> minutes{flat_at("2026-11-20T15:00:00Z", "10"), flat_at("2026-11-20T15:41:00Z", "12")};
  EXPECT_EQ(folded(minutes, Interval::m5),
            (Lines{"2026-11-20T15:00 10 10 10 10 100 n10 r1 q0", "2026-11-20T15:40 12 12 12 12 100 n10 r1 q0"}));
}

TEST(BarFold, T008_overnight_minutes_are_in_no_bar) {
  // Friday 20:30 in New York, and Sunday noon
  const std::vector<Bar> minutes{flat_at("2026-11-20T20:59:00Z", "10"), flat_at("2026-11-21T01:30:00Z", "77"),
                                 flat_at("2026-11-22T17:00:00Z", "88"), flat_at("2026-11-23T14:30:00Z", "11")};
  EXPECT_EQ(folded(minutes, Interval::h1),
            (Lines{"2026-11-20T20:30 10 10 10 10 100 n10 r1 q0", "2026-11-23T14:30 11 11 11 11 100 n10 r1 q0"}));
}

TEST(BarFold, revisions_add_up_and_quality_bits_come_together) {
  std::vector<Bar> minutes{flat_at("2026-11-20T15:00:00Z", "10"), flat_at("2026-11-20T15:01:00Z", "10")};
  minutes[0].revision = 3;
  minutes[0].quality = quality::kAmended;
  minutes[1].quality = quality::kGap | quality::kPartial;
  EXPECT_EQ(folded(minutes, Interval::m5), (Lines{"2026-11-20T15:00 10 10 10 10 200 n20 r4 q7"}));
}

TEST(BarFold, T046_a_minute_whose_only_price_was_taken_back_gives_no_price) {
  const auto emptied = [](std::string_view start, const std::string& price) {
    Bar b = flat_at(start, price, "0");
    b.vwap.reset();
    b.trade_count = 0;
    b.revision = 2;
    b.quality = quality::kAmended;
    return b;
  };
  EXPECT_EQ(folded({emptied("2026-11-20T15:00:00Z", "1000"), bar_at("2026-11-20T15:01:00Z", "10 12 9 11 100"),
                    emptied("2026-11-20T15:02:00Z", "1"), emptied("2026-11-20T15:04:00Z", "1000")},
                   Interval::m5),
            (Lines{"2026-11-20T15:00 10 12 9 11 100 n10 r7 q4"}));
  // Alone they are a bar that says the same of itself, and a longer one passes over it in its turn.
  const std::vector<Bar> alone =
      fold_bars(std::vector<Bar>{emptied("2026-11-20T15:00:00Z", "10"), emptied("2026-11-20T15:01:00Z", "11")},
                Interval::m5, Align::session, xnys());
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_EQ(line_of(alone[0]), "2026-11-20T15:00 10 11 10 11 0 n0 r4 q4");
  EXPECT_FALSE(alone[0].has_price());
  EXPECT_EQ(folded({alone[0], bar_at("2026-11-20T15:05:00Z", "5 5 5 5 100")}, Interval::m15),
            (Lines{"2026-11-20T15:00 5 5 5 5 100 n10 r5 q4"}));
}

TEST(BarFold, counts_stop_at_their_greatest_value) {
  std::vector<Bar> minutes{flat_at("2026-11-20T15:00:00Z", "10"), flat_at("2026-11-20T15:01:00Z", "10")};
  for (Bar& m : minutes) m.trade_count = std::numeric_limits<std::uint32_t>::max() - 1;
  EXPECT_EQ(fold_bars(minutes, Interval::m5, Align::session, xnys()).front().trade_count,
            std::numeric_limits<std::uint32_t>::max());
}

TEST(BarFold, an_empty_list_makes_no_bar) {
  EXPECT_TRUE(folded({}, Interval::m5).empty());
}

TEST(VwapFold, rounds_half_up_and_weighs_by_volume) {
  const auto of = [](const std::vector<std::pair<std::int64_t, std::int64_t>>& parts) {
    VwapFold f;
    for (const auto& [price, volume] : parts) f.add(Price{price}, Volume{volume});
    return f.vwap();
  };
  EXPECT_EQ(of({{10, 1}, {11, 1}}), Price{11}) << "10.5 is rounded up";
  EXPECT_EQ(of({{10, 2}, {11, 1}}), Price{10});
  EXPECT_EQ(of({{10, 1}, {11, 2}}), Price{11});
  EXPECT_EQ(of({{10, 3}, {13, 3}, {12, 0}}), Price{12}) << "11.5";
  EXPECT_EQ(of({}), std::nullopt);
  EXPECT_EQ(of({{10, 0}}), std::nullopt) << "no volume, no mean";
}

TEST(VwapFold, minutes_without_a_vwap_have_no_weight) {
  const std::vector<Bar> minutes{bar_at("2026-11-20T15:00:00Z", "10 10 10 10 100 10"),
                                 bar_at("2026-11-20T15:01:00Z", "50 50 50 50 900"),
                                 bar_at("2026-11-20T15:02:00Z", "13 13 13 13 200 13")};
  EXPECT_EQ(fold_bars(minutes, Interval::m5, Align::session, xnys()).front().vwap, px("12"));
}

TEST(VwapFold, sums_past_128_bits_are_none_instead_of_wrong) {
  VwapFold f;
  f.add(Price{std::numeric_limits<std::int64_t>::max()}, Volume{Int128{1} << 65});
  EXPECT_EQ(f.vwap(), std::nullopt);
  f.add(Price{1}, Volume{1});
  EXPECT_EQ(f.vwap(), std::nullopt) << "and stay so";
}

TEST(BarFold, longer_bars_of_five_minute_bars_are_those_of_minutes) {
  std::vector<Bar> minutes;
  const Session s = session_of("2026-11-27");
  int n = 0;
  for (MinuteStart m = minute_of(s.pre_open); m < s.post_close; m += std::chrono::minutes{1}, ++n) {
    Bar b = flat_at("2026-11-27T15:00:00Z", std::to_string(100 + n * 37 % 61), std::to_string(1 + n % 13));
    b.start = m;
    if (n % 11 != 0) minutes.push_back(b);
  }
  const auto fives = fold_bars(minutes, Interval::m5, Align::session, xnys());
  EXPECT_EQ(fives.size(), 13U * 60 / 5);
  for (const Interval i : {Interval::m15, Interval::h1})
    EXPECT_EQ(folded(fives, i), folded(minutes, i)) << name_of(i);
}

}  // namespace
}  // namespace tickbard
