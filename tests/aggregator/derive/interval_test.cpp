#include "aggregator/derive/interval.hpp"

#include <gtest/gtest.h>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

TEST(Interval, names_and_back) {
  for (const auto name : kIntervalNames) EXPECT_EQ(name_of(*parse_interval(name)), name);
}

TEST(Interval, T089_other_lengths_are_none) {
  for (const auto text : {"7m", "", "5", "1H", "5m ", "60m"}) EXPECT_FALSE(parse_interval(text)) << text;
}

/// "start end", or "none".
std::string span_text(Interval interval, Align align, std::string_view session, std::string_view minute) {
  const auto span = span_of(interval, align, session_of(session), min_at(minute));
  if (!span) return "none";
  return to_rfc3339(span->start).substr(11, 5) + " " + to_rfc3339(span->end).substr(11, 5);
}

struct Row {
  Interval interval;
  Align align;
  std::string_view session, minute, expected;
};

void expect_rows(const std::vector<Row>& rows) {
  for (const Row& r : rows) {
    EXPECT_EQ(span_text(r.interval, r.align, r.session, r.minute), r.expected)
        << r.minute << " " << name_of(r.interval);
  }
}

using enum Interval;
constexpr Align kSession = Align::session, kClock = Align::clock;

TEST(Interval, T086_no_bar_mixes_1559_with_1600) {
  // 2026-11-20 is a Friday in winter: open 14:30Z, close 21:00Z
  expect_rows({{m5, kSession, "2026-11-20", "2026-11-20T20:59:00Z", "20:55 21:00"},
               {m5, kSession, "2026-11-20", "2026-11-20T21:00:00Z", "21:00 21:05"},
               {m15, kSession, "2026-11-20", "2026-11-20T14:29:00Z", "14:15 14:30"},
               {h1, kSession, "2026-11-20", "2026-11-20T20:59:00Z", "20:30 21:00"},
               {h1, kSession, "2026-11-20", "2026-11-20T21:00:00Z", "21:00 22:00"},
               {h1, kClock, "2026-11-20", "2026-11-20T20:59:00Z", "20:00 21:00"}});
}

TEST(Interval, an_hour_counts_from_the_segments_start_or_on_the_clock) {
  expect_rows({{h1, kSession, "2026-11-20", "2026-11-20T14:30:00Z", "14:30 15:30"},
               {h1, kSession, "2026-11-20", "2026-11-20T15:29:00Z", "14:30 15:30"},
               {h1, kSession, "2026-11-20", "2026-11-20T15:30:00Z", "15:30 16:30"},
               {h1, kClock, "2026-11-20", "2026-11-20T14:30:00Z", "14:30 15:00"},
               {h1, kClock, "2026-11-20", "2026-11-20T14:29:00Z", "14:00 14:30"},
               {h1, kClock, "2026-11-20", "2026-11-20T15:29:00Z", "15:00 16:00"},
               // from 04:00 the pre-market's last session hour is half an hour
               {h1, kSession, "2026-11-20", "2026-11-20T14:29:00Z", "14:00 14:30"}});
}

TEST(Interval, the_two_alignments_differ_for_one_hour_alone) {
  const Session s = session_of("2026-11-20");
  for (const Interval i : {m5, m15}) {
    for (MinuteStart m = minute_of(s.pre_open); m < s.post_close; m += std::chrono::minutes{1}) {
      ASSERT_EQ(span_of(i, kSession, s, m), span_of(i, kClock, s, m)) << to_rfc3339(m);
    }
  }
}

TEST(Interval, T102_a_half_days_last_hour_is_half_an_hour) {
  expect_rows({{h1, kSession, "2026-11-27", "2026-11-27T17:29:00Z", "16:30 17:30"},
               {h1, kSession, "2026-11-27", "2026-11-27T17:59:00Z", "17:30 18:00"},
               {h1, kSession, "2026-11-27", "2026-11-27T18:00:00Z", "18:00 19:00"},
               {h1, kSession, "2026-11-27", "2026-11-27T21:59:00Z", "21:00 22:00"},
               {h1, kSession, "2026-11-27", "2026-11-27T22:00:00Z", "none"},
               {d1, kSession, "2026-11-27", "2026-11-27T15:00:00Z", "14:30 18:00"}});
}

TEST(Interval, T005_T006_both_changes_of_the_clock_move_the_spans_with_the_open) {
  expect_rows({{h1, kSession, "2026-03-06", "2026-03-06T14:45:00Z", "14:30 15:30"},
               {h1, kSession, "2026-03-09", "2026-03-09T13:45:00Z", "13:30 14:30"},
               {h1, kSession, "2026-10-30", "2026-10-30T13:45:00Z", "13:30 14:30"},
               {h1, kSession, "2026-11-02", "2026-11-02T14:45:00Z", "14:30 15:30"}});
}

TEST(Interval, T008_outside_the_session_there_is_no_bar) {
  for (const Interval i : {m1, m5, m15, h1, d1}) {
    EXPECT_EQ(span_text(i, kSession, "2026-11-20", "2026-11-20T08:59:00Z"), "none") << name_of(i);
    EXPECT_EQ(span_text(i, kSession, "2026-11-20", "2026-11-21T01:00:00Z"), "none") << name_of(i);
  }
}

TEST(Interval, a_day_is_its_regular_hours_whatever_segment_asks) {
  for (const auto m : {"2026-11-20T10:00:00Z", "2026-11-20T15:00:00Z", "2026-11-20T22:00:00Z"}) {
    EXPECT_EQ(span_text(d1, kSession, "2026-11-20", m), "14:30 21:00");
  }
}

TEST(Interval, a_continuous_day_has_24_hours_from_midnight) {
  const Session s = Calendar::always().session(day("2026-03-08")).value();
  const auto last = span_of(h1, kSession, s, min_at("2026-03-08T23:59:00Z"));
  EXPECT_EQ(last, (BarSpan{min_at("2026-03-08T23:00:00Z"), min_at("2026-03-09T00:00:00Z")}));
  EXPECT_EQ(span_of(d1, kSession, s, min_at("2026-03-08T12:00:00Z"))->end - s.open, std::chrono::hours{24});
}

}  // namespace
}  // namespace tickbard
