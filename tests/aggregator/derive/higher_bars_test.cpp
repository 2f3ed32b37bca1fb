#include "aggregator/derive/higher_bars.hpp"

#include <gtest/gtest.h>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kM5 = 0, kM15 = 1, kH1 = 2;

/// "5m 2026-11-20T15:00", for each dirty span.
std::vector<std::string> dirty_of(const HigherBars::Harvest& h) {
  std::vector<std::string> out;
  for (const DirtySpan& d : h.dirty) {
    out.push_back(std::string(d.symbol.view()) + " " + std::string(name_of(d.interval)) + " " +
                  to_rfc3339(d.span.start).substr(11, 5));
  }
  return out;
}

std::vector<std::string> lines(const std::vector<Bar>& bars) {
  std::vector<std::string> out;
  for (const Bar& b : bars) out.push_back(line_of(b));
  return out;
}

using Lines = std::vector<std::string>;

class HigherBarsTest : public ::testing::Test {
 protected:
  void apply(std::string_view clock, const std::string& price) { apply(flat(clock, price)); }
  void apply(const Bar& b) { bars_.apply(b); }
  static Bar flat(std::string_view clock, const std::string& price) {
    return flat_at("2026-11-20T" + std::string(clock) + ":00Z", price);
  }
  HigherBars::Harvest advance(std::string_view clock) {
    return bars_.advance(min_at("2026-11-20T" + std::string(clock) + ":00Z"));
  }

  HigherBars bars_{xnys(), Align::session, min_at("2026-11-20T09:00:00Z")};
};

TEST_F(HigherBarsTest, T091_a_bar_is_handed_out_when_its_span_has_passed_and_not_before) {
  apply("15:00", "10");
  apply("15:03", "12");
  EXPECT_TRUE(advance("15:04").finished[kM5].empty());
  const auto h = advance("15:05");
  EXPECT_EQ(lines(h.finished[kM5]), (Lines{"2026-11-20T15:00 10 12 10 12 200 n20 r2 q0"}));
  EXPECT_TRUE(h.finished[kM15].empty());
  EXPECT_TRUE(h.dirty.empty());
  EXPECT_EQ(lines(advance("15:15").finished[kM15]), (Lines{"2026-11-20T15:00 10 12 10 12 200 n20 r2 q0"}));
  EXPECT_TRUE(advance("15:16").finished[kM15].empty()) << "once";
}

TEST_F(HigherBarsTest, a_newer_minute_does_not_hand_out_the_bar_before_the_clock_has_passed_it) {
  apply("15:04", "10");
  apply("15:05", "11");
  EXPECT_TRUE(advance("15:04").finished[kM5].empty()) << "another symbol's minutes may still be on their way";
  EXPECT_EQ(advance("15:05").finished[kM5].size(), 1U);
}

TEST_F(HigherBarsTest, T021_the_last_bars_of_a_segment_end_without_a_further_minute) {
  apply("20:59", "10");
  const auto h = advance("21:00");
  EXPECT_EQ(h.finished[kM5].size() + h.finished[kM15].size() + h.finished[kH1].size(), 3U);
  EXPECT_EQ(h.finished[kH1].front().start, min_at("2026-11-20T20:30:00Z"));
}

TEST_F(HigherBarsTest, T022_a_late_minute_makes_its_span_dirty_and_no_other) {
  apply("15:00", "10");
  apply("15:02", "11");
  apply("15:01", "50");
  const auto h = advance("15:05");
  EXPECT_TRUE(h.finished[kM5].empty()) << "open and close cannot be told any more";
  EXPECT_EQ(dirty_of(h), (Lines{"AAA 5m 15:00"}));
  apply("15:05", "12");
  EXPECT_EQ(advance("15:10").finished[kM5].size(), 1U);
  EXPECT_EQ(dirty_of(advance("16:00")), (Lines{"AAA 15m 15:00", "AAA 1h 14:30"}));
}

TEST_F(HigherBarsTest, T104_a_minute_issued_again_after_its_bar_makes_the_bar_dirty) {
  apply("15:00", "10");
  EXPECT_EQ(advance("15:05").finished[kM5].size(), 1U);
  Bar again = flat("15:00", "9");
  again.revision = 2;
  apply(again);
  const auto h = advance("15:06");
  EXPECT_EQ(dirty_of(h), (Lines{"AAA 5m 15:00"}));
  EXPECT_EQ(dirty_of(advance("15:30")), (Lines{"AAA 15m 15:00", "AAA 1h 14:30"})) << "they had not ended";
}

TEST_F(HigherBarsTest, a_bar_waiting_to_be_handed_out_becomes_dirty_too) {
  apply("15:00", "10");
  apply("15:05", "11");  // ends the first span for this symbol; the clock has not passed it
  Bar again = flat("15:00", "9");
  again.revision = 2;
  apply(again);
  const auto h = advance("15:05");
  EXPECT_TRUE(h.finished[kM5].empty());
  EXPECT_EQ(dirty_of(h), (Lines{"AAA 5m 15:00"}));
}

TEST_F(HigherBarsTest, a_first_minute_later_than_the_clock_is_dirty_and_not_lost) {
  (void)advance("15:20");
  apply("15:01", "10");
  const auto h = advance("15:21");
  EXPECT_TRUE(h.finished[kM5].empty());
  EXPECT_EQ(dirty_of(h), (Lines{"AAA 5m 15:00", "AAA 15m 15:00"})) << "spans that ended; the hour goes on";
}

TEST_F(HigherBarsTest, the_same_issue_twice_counts_once) {
  apply("15:00", "10");
  apply("15:00", "10");
  const auto h = advance("15:05");
  EXPECT_EQ(lines(h.finished[kM5]), (Lines{"2026-11-20T15:00 10 10 10 10 100 n10 r1 q0"}));
  EXPECT_TRUE(h.dirty.empty());
}

TEST_F(HigherBarsTest, T068_spans_begun_before_the_start_are_dirty_because_minutes_may_be_missing) {
  HigherBars bars(xnys(), Align::session, min_at("2026-11-20T15:02:00Z"));
  bars.apply(flat("15:03", "10"));
  bars.apply(flat("15:05", "11"));
  const auto h = bars.advance(min_at("2026-11-20T16:00:00Z"));
  EXPECT_EQ(lines(h.finished[kM5]), (Lines{"2026-11-20T15:05 11 11 11 11 100 n10 r1 q0"}));
  EXPECT_EQ(dirty_of(h), (Lines{"AAA 5m 15:00", "AAA 15m 15:00", "AAA 1h 14:30"}));
}

TEST_F(HigherBarsTest, T008_overnight_minutes_make_nothing) {
  apply("03:00", "10");
  const auto h = advance("20:00");
  EXPECT_TRUE(h.finished[kM5].empty());
  EXPECT_TRUE(h.dirty.empty());
}

TEST_F(HigherBarsTest, T086_the_close_ends_every_span) {
  apply("20:58", "10");
  apply("21:01", "99");
  const auto h = advance("22:00");
  EXPECT_EQ(lines(h.finished[kH1]),
            (Lines{"2026-11-20T20:30 10 10 10 10 100 n10 r1 q0", "2026-11-20T21:00 99 99 99 99 100 n10 r1 q0"}));
}

TEST_F(HigherBarsTest, bars_come_sorted_by_symbol_and_start) {
  for (const char* name : {"CCC", "AAA", "BBB"}) {
    Bar b = flat("15:00", "10");
    b.symbol = sym(name);
    apply(b);
    b.start += std::chrono::minutes{5};
    apply(b);
  }
  std::string order;
  const auto h = advance("15:10");
  for (const Bar& b : h.finished[kM5]) {
    order += std::string(b.symbol.view()) + to_rfc3339(b.start).substr(14, 2) + " ";
  }
  EXPECT_EQ(order, "AAA00 AAA05 BBB00 BBB05 CCC00 CCC05 ");
  EXPECT_EQ(bars_.symbols(), 3U);
}

}  // namespace
}  // namespace tickbard
