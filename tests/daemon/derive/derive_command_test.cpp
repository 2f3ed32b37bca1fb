#include <algorithm>
#include "daemon/app/derive_command.hpp"

#include <sstream>

#include "sinks/derived/aggregate_values.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

/// `tickbard derive` on a store, long after its sessions, and what it said.
struct Command {
  explicit Command(DeriveRig& of) : rig(of) { options.store_url = of.store.store.url(); }

  int run(std::string what, std::string sessions) {
    options.what = std::move(what);
    options.sessions = std::move(sessions);
    std::ostringstream out, err;
    const int code = run_derive_command(options, rig.calendars, sys_days{2026y / 12 / 20}, out, err);
    said = out.str();
    failed = err.str();
    return code;
  }

  DeriveRig& rig;
  DeriveOptions options{};
  std::string said{}, failed{};
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::vector<AggregateRow> advances(DeriveRig& rig) {
  const std::vector<std::string> keys{"advances"};
  return read_aggregates(*rig.reading, {"all", "day", keys, 1900y / 1 / 1, 2999y / 12 / 31}).value();
}

/// Every derived row but the states of symbols, which `daily` does not write.
std::string without_states(DeriveRig& rig) {
  const std::string dump = rig.dump();
  return dump.substr(0, dump.find("\nsymbol_state"));
}

std::size_t marks(DeriveRig& rig) {
  return dirty_days(*rig.reading).value().size();
}

class DeriveCommandOnEveryStore : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, DeriveCommandOnEveryStore, ::testing::Values("sqlite", "postgres"));

}  // namespace

TEST(DeriveCommand, a_symbol_that_no_set_can_name_is_left_out_alone) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 18);
  for (const char* name : {"AAA", "BBB", "A|B"}) rig.closes(name, sessions, {1'000, 1'001, 1'002});
  Command command(rig);
  EXPECT_EQ(command.run("all", "2026-11-16..2026-11-18"), 0) << command.failed;
  EXPECT_TRUE(has(command.said, "symbol \"A|B\" is left out of breadth: ")) << command.said;
  const auto rows = advances(rig);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows.back().value, 2.0);
  EXPECT_EQ(rows.back().missing, 0U);
  EXPECT_TRUE(has(command.said, "indicators: 3 sessions, 9 rows read")) << "its indicators are as usual";
}

TEST(DeriveCommand, what_does_not_need_a_failed_breadth_goes_on_and_the_failure_is_said_at_the_end) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 18);
  rig.closes("AAA", sessions, {1'000, 1'001, 1'002});
  Command command(rig);
  command.options.set = "nobody";
  EXPECT_EQ(command.run("all", "2026-11-16..2026-11-18"), 1);
  EXPECT_TRUE(has(command.said, "indicators: 3 sessions, 3 rows read, 3 changed")) << command.said;
  EXPECT_TRUE(has(command.said, "baselines: ")) << command.said;
  EXPECT_FALSE(has(command.said, "breadth")) << command.said;
  EXPECT_TRUE(has(command.failed, "tickbard derive: breadth failed: no set is called nobody")) << command.failed;
}

TEST_P(DeriveCommandOnEveryStore, breadth_of_all_time_has_rows_of_the_sessions_with_a_day) {
  DeriveRig rig(GetParam());
  const auto sessions = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 20);
  rig.closes("AAA", sessions, {0, 1'000, 0, 1'002, 0});
  rig.closes("BBB", sessions, {0, 0, 0, 1'002, 0});
  Command command(rig);
  EXPECT_EQ(command.run("breadth", "2026-11-16..2026-11-20"), 0) << command.failed;
  EXPECT_TRUE(has(command.said, "breadth: 2 sessions")) << command.said << "a hole in the middle is none of them";
  EXPECT_TRUE(has(command.said,
                  "2 sessions have no data: daily bars of the set up to then go from 2026-11-17 to 2026-11-19"))
      << command.said;
  EXPECT_EQ(command.run("breadth", "1900-01-01..2199-12-31"), 0) << command.failed;
  EXPECT_TRUE(has(command.said, "breadth: 2 sessions, 3 rows read, 0 changed")) << command.said;
  const auto rows = advances(rig);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.front().as_of_date, sessions[1].date);
  EXPECT_EQ(rows.back().as_of_date, sessions[3].date);
}

TEST_P(DeriveCommandOnEveryStore, T161_all_takes_away_the_marks_of_late_rows_that_retention_waits_for) {
  DeriveRig rig(GetParam());
  const auto sessions = nyse_sessions(2026y / 11 / 17, 2026y / 11 / 19);
  Generator random(7);
  std::vector<Event> events;
  for (const Session& session : sessions)
    for (Bar& bar : random.minutes(symbol("AAPL"), session)) events.emplace_back(std::move(bar));
  rig.store.write(events);  // long after their time
  const std::size_t marked = marks(rig);
  ASSERT_GE(marked, 3U);
  Command command(rig);
  EXPECT_EQ(command.run("indicators", "2026-11-18"), 0) << command.failed;
  EXPECT_EQ(marks(rig), marked) << "indicators alone are not all that hangs on the day";
  // The evening of the 18th is the 19th in UTC, and that of the 17th the 18th: both days are of this session.
  EXPECT_EQ(command.run("all", "2026-11-18"), 0) << command.failed;
  EXPECT_TRUE(has(command.said, "2 days with late rows are no longer marked")) << command.said;
  EXPECT_EQ(marks(rig), marked - 2);
  EXPECT_EQ(command.run("daily", "2026-11-17..2026-11-19"), 0) << command.failed;
  EXPECT_EQ(marks(rig), 0U);
  const std::string before = without_states(rig);
  EXPECT_EQ(command.run("all", "2026-11-17..2026-11-19"), 0) << command.failed;
  EXPECT_FALSE(has(command.said, "late rows")) << command.said;
  for (const char* part : {"higher", "daily", "breadth", "indicators"})
    EXPECT_TRUE(has(command.said, std::string(part) + ": 3 sessions")) << part << command.said;
  const std::string after = without_states(rig);
  const auto differs = std::mismatch(before.begin(), before.end(), after.begin(), after.end()).second;
  EXPECT_TRUE(after == before) << "what a mark stood for was all there already, but not "
                               << std::string(differs, after.end()).substr(0, 300);

  std::get<Bar>(events.front()).revision += 1;
  std::get<Bar>(events.front()).high.raw += 1'000'000'000;
  rig.store.write({events.front()});
  ASSERT_EQ(marks(rig), 1U);
  EXPECT_EQ(command.run("all", "2026-11-17"), 0) << command.failed;
  EXPECT_EQ(marks(rig), 0U);
  EXPECT_EQ(command.run("all", "2026-11-17"), 0) << command.failed;
  for (const char* what : {"higher: ", "daily: ", "breadth: ", "indicators: "}) {
    const std::string line = command.said.substr(command.said.find(what));
    EXPECT_TRUE(has(line.substr(0, line.find('\n')), " 0 changed")) << line;
  }
}

TEST(DeriveCommand, a_marked_day_whose_session_is_not_final_is_left_to_the_daemon) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 12 / 18, 2026y / 12 / 18);
  mark_dirty(*rig.store.tables, sys_days{2026y / 12 / 20}, at(0)).value();
  mark_dirty(*rig.store.tables, sys_days{2026y / 12 / 19}, at(0)).value();
  Command command(rig);
  // At 2026-12-20 00:00 the coins' 19th is over, but may still be amended.
  EXPECT_EQ(command.run("daily", "2026-12-18"), 0) << command.failed;
  EXPECT_TRUE(has(command.said, "2026-12-19 keeps its mark of late rows")) << command.said;
  EXPECT_EQ(marks(rig), 2U);
}

TEST(DeriveCommand, stopped_in_the_middle_it_keeps_what_is_done_says_so_and_ends_with_1) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 18);
  Generator random(7);
  std::vector<Event> events;
  for (const Session& session : sessions)
    for (Bar& bar : random.minutes(symbol("AAPL"), session)) events.emplace_back(std::move(bar));
  rig.store.write(events);
  const std::size_t marked = marks(rig);
  Command command(rig);
  int asked = 0;
  command.options.stop = [&] { return ++asked > 1; };
  EXPECT_EQ(command.run("daily", "2026-11-16..2026-11-18"), 1);
  EXPECT_TRUE(has(command.said, "daily: 1 session, 1 rows read, 1 changed, stopped")) << command.said;
  EXPECT_TRUE(has(command.failed, "stopped before the end")) << command.failed;
  EXPECT_EQ(marks(rig), marked) << "what is not done stays marked";
  command.options.stop = {};
  EXPECT_EQ(command.run("daily", "2026-11-16..2026-11-18"), 0) << command.failed;
  EXPECT_EQ(marks(rig), 0U);
}

TEST(DeriveCommand, without_calendar_it_is_that_of_the_feeds_and_so_is_the_set_of_all) {
  DeriveRig rig("sqlite");
  rig.closes("BTC-USD", rig.calendars.find("always")->sessions_between(2026y / 11 / 14, 2026y / 11 / 15),
             {100, 101});
  Command command(rig);
  command.options.default_calendar = "always";  // a Saturday and a Sunday
  EXPECT_EQ(command.run("breadth", "2026-11-14..2026-11-15"), 0) << command.failed;
  EXPECT_EQ(advances(rig).size(), 2U);
  command.options.calendar = "xnys";
  EXPECT_EQ(command.run("breadth", "2026-11-14"), 2);
}
