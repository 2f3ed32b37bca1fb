#include "aggregator/bars/listening.hpp"

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

constexpr MonoTime kMono{5h};

/// Quality of the minutes 09:58 … 10:05, a digit each.
std::string minutes(const Listening& l) {
  std::string out;
  for (int m = -2; m <= 5; ++m) out += std::to_string(l.quality(kTenMinute + std::chrono::minutes{m}));
  return out;
}

TEST(Listening, nothing_is_heard_before_the_first_start) {
  EXPECT_EQ(minutes(Listening{}), "11111111");
  Listening l;
  l.started(kTen + 10s, kMono);
  EXPECT_EQ(minutes(l), "11100000");
  EXPECT_TRUE(l.on());
}

TEST(Listening, a_start_on_the_minute_makes_a_whole_one) {
  Listening l;
  l.started(kTen, kMono);
  EXPECT_EQ(minutes(l), "11000000");
}

TEST(Listening, the_first_print_tells_when_the_start_was) {
  Listening l;
  l.started(std::nullopt, kMono);
  EXPECT_EQ(minutes(l), "11111111");
  l.heard(kTen + 150s, kMono + 140s);  // streaming since 10:00:10 by the feed's clock
  EXPECT_EQ(minutes(l), "11100000");
}

TEST(Listening, an_old_first_print_does_not_hide_a_partial_minute) {
  Listening l;
  l.started(std::nullopt, kMono);
  l.heard(kTen - 30s, kMono + 1s);
  EXPECT_EQ(minutes(l), "11000000");
  l.heard(kTen + 21s, kMono + 1s);
  EXPECT_EQ(minutes(l), "11100000");
}

TEST(Listening, a_late_first_print_of_minutes_ago_does_not_end_the_outage_early) {
  Listening l;
  l.started(kTen, kMono);
  l.lost(kTen + 30s);
  l.started(std::nullopt, kMono + 95s);
  l.heard(kTen - 100s, kMono + 96s);  // reported almost four minutes after its trade
  l.heard(kTen + 96s, kMono + 96s);
  EXPECT_EQ(minutes(l), "11330000") << "10:01 was not heard until 10:01:35";
}

TEST(Listening, a_recording_played_fast_does_not_spoil_many_minutes) {
  Listening l;
  l.started(std::nullopt, kMono);
  for (int s = 0; s < 300; s += 10) l.heard(kTen - 90s + std::chrono::seconds{s}, kMono);
  EXPECT_EQ(l.quality(kTenMinute + 1min), 0);
}

TEST(Listening, lost_to_streaming_is_a_gap) {
  Listening l;
  l.started(kTen - 120s, kMono);
  l.lost(kTen + 90s);
  EXPECT_FALSE(l.on());
  EXPECT_EQ(minutes(l), "00033333");
  l.lost(kTen + 100s);
  l.started(kTen + 185s, kMono);
  EXPECT_EQ(minutes(l), "00033300");
}

TEST(Listening, lost_and_back_within_an_instant_still_marks_the_minute) {
  Listening l;
  l.started(kTen - 120s, kMono);
  l.lost(kTen + 60s);
  l.started(kTen + 60s, kMono);
  EXPECT_EQ(minutes(l), "00030000");
}

TEST(Listening, bars_off_is_partial_but_no_gap) {
  Listening l;
  l.started(kTen - 120s, kMono);
  l.muted(kTen + 30s);
  EXPECT_EQ(minutes(l), "00111111");
  l.unmuted(kTen + 61s);
  EXPECT_EQ(minutes(l), "00110000");
}

TEST(Listening, forgets_what_no_minute_can_touch_any_more) {
  Listening l;
  l.started(kTen - 120s, kMono);
  l.lost(kTen + 30s);
  l.started(kTen + 40s, kMono);
  l.forget_before(kTen + 41s);
  EXPECT_EQ(minutes(l), "00000000");
}

}  // namespace
}  // namespace tickbard
