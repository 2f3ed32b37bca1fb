#include "tests/aggregator/calendar/calendars.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

std::string segment_at(std::string_view t) {
  return std::string(name_of(xnys().segment(at(t))));
}
std::string session_date_at(std::string_view t) {
  return to_text(xnys().session_date(at(t)));
}

TEST(Xnys, T001_open_and_close_follow_new_york_not_one_fixed_offset) {
  EXPECT_EQ(hours_of(xnys(), "2025-10-24"), "08:00 13:30 20:00 00:00 full");
  EXPECT_EQ(hours_of(xnys(), "2025-11-03"), "09:00 14:30 21:00 01:00 full");
  EXPECT_EQ(xnys().session(day("2025-10-24"))->open, at("2025-10-24T08:30:00-05:00"));  // 8:30 in Chicago
}

TEST(Xnys, T002_in_the_evening_the_session_date_is_still_new_yorks) {
  EXPECT_EQ(session_date_at("2026-11-21T01:00:00Z"),
            "2026-11-20");  // Friday 20:00 in New York, its session just over
  EXPECT_EQ(session_date_at("2026-11-21T00:59:59.999999999Z"), "2026-11-20");
  EXPECT_EQ(session_date_at("2026-11-21T02:00:00Z"), "2026-11-20");  // 21:00
  EXPECT_EQ(session_date_at("2026-11-21T04:59:59Z"), "2026-11-20");
  EXPECT_EQ(session_date_at("2026-11-21T05:00:00Z"), "2026-11-21");
  EXPECT_EQ(session_date_at("2026-07-03T03:59:59Z"), "2026-07-02");
}

TEST(Xnys, T003_previous_and_next_session_skip_what_is_closed) {
  for (const auto& [from, previous] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"2026-11-23", "2026-11-20"},  // Monday
           {"2026-11-22", "2026-11-20"},  // Sunday
           {"2026-11-24", "2026-11-23"},
           {"2026-09-08", "2026-09-04"},  // Tuesday after Labor Day
           {"2025-01-10", "2025-01-08"},  // mourning on the 9th
           {"2026-07-06", "2026-07-02"},
       }) {
    const auto session = xnys().previous_session(day(from));
    ASSERT_TRUE(session) << from;
    EXPECT_EQ(to_text(session->date), previous) << from;
    EXPECT_GE(xnys().next_session(session->date)->date, day(from)) << from;
  }
  EXPECT_EQ(to_text(xnys().next_session(day("2026-11-25"))->date), "2026-11-27");
  EXPECT_FALSE(xnys().previous_session(day("2000-01-03")));
  EXPECT_FALSE(xnys().next_session(day("2040-12-31")));
}

TEST(Xnys, T004_half_day) {
  const Session s = *xnys().session(day("2026-11-27"));
  EXPECT_EQ(hours_of(xnys(), "2026-11-27"), "09:00 14:30 18:00 22:00 half day after Thanksgiving");
  EXPECT_EQ(s.close - s.open, 210min);
  EXPECT_EQ(s.open - s.pre_open, 330min);
  EXPECT_EQ(s.post_close - s.close, 240min);
  EXPECT_EQ(segment_at("2026-11-27T17:59:59.999999999Z"), "rth");  // the 12:59 bar
  EXPECT_EQ(segment_at("2026-11-27T18:00:00Z"), "post");
  EXPECT_EQ(segment_at("2026-11-27T20:59:00Z"), "post");
  EXPECT_EQ(segment_at("2026-11-27T22:00:00Z"), "overnight");
}

TEST(Xnys, T005_spring_change_moves_the_open_in_utc_and_no_session_is_lost_or_doubled) {
  EXPECT_EQ(hours_of(xnys(), "2026-03-06"), "09:00 14:30 21:00 01:00 full");
  EXPECT_EQ(hours_of(xnys(), "2026-03-09"), "08:00 13:30 20:00 00:00 full");
  const auto sessions = xnys().sessions_between(day("2026-03-05"), day("2026-03-10"));
  ASSERT_EQ(sessions.size(), 4U);
  EXPECT_EQ(to_text(sessions[1].date), "2026-03-06");
  EXPECT_EQ(to_text(sessions[2].date), "2026-03-09");
}

TEST(Xnys, T006_fall_change_leaves_no_longer_session_and_no_date_twice) {
  for (const Session& s : xnys().sessions_between(day("2026-10-29"), day("2026-11-03"))) {
    EXPECT_EQ(s.post_close - s.pre_open, 16h) << to_text(s.date);
    EXPECT_EQ(s.close - s.open, 390min) << to_text(s.date);
  }
  // Through the night of 25 hours the date changes exactly once per local midnight, and never goes back.
  std::vector<std::string> dates;
  for (UnixNanos t = at("2026-10-31T12:00:00Z"); t < at("2026-11-02T12:00:00Z"); t += 1min) {
    const std::string date = to_text(xnys().session_date(t));
    if (dates.empty() || dates.back() != date) dates.push_back(date);
    if (t < at("2026-11-02T09:00:00Z")) {
      ASSERT_EQ(xnys().segment(t), Segment::overnight) << to_rfc3339(t);
    }
  }
  EXPECT_EQ(dates, (std::vector<std::string>{"2026-10-31", "2026-11-01", "2026-11-02"}));
  EXPECT_EQ(session_date_at("2026-11-01T03:59:59Z"), "2026-10-31");  // summer time's midnight
  EXPECT_EQ(session_date_at("2026-11-01T04:00:00Z"), "2026-11-01");
  EXPECT_EQ(session_date_at("2026-11-02T04:59:59Z"), "2026-11-01");  // winter time's midnight
  EXPECT_EQ(session_date_at("2026-11-02T05:00:00Z"), "2026-11-02");
}

TEST(Xnys, T007_new_year_on_a_saturday_leaves_the_friday_a_full_session) {
  EXPECT_EQ(hours_of(xnys(), "2021-12-31"), "09:00 14:30 21:00 01:00 full");
  EXPECT_EQ(hours_of(xnys(), "2010-12-31"), "09:00 14:30 21:00 01:00 full");
  EXPECT_EQ(hours_of(xnys(), "2022-01-03"), "09:00 14:30 21:00 01:00 full");
  EXPECT_EQ(hours_of(xnys(), "2023-01-02"), "closed");  // on a Sunday it moves to Monday
}

TEST(Xnys, T008_nights_week_ends_and_holidays_are_overnight_with_new_yorks_date) {
  for (const auto& [t, date] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"2026-11-20T08:59:59.999999999Z", "2026-11-20"},  // before 04:00
           {"2026-11-21T01:00:00Z", "2026-11-20"},            // 20:00
           {"2026-11-21T15:00:00Z", "2026-11-21"},            // Saturday
           {"2026-11-22T20:00:00Z", "2026-11-22"},            // Sunday
           {"2026-11-26T15:00:00Z", "2026-11-26"},            // Thanksgiving
           {"1999-06-01T15:00:00Z", "1999-06-01"},            // before the first session known
           {"2055-07-01T03:00:00Z", "2055-06-30"},            // after the last
       }) {
    EXPECT_EQ(segment_at(t), "overnight") << t;
    EXPECT_EQ(session_date_at(t), date) << t;
  }
}

TEST(Xnys, segments_are_half_open) {
  for (const auto& [t, segment] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"2026-11-20T09:00:00Z", "pre"},
           {"2026-11-20T14:29:59.999999999Z", "pre"},
           {"2026-11-20T14:30:00Z", "rth"},
           {"2026-11-20T20:59:59.999999999Z", "rth"},
           {"2026-11-20T21:00:00Z", "post"},
           {"2026-11-21T00:59:59.999999999Z", "post"},
       }) {
    EXPECT_EQ(segment_at(t), segment) << t;
    EXPECT_EQ(session_date_at(t), "2026-11-20") << t;
  }
}

TEST(Xnys, current_or_last_is_today_until_the_next_session_begins) {
  const auto date_at = [](std::string_view t) { return to_text(xnys().current_or_last(at(t))->date); };
  EXPECT_EQ(date_at("2026-11-20T09:00:00Z"), "2026-11-20");
  EXPECT_EQ(date_at("2026-11-20T08:59:59Z"), "2026-11-19");
  EXPECT_EQ(date_at("2026-11-21T01:00:00Z"), "2026-11-20");
  EXPECT_EQ(date_at("2026-11-22T12:00:00Z"), "2026-11-20");
  EXPECT_EQ(date_at("2026-11-23T08:59:59.999999999Z"), "2026-11-20");
  EXPECT_EQ(date_at("2026-11-23T09:00:00Z"), "2026-11-23");
  EXPECT_EQ(date_at("2070-01-01T00:00:00Z"), "2040-12-31");
  EXPECT_EQ(xnys().current_or_last(at("1999-12-31T12:00:00Z")), nullptr);
  EXPECT_EQ(xnys().current_or_last(at("2000-01-03T08:59:59Z")), nullptr);
}

/// Closed weekdays and early closes of one year, as "MM-DD".
std::pair<std::vector<std::string>, std::vector<std::string>> special_days(int year) {
  std::vector<std::string> closed, early;
  using namespace std::chrono;
  for (sys_days d = std::chrono::year{year} / 1 / 1; d < sys_days{std::chrono::year{year + 1} / 1 / 1};
       d += days{1}) {
    const weekday w{d};
    const auto s = xnys().session(SessionDate{d});
    if (!s && w != Saturday && w != Sunday) closed.push_back(to_text(SessionDate{d}).substr(5));
    if (s && s->close - s->open != 390min) early.push_back(to_text(SessionDate{d}).substr(5));
  }
  return {closed, early};
}

TEST(Xnys, published_calendars_of_2025_to_2027) {
  using Days = std::vector<std::string>;
  const auto [closed25, early25] = special_days(2025);
  EXPECT_EQ(closed25, (Days{"01-01", "01-09", "01-20", "02-17", "04-18", "05-26", "06-19", "07-04", "09-01",
                            "11-27", "12-25"}));
  EXPECT_EQ(early25, (Days{"07-03", "11-28", "12-24"}));
  const auto [closed26, early26] = special_days(2026);
  EXPECT_EQ(closed26,
            (Days{"01-01", "01-19", "02-16", "04-03", "05-25", "06-19", "07-03", "09-07", "11-26", "12-25"}));
  EXPECT_EQ(early26, (Days{"11-27", "12-24"}));
  const auto [closed27, early27] = special_days(2027);
  EXPECT_EQ(closed27,
            (Days{"01-01", "01-18", "02-15", "03-26", "05-31", "06-18", "07-05", "09-06", "11-25", "12-24"}));
  EXPECT_EQ(early27, (Days{"11-26"}));
}

TEST(Xnys, days_that_no_rule_foresees) {
  for (const std::string_view closed : {"2001-09-11", "2001-09-14", "2004-06-11", "2007-01-02", "2012-10-29",
                                        "2012-10-30", "2018-12-05", "2025-01-09"}) {
    EXPECT_EQ(hours_of(xnys(), closed), "closed") << closed;
  }
  EXPECT_EQ(hours_of(xnys(), "2001-09-17"), "08:00 13:30 20:00 00:00 full");
  EXPECT_EQ(hours_of(xnys(), "2002-09-11"), "08:00 16:00 20:00 00:00 unscheduled commemoration of September 11");
  EXPECT_EQ(hours_of(xnys(), "2003-12-26"), "09:00 14:30 18:00 22:00 half day after Christmas");
  EXPECT_EQ(hours_of(xnys(), "2008-12-26"), "09:00 14:30 21:00 01:00 full");
  EXPECT_EQ(hours_of(xnys(), "2002-07-05"), "08:00 13:30 17:00 21:00 half day after Independence Day");
  EXPECT_EQ(hours_of(xnys(), "2002-07-03"), "08:00 13:30 20:00 00:00 full");
  EXPECT_EQ(hours_of(xnys(), "2013-07-03"), "08:00 13:30 17:00 21:00 half day before Independence Day");
}

TEST(Xnys, an_override_row_wins_over_rules_and_built_in_rows) {
  const auto calendar = Calendar::xnys(new_york(), Calendar::xnys_exceptions(),
                                       "date,kind,open,close,note\n"
                                       "2026-11-23,closed,,,storm\n"
                                       "2025-01-09,full,,,it traded after all\n"
                                       "2026-11-27,full,,,\n"
                                       "2026-11-24,unscheduled,10:30,15:56,power cut\n");
  ASSERT_TRUE(calendar);
  EXPECT_EQ(hours_of(*calendar, "2026-11-23"), "closed");
  EXPECT_EQ(hours_of(*calendar, "2025-01-09"), "09:00 14:30 21:00 01:00 full it traded after all");
  EXPECT_EQ(hours_of(*calendar, "2026-11-27"), "09:00 14:30 21:00 01:00 full");
  EXPECT_EQ(hours_of(*calendar, "2026-11-24"), "09:00 15:30 20:56 00:56 unscheduled power cut");
  EXPECT_EQ(calendar->segment(at("2026-11-23T15:00:00Z")), Segment::overnight);
  EXPECT_EQ(to_text(calendar->previous_session(day("2026-11-24"))->date), "2026-11-20");
}

TEST(Xnys, a_bad_row_is_named_with_its_table_and_line) {
  const auto base = Calendar::xnys(new_york(), "date,kind,open,close,note\n2026-02-30,closed,,,x\n");
  ASSERT_TRUE(base.has_error());
  EXPECT_EQ(base.error().text,
            "calendar xnys line 2: date \"2026-02-30\" is not allowed: write an existing day as YYYY-MM-DD");
  const auto over = Calendar::xnys(new_york(), Calendar::xnys_exceptions(), "rubbish");
  ASSERT_TRUE(over.has_error());
  EXPECT_EQ(over.error().text.find("calendar xnys (override) line 1: "), 0U) << over.error().text;
}

TEST(Xnys, every_minute_of_three_years_is_in_the_segment_that_its_session_says) {
  const auto sessions = xnys().sessions_between(day("2024-12-31"), day("2027-12-31"));
  std::size_t i = 0;
  for (UnixNanos t = at("2025-01-01T12:00:00Z"); t < at("2027-12-31T00:00:00Z"); t += 1min) {
    while (sessions[i].post_close <= t) ++i;
    const Session& s = sessions[i];
    const Segment expected = t < s.pre_open ? Segment::overnight
                             : t < s.open   ? Segment::pre
                             : t < s.close  ? Segment::rth
                                            : Segment::post;
    ASSERT_EQ(xnys().segment(t), expected) << to_rfc3339(t);
    ASSERT_EQ(xnys().current_or_last(t)->date, t < s.pre_open ? sessions[i - 1].date : s.date) << to_rfc3339(t);
  }
}

TEST(Xnys, sessions_are_in_order_and_the_calendar_says_how_far_it_reaches) {
  const auto sessions = xnys().sessions_between(day("1900-01-01"), day("2100-01-01"));
  EXPECT_EQ(to_text(sessions.front().date), "2000-01-03");
  EXPECT_EQ(to_text(sessions.back().date), "2040-12-31");
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const Session& s = sessions[i];
    ASSERT_LT(s.pre_open, s.open);
    ASSERT_LT(s.open, s.close);
    ASSERT_LT(s.close, s.post_close);
    ASSERT_TRUE(i == 0 || sessions[i - 1].post_close < s.pre_open) << to_text(s.date);
  }
  EXPECT_EQ(to_rfc3339(xnys().valid_until()), "2041-01-01T01:00:00Z");
  EXPECT_EQ(xnys().name(), "xnys");
  EXPECT_TRUE(xnys().sessions_between(day("2026-11-21"), day("2026-11-22")).empty());
  EXPECT_TRUE(xnys().sessions_between(day("2026-11-22"), day("2026-11-21")).empty());
}

TEST(Xnys, summer_time_goes_on_beyond_the_last_compiled_year) {
  EXPECT_EQ(hours_of(xnys(), "2037-07-01"), "08:00 13:30 20:00 00:00 full");
  EXPECT_EQ(hours_of(xnys(), "2038-07-01"), "08:00 13:30 20:00 00:00 full");
  EXPECT_EQ(hours_of(xnys(), "2040-07-02"), "08:00 13:30 20:00 00:00 full");
  EXPECT_EQ(hours_of(xnys(), "2040-12-31"), "09:00 14:30 21:00 01:00 full");
}

}  // namespace
}  // namespace tickbard
