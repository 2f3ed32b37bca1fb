#include "tests/daemon/jobs/jobs_rig.hpp"
#include "tests/sinks/table_rows.hpp"

namespace tickbard::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

std::size_t ended(const JobState& s, JobStatus status) {
  return s.runs[static_cast<std::size_t>(status)];
}

class JobsLoopOn : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, JobsLoopOn, ::testing::Values("sqlite", "postgres"));

TEST_P(JobsLoopOn, minutes_as_they_are_stored_become_what_the_batch_makes_of_them) {
  JobsRig rig(GetParam());
  rig.import_days();
  rig.trade(utc("2026-11-20T14:21:00Z"), utc("2026-11-20T15:30:00Z"));  // 09:21 to 10:30
  EXPECT_EQ(rig.count("bars_5m WHERE symbol = 'AAPL'"), "14\n") << "two of them of pre-market";
  EXPECT_EQ(rig.count("bars_1h WHERE symbol = 'AAPL'"), "2\n");
  EXPECT_EQ(rig.count("symbol_state WHERE session_date = '2026-11-20'"), "3\n");
  EXPECT_EQ(rig.store.raw("SELECT yesterday_close, " + rig.seconds_of("price_ts") +
                          " FROM symbol_state WHERE symbol = 'AAPL'"),
            "10.1|1795188540\n");  // 10:29
  EXPECT_EQ(rig.count("symbol_state_history"), "2\n") << "AAPL and MSFT at the end of pre-market";
  EXPECT_EQ(rig.count("security_aggregate_values WHERE \"interval\" = '1m' AND metric_key = 'advances'"), "60\n");
  EXPECT_EQ(rig.count("security_aggregate_values WHERE \"interval\" = '1m' AND valid_count = 2 AND metric_key = "
                      "'advances'"),
            "60\n");

  const auto tables = rig.tables();
  const CalendarBook book(std::vector<const Calendar*>{&nyse(), &rig.always});
  const DeriveContext context = rig.batch(*tables, book);
  const Session today = nyse().session(*parse_date("2026-11-20")).value();
  EXPECT_EQ(derive_higher(context, nyse(), std::span(&today, 1)).value().rows_changed, 0u);
  EXPECT_EQ(derive_baselines(context, nyse(), rig.wall).value().rows_changed, 0u);
  EXPECT_EQ(derive_baselines(context, rig.always, rig.wall).value().rows_changed, 0u);
  // … which compares something:
  rig.store.raw("UPDATE bars_5m SET close = high WHERE symbol = 'AAPL'; UPDATE symbol_state SET day_volume = 1");
  EXPECT_GT(derive_higher(context, nyse(), std::span(&today, 1)).value().rows_changed, 0u);
  EXPECT_EQ(derive_baselines(context, nyse(), rig.wall).value().rows_changed, 2u);
}

TEST_P(JobsLoopOn, T068_a_restart_in_the_middle_of_the_day_gives_the_same_rows) {
  std::vector<std::string> seen;
  for (const bool restarted : {false, true}) {
    JobsRig rig(GetParam());
    rig.import_days();
    rig.trade(utc("2026-11-20T14:21:00Z"), utc("2026-11-20T14:52:00Z"));
    if (restarted) {
      rig.loop.reset();
      // Nobody derives for four minutes, in which a bar ends.
      for (MinuteStart m = minute_of(utc("2026-11-20T14:52:00Z")); m < utc("2026-11-20T14:56:00Z");
           m += minutes{1}) {
        rig.wall = m + seconds{62};
        std::vector<Event> events{JobsRig::traded("AAPL", m), JobsRig::traded("BTC-USD", m)};
        if (to_unix_seconds(m) / 60 % 3 == 0) events.push_back(JobsRig::traded("MSFT", m));
        rig.write(events, rig.wall);
      }
      rig.restart();
    } else {
      rig.trade(utc("2026-11-20T14:52:00Z"), utc("2026-11-20T14:56:00Z"));
    }
    rig.trade(utc("2026-11-20T14:56:00Z"), utc("2026-11-20T15:30:00Z"));
    std::string rows;
    for (const char* table : {"bars_5m", "bars_15m", "bars_1h"})
      rows += rig.store.raw(
          "SELECT timestamp, symbol, open, high, low, close, volume, vwap, trade_count, revision FROM " +
          std::string(table) + " ORDER BY 1, 2");
    rows += rig.store.raw(
        "SELECT symbol, price, pre_market_open, rth_open, rth_open_quality, hod_price, hod_ts, lod_ts, "
        "pct_15min, vwap, day_volume, pct_from_yesterday FROM symbol_state ORDER BY 1");
    rows += rig.store.raw("SELECT symbol, taken_at, price, day_volume FROM symbol_state_history ORDER BY 1, 2");
    seen.push_back(rows);
  }
  EXPECT_GT(seen[0].size(), 1'000u);
  EXPECT_EQ(seen[0], seen[1]);
}

TEST_P(JobsLoopOn, a_late_bar_makes_its_day_dirty_and_everything_of_it_is_derived_again) {
  JobsRig rig(GetParam());
  rig.import_days();
  rig.trade(utc("2026-11-20T14:29:00Z"), utc("2026-11-20T15:10:00Z"));
  const std::string volume_at_the_open =
      "SELECT volume FROM bars_5m WHERE symbol = 'AAPL' AND " + rig.seconds_of("timestamp") + " = 1795185000";
  const std::string before = rig.store.raw(volume_at_the_open);
  Bar late = JobsRig::traded("AAPL", minute_of(utc("2026-11-20T14:31:00Z")), 2);
  late.volume.raw += 500'000'000;
  late.high.raw += 5'000'000'000;
  ++late.trade_count;
  rig.write({late}, rig.wall);
  EXPECT_EQ(rig.count("dirty_days"), "1\n");
  rig.until(rig.wall + minutes{2});
  EXPECT_NE(rig.store.raw(volume_at_the_open), before) << "within the next minutes, not only with the dirty days";
  EXPECT_EQ(rig.store.raw("SELECT " + rig.seconds_of("hod_ts") + " FROM symbol_state WHERE symbol = 'AAPL'"),
            "1795185060\n");
  rig.until(rig.wall + minutes{10});
  EXPECT_EQ(rig.count("dirty_days"), "0\n");
  EXPECT_EQ(ended(rig.state_of("dirty_days"), JobStatus::ok), 1u);
  EXPECT_EQ(rig.count("daily_bars WHERE session_date = '2026-11-20'"), "0\n") << "the session is not over";
}

TEST_P(JobsLoopOn, breadth_without_the_one_symbol_that_no_set_can_name_and_what_fails_is_an_error) {
  JobsRig rig(GetParam());
  const auto tables = rig.tables();
  const auto reading = rig.tables();
  const CalendarBook book(std::vector<const Calendar*>{&nyse(), &rig.always});
  DeriveContext context{*reading, *tables, book};
  context.now = rig.wall;
  const JobWork breadth = rig.works.at(Job::breadth);
  const DueRun due{Job::breadth, &nyse(), nyse().session(*parse_date("2026-11-19")).value(), "2026-11-19"};
  const auto nothing_yet = breadth(context, due);
  ASSERT_TRUE(nothing_yet.has_value()) << "a market without days is no failure: " << nothing_yet.error().text;
  EXPECT_EQ(nothing_yet->rows_changed, 0u);

  rig.import_days();
  DailyBar odd;
  odd.symbol = symbol("A|B");
  odd.session = *parse_date("2026-11-19");
  odd.open = odd.low = odd.high = odd.close = price("9.5");
  odd.is_final = true;
  odd.origin = DayOrigin::import;
  write_daily(*tables, std::vector{odd}, rig.wall).value();
  const auto report = breadth(context, due).value();
  EXPECT_EQ(report.symbols, 2u) << "AAPL and MSFT";
  EXPECT_GT(report.rows_changed, 0u);
  ASSERT_EQ(report.notes.size(), 1u);
  EXPECT_NE(report.notes[0].find("\"A|B\""), std::string::npos) << report.notes[0];

  rig.store.raw("DROP TABLE security_aggregate_values");
  EXPECT_FALSE(breadth(context, due).has_value());
}

TEST_P(JobsLoopOn, T162_a_session_ends_and_its_jobs_run_by_themselves_in_their_order) {
  JobsRig rig(GetParam());
  int coverage = 0;
  std::string retired;
  rig.works[Job::coverage] = [&](const DeriveContext&, const DueRun&) { return ++coverage, DeriveReport{}; };
  rig.works[Job::retention] = [&](const DeriveContext&, const DueRun& due) {
    retired += due.unit + " ";
    return DeriveReport{};
  };
  rig.restart();
  rig.import_days();
  rig.trade(utc("2026-11-20T20:55:00Z"), utc("2026-11-20T21:01:00Z"));
  EXPECT_EQ(rig.count("daily_bars WHERE session_date = '2026-11-20'"), "0\n");
  rig.until(utc("2026-11-20T21:03:00Z"));
  EXPECT_EQ(rig.store.raw("SELECT symbol, CAST(is_final AS integer), close_source FROM daily_bars WHERE "
                          "session_date = '2026-11-20' "
                          "ORDER BY 1"),
            "AAPL|0|last_rth_bar\nMSFT|0|last_rth_bar\n");
  EXPECT_EQ(rig.count("market_snapshot WHERE as_of_date = '2026-11-20'"), "0\n") << "not of a provisional day";
  rig.until(utc("2026-11-21T01:20:00Z"));
  EXPECT_EQ(rig.store.raw("SELECT symbol, session_date, CAST(is_final AS integer) FROM daily_bars WHERE "
                          "session_date = '2026-11-20' "
                          "ORDER BY 1"),
            "AAPL|2026-11-20|1\nBTC-USD|2026-11-20|1\nMSFT|2026-11-20|1\n");
  EXPECT_EQ(
      rig.store.raw("SELECT DISTINCT CAST(v.value AS integer) FROM security_aggregate_values v JOIN "
                    "security_set_aliases a ON "
                    "a.set_hash = v.set_hash WHERE a.name = 'all' AND v.\"interval\" = 'day' AND v.as_of_date = "
                    "'2026-11-20' AND metric_key = 'valid_ticker_count'"),
      "2\n");
  EXPECT_EQ(rig.count("market_snapshot WHERE analysis_type = 'technical_1d' AND as_of_date = '2026-11-20'"),
            "3\n");
  EXPECT_EQ(coverage, 12) << "14:20 to 01:20, once an hour";
  EXPECT_NE(retired.find("2026-11-20"), std::string::npos);
  const std::string runs = rig.runs();
  for (const char* line : {"daily_provisional|xnys|2026-11-20|ok|1\n", "daily_final|xnys|2026-11-20|ok|1\n",
                           "breadth|xnys|2026-11-20|ok|1\n", "indicators|xnys|2026-11-20|ok|1\n",
                           "retention|xnys|2026-11-20|ok|1\n", "daily_final|always|2026-11-20|ok|1\n"})
    EXPECT_NE(runs.find(line), std::string::npos) << line << "in\n" << runs;
  EXPECT_EQ(runs.find("error"), std::string::npos) << runs;
  EXPECT_EQ(rig.loop->state().rolled_up.at("xnys"), utc("2026-11-21T01:00:00Z"));
  EXPECT_EQ(rig.count("symbol_state_history WHERE " + rig.micros_of("taken_at") + " = 1795208400000000"), "2\n")
      << "at the close";

  rig.restart();
  const auto finals = rig.runs();
  rig.until(rig.wall + minutes{3});
  EXPECT_EQ(rig.runs(), finals) << "what is done is not done again after a restart";
}

TEST(JobsLoop, T162_a_day_is_derived_to_the_same_tables_on_sqlite_and_postgres) {
  if (PostgresServer::shared() == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  std::vector<TableRows> seen;
  for (const char* engine : {"sqlite", "postgres"}) {
    JobsRig rig(engine);
    rig.import_days();
    rig.trade(utc("2026-11-20T14:25:00Z"), utc("2026-11-20T14:50:00Z"));
    rig.write({JobsRig::traded("MSFT", minute_of(utc("2026-11-20T14:31:00Z")), 3)}, rig.wall);
    rig.trade(utc("2026-11-20T20:50:00Z"), utc("2026-11-20T21:06:00Z"));
    rig.until(utc("2026-11-21T01:20:00Z"));
    seen.push_back(table_rows(*rig.tables()));
    seen.back().erase("job_runs");  // when they ended is this machine's affair
  }
  for (const char* table : {"bars_5m", "bars_1h", "daily_bars", "symbol_state", "symbol_state_history",
                            "security_aggregate_values", "market_snapshot"})
    EXPECT_FALSE(seen[0].at(table).empty()) << table;
  EXPECT_EQ(difference(seen[0], seen[1]), "");
}

TEST_P(JobsLoopOn, a_job_that_fails_or_throws_is_said_recorded_and_tried_again_while_others_go_on) {
  for (const Job broken : {Job::daily_final, Job::breadth, Job::indicators, Job::retention, Job::coverage}) {
    JobsRig rig(GetParam());
    int tries = 0;
    rig.works[Job::coverage] =
        rig.works[Job::retention] = [](const DeriveContext&, const DueRun&) { return DeriveReport{}; };
    const JobWork good = rig.works[broken];
    rig.works[broken] = [&](const DeriveContext& context, const DueRun& due) -> StoreResult<DeriveReport> {
      if (due.calendar == &rig.always) return good(context, due);
      if (++tries == 1) return StoreError{StoreErrorClass::busy, "the store is busy"};
      if (tries == 2) throw std::runtime_error("a bug");
      return good(context, due);
    };
    rig.wall = utc("2026-11-21T02:00:00Z");
    rig.restart();
    rig.until(utc("2026-11-21T02:01:00Z"));
    EXPECT_EQ(tries, 1) << name_of(broken);
    EXPECT_EQ(ended(rig.state_of("follow"), JobStatus::error), 0u);
    ASSERT_EQ(rig.log.size(), 1u) << name_of(broken);
    EXPECT_NE(rig.log[0].find("the store is busy"), std::string::npos) << rig.log[0];
    rig.until(utc("2026-11-21T02:30:00Z"));
    const JobState state = rig.state_of(name_of(broken));
    EXPECT_EQ(ended(state, JobStatus::error), 2u) << name_of(broken);
    EXPECT_GE(ended(state, JobStatus::ok), 1u);
    EXPECT_EQ(state.last_error, "");
    EXPECT_EQ(rig.count("job_runs WHERE status = 'error' AND error LIKE '%a bug%'"), "1\n");
    EXPECT_EQ(rig.count("job_runs WHERE status = 'running'"), "0\n");
  }
}

TEST_P(JobsLoopOn, runs_that_a_crash_cut_off_are_closed_at_the_next_start) {
  JobsRig rig(GetParam());
  JobRun run;
  run.id = "c0ffee00-0000-4000-8000-000000000001";
  run.job = "indicators";
  run.started_at = run.created_at = rig.wall - minutes{5};
  ASSERT_TRUE(start_job(*rig.tables(), run, seconds{3'600}).value());
  rig.until(rig.wall + seconds{1});
  EXPECT_EQ(rig.store.raw("SELECT status FROM job_runs WHERE id = '" + run.id + "'"), "error\n");
}

TEST_P(JobsLoopOn, a_store_that_is_away_is_said_once_and_tried_again) {
  JobsRig rig(GetParam());
  rig.away = true;
  rig.until(rig.wall + minutes{5});
  ASSERT_EQ(rig.log.size(), 1u);
  EXPECT_NE(rig.log[0].find("no answer"), std::string::npos);
  EXPECT_NE(rig.loop->state().trouble, "");
  rig.away = false;
  rig.trade(utc("2026-11-20T14:29:00Z"), utc("2026-11-20T14:31:00Z"));
  EXPECT_EQ(rig.loop->state().trouble, "");
  EXPECT_EQ(rig.count("symbol_state"), "3\n");
  EXPECT_EQ(rig.log.at(1), "derived values go on");
}

TEST(JobsLoop, a_store_that_proves_damaged_ends_the_process_and_is_not_tried_again) {
  JobsRig rig("sqlite");
  int tries = 0;
  rig.works[Job::daily_final] = [&](const DeriveContext&, const DueRun&) -> StoreResult<DeriveReport> {
    ++tries;
    return StoreError{StoreErrorClass::damaged, "database disk image is malformed"};
  };
  rig.wall = utc("2026-11-21T02:00:00Z");
  rig.restart();
  rig.until(utc("2026-11-21T02:30:00Z"));
  EXPECT_EQ(tries, 1);
  ASSERT_EQ(rig.failed.size(), 1u);
  EXPECT_NE(rig.failed[0].find("malformed"), std::string::npos) << rig.failed[0];
  EXPECT_TRUE(rig.log.empty()) << "said once, by who ends it: " << rig.log[0];
}

TEST_P(JobsLoopOn, a_following_that_fails_loses_nothing) {
  JobsRig rig(GetParam());
  rig.trade(utc("2026-11-20T14:30:00Z"), utc("2026-11-20T14:33:00Z"));
  rig.store.raw("ALTER TABLE bars_5m RENAME TO hidden");
  rig.trade(utc("2026-11-20T14:33:00Z"), utc("2026-11-20T14:37:00Z"));
  EXPECT_GT(ended(rig.state_of("follow"), JobStatus::error), 0u);
  EXPECT_NE(rig.loop->state().trouble, "");
  rig.store.raw("ALTER TABLE hidden RENAME TO bars_5m");
  rig.trade(utc("2026-11-20T14:37:00Z"), utc("2026-11-20T14:41:00Z"));
  EXPECT_EQ(rig.store.raw("SELECT count(*), sum(trade_count) FROM bars_5m WHERE symbol = 'AAPL'"), "2|30\n");
}

TEST_P(JobsLoopOn, nothing_is_derived_while_bars_are_off_and_all_of_it_once_they_are_on_again) {
  JobsRig rig(GetParam());
  rig.loop->set_enabled(false);
  rig.trade(utc("2026-11-20T14:30:00Z"), utc("2026-11-20T14:36:00Z"));
  EXPECT_EQ(rig.count("symbol_state"), "0\n");
  EXPECT_EQ(rig.count("job_runs"), "0\n");
  EXPECT_FALSE(rig.loop->state().enabled);
  rig.loop->set_enabled(true);
  rig.until(rig.wall + minutes{1});
  EXPECT_EQ(rig.count("symbol_state"), "3\n");
  EXPECT_EQ(rig.store.raw("SELECT sum(trade_count) FROM bars_5m WHERE symbol = 'AAPL'"), "15\n");
}

TEST_P(JobsLoopOn, a_stop_ends_a_running_job_at_its_next_batch_and_the_session_is_made_up_for) {
  JobsRig rig(GetParam());
  rig.wall = utc("2026-11-21T02:00:00Z");
  rig.works = {{Job::daily_final, [&](const DeriveContext& context, const DueRun&) {
                  rig.loop->request_stop();
                  DeriveReport report;
                  report.stopped = context.stopped();
                  return report;
                }}};
  rig.restart();
  rig.loop->step(rig.mono, rig.wall);
  EXPECT_EQ(rig.store.raw("SELECT job, status FROM job_runs"), "daily_final|cancelled\n");
  rig.works[Job::daily_final] = [](const DeriveContext&, const DueRun&) { return DeriveReport{}; };
  rig.wall += seconds{5};
  rig.restart();
  rig.until(rig.wall + seconds{1});
  EXPECT_EQ(rig.store.raw("SELECT (params ->> 'calendar') || (params ->> 'unit') FROM job_runs "
                          "WHERE status = 'ok' ORDER BY 1"),
            "always2026-11-20\nxnys2026-11-19\nxnys2026-11-20\n");
}

TEST_P(JobsLoopOn, states_are_followed_while_a_long_job_is_in_the_middle_of_a_reading) {
  JobsRig rig(GetParam());
  bool followed = false;
  const auto long_reading = [&](const DeriveContext& context) {
    rig.write({JobsRig::traded("AAPL", minute_of(utc("2026-11-21T00:58:00Z")))}, rig.wall);
    const auto give_up = std::chrono::steady_clock::now() + seconds{20};
    while (!followed && std::chrono::steady_clock::now() < give_up && !context.stopped())
      followed = rig.count("symbol_state WHERE symbol = 'AAPL'") == "1\n";
  };
  rig.works = {{Job::daily_final, [&](const DeriveContext& context, const DueRun&) -> StoreResult<DeriveReport> {
                  const Query one{"SELECT 1", "SELECT 1"};
                  if (!followed) context.from.read(one, {}, [&](const Cells&) { long_reading(context); }).value();
                  return DeriveReport{};
                }}};
  rig.wall = utc("2026-11-21T02:00:06.900Z");  // a tenth of a second before minutes are followed
  rig.restart();
  rig.loop->step(rig.mono, rig.wall);
  EXPECT_TRUE(followed);
  EXPECT_EQ(rig.runs().find("error"), std::string::npos) << rig.runs();
  EXPECT_EQ(ended(rig.state_of("follow"), JobStatus::ok), 2u) << "at the start, and in between";
}

TEST_P(JobsLoopOn, the_thread_ends_when_it_is_asked_to) {
  JobsRig rig(GetParam());
  rig.loop->start();
  rig.loop->stop();
  SUCCEED();
}

}  // namespace
}  // namespace tickbard::test
