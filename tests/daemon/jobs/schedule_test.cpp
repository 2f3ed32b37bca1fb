#include "daemon/jobs/schedule.hpp"

#include <gtest/gtest.h>

#include "aggregator/calendar/zone.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

const Calendar& xnys() {
  static const auto zone = load_new_york_zone();
  static const Calendar calendar = Calendar::xnys(**zone, Calendar::xnys_exceptions()).value();
  return calendar;
}

UnixNanos at(std::string_view text) {
  return *parse_rfc3339(text);
}

JobSchedule schedule(int catch_up = 1) {
  ScheduleOptions options;
  options.catch_up_sessions = catch_up;
  return JobSchedule{{&xnys()}, options};
}

/// Runs everything that is due at `now`, all of it well, and names it.
std::vector<std::string> run_all(JobSchedule& schedule, UnixNanos now) {
  std::vector<std::string> ran;
  while (const auto due = schedule.next(now)) {
    ran.push_back(std::string(name_of(due->job)) + " " + due->unit);
    schedule.finished(*due);
    if (ran.size() > 100) break;
  }
  return ran;
}

using Runs = std::vector<std::string>;

TEST(JobSchedule, a_session_is_rolled_up_at_its_close_and_again_when_nothing_can_be_amended) {
  JobSchedule s = schedule();
  s.already_done(Job::coverage, "", "2099-01-01T00");
  s.already_done(Job::retention, "xnys", "2026-11-19");
  s.already_done(Job::indicators, "xnys", "2026-11-19");
  s.already_done(Job::breadth, "xnys", "2026-11-19");
  s.already_done(Job::daily_final, "xnys", "2026-11-19");
  EXPECT_EQ(run_all(s, at("2026-11-20T21:01:59Z")), Runs{});  // 16:01:59 New York
  EXPECT_EQ(run_all(s, at("2026-11-20T21:02:00Z")), Runs{"daily_provisional 2026-11-20"});
  EXPECT_EQ(run_all(s, at("2026-11-21T01:16:59Z")), Runs{});  // 20:16:59: the last minute may still be amended
  EXPECT_EQ(run_all(s, at("2026-11-21T01:17:00Z")), (Runs{"daily_final 2026-11-20", "breadth 2026-11-20",
                                                          "indicators 2026-11-20", "retention 2026-11-20"}));
  EXPECT_EQ(run_all(s, at("2026-11-22T12:00:00Z")), Runs{}) << "a week-end has no session";
}

TEST(JobSchedule, T004_a_half_day_is_rolled_up_after_its_own_close) {
  JobSchedule s = schedule();
  const auto session = xnys().session(*parse_date("2026-11-27"));
  ASSERT_TRUE(session);
  EXPECT_EQ(to_rfc3339(s.due_at(Job::daily_provisional, *session)), "2026-11-27T18:02:00Z");  // 13:02 New York
  EXPECT_EQ(to_rfc3339(s.due_at(Job::daily_final, *session)), "2026-11-27T22:17:00Z");        // 17:17
}

TEST(JobSchedule, T006_the_night_of_the_clock_change_runs_each_job_once) {
  JobSchedule s = schedule(2);
  Runs ran;
  for (UnixNanos t = at("2026-10-30T12:00:00Z"); t < at("2026-11-03T12:00:00Z"); t += std::chrono::minutes{1}) {
    for (std::string& run : run_all(s, t)) {
      if (run.starts_with("breadth")) ran.push_back(run + " at " + to_rfc3339(t));
    }
  }
  EXPECT_EQ(ran, (Runs{"breadth 2026-10-29 at 2026-10-30T12:00:00Z", "breadth 2026-10-30 at 2026-10-31T00:17:00Z",
                       "breadth 2026-11-02 at 2026-11-03T01:17:00Z"}));
}

TEST(JobSchedule, T162_breadth_and_indicators_wait_for_the_final_day) {
  JobSchedule s = schedule();
  const UnixNanos night = at("2026-11-21T02:00:00Z");
  auto due = s.next(night);
  ASSERT_TRUE(due);
  EXPECT_EQ(due->job, Job::daily_final);
  s.failed(*due, night);
  EXPECT_EQ(s.next(night)->job, Job::coverage) << "what needs the final day waits, what does not goes on";
  s.finished(*s.next(night));
  EXPECT_FALSE(s.next(night + std::chrono::minutes{4}));
  EXPECT_EQ(s.next(night + std::chrono::minutes{5})->job, Job::daily_final);
}

TEST(JobSchedule, sessions_missed_while_the_daemon_was_down_are_made_up_for_oldest_first) {
  JobSchedule s = schedule(5);
  s.already_done(Job::coverage, "", "2099-01-01T00");
  for (const Job job : {Job::daily_final, Job::breadth, Job::indicators, Job::retention}) {
    s.already_done(job, "xnys", "2026-11-17");
  }
  const Runs ran = run_all(s, at("2026-11-21T12:00:00Z"));
  ASSERT_EQ(ran.size(), 12u);
  EXPECT_EQ(ran[0], "daily_final 2026-11-18");
  EXPECT_EQ(ran[4], "daily_final 2026-11-19");
  EXPECT_EQ(ran[11], "retention 2026-11-20");
}

TEST(JobSchedule, a_step_of_the_clock_repeats_nothing) {
  JobSchedule s = schedule();
  EXPECT_FALSE(run_all(s, at("2026-11-21T02:00:30Z")).empty());
  EXPECT_EQ(run_all(s, at("2026-11-21T01:30:00Z")), Runs{});
  EXPECT_EQ(run_all(s, at("2026-11-21T02:00:30Z")), Runs{});
}

TEST(JobSchedule, coverage_is_taken_once_an_hour) {
  JobSchedule s{{}, {}};
  EXPECT_EQ(run_all(s, at("2026-11-21T10:00:00Z")), Runs{"coverage 2026-11-21T10"});
  EXPECT_EQ(run_all(s, at("2026-11-21T10:59:59Z")), Runs{});
  EXPECT_EQ(run_all(s, at("2026-11-21T11:00:00Z")), Runs{"coverage 2026-11-21T11"});
}

TEST(JobSchedule, a_utc_day_is_a_session_of_its_own) {
  const Calendar always = Calendar::always();
  JobSchedule s{{&always}, {.catch_up_sessions = 2}};
  s.already_done(Job::coverage, "", "2099-01-01T00");
  run_all(s, at("2026-11-20T12:00:00Z"));
  EXPECT_EQ(run_all(s, at("2026-11-21T00:02:00Z")), Runs{"daily_provisional 2026-11-20"});
  EXPECT_EQ(run_all(s, at("2026-11-21T00:17:00Z")), (Runs{"daily_final 2026-11-20", "breadth 2026-11-20",
                                                          "indicators 2026-11-20", "retention 2026-11-20"}));
}

}  // namespace
}  // namespace tickbard
