// No query on a day's bars reads the bars of other days.
#include <gtest/gtest.h>

#include "sinks/derived/daily_rollup.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/row_reader.hpp"
#include "sql_checks_files.hpp"
#include "sql_derived_files.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {
namespace {

using namespace std::chrono_literals;

using DerivedPlans = EveryStore;

struct Case {
  std::string name;
  OwnedQuery query;
  std::vector<std::string> parameters;
};

/// 2026-11-20 from 14:30 on, of a store with ten days.
std::vector<Case> cases() {
  const std::string from = std::to_string(to_unix_seconds(minute(0))),
                    to = std::to_string(to_unix_seconds(minute(60)));
  const auto table = [](std::string_view sqlite, std::string_view postgres) {
    return filled({sqlite, postgres}, {{"table", "price_bars"}, {"order", "ASC"}});
  };
  // PostgreSQL explains the reading, not the table made of it.
  const auto reading = [](std::string_view text) { return text.substr(text.find("SELECT")); };
  return {{"rollup_day",
           table(reading(sql_derived::daily_fold_sqlite_sql), reading(sql_derived::daily_fold_postgres_sql)),
           {"'xnys'", "'xnys'", from, from, to, to}},
          {"stream_bars",
           table(sql_derived::bars_of_all_sqlite_sql, sql_derived::bars_of_all_postgres_sql),
           {from, to}},
          {"read_bars",
           table(sql_derived::bars_of_symbol_sqlite_sql, sql_derived::bars_of_symbol_postgres_sql),
           {"'A'", from, to, "100"}}};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_P(DerivedPlans, a_day_reads_its_own_bars_alone) {
  DerivedStore s(GetParam());
  std::vector<Event> events;
  for (int day = 0; day < 10; ++day) events.emplace_back(bar("A", minute(-1440 * day)));
  s.write(events);
  for (const Case& c : cases()) {
    const std::string plan = s.plan(c.query, c.parameters);
    if (s.store.is_postgres()) {
      EXPECT_TRUE(has(plan, "price_bars_20261120")) << c.name << "\n" << plan;
      EXPECT_FALSE(has(plan, "price_bars_20261119")) << c.name << "\n" << plan;
    } else {
      EXPECT_TRUE(has(plan, "SEARCH b USING")) << c.name << "\n" << plan;
      EXPECT_FALSE(has(plan, "SCAN b\n")) << c.name << "\n" << plan;
    }
  }
}

TEST_P(DerivedPlans, sqlite_reads_days_by_symbol_without_sorting) {
  DerivedStore s(GetParam());
  if (s.store.is_postgres()) GTEST_SKIP() << "its planner chooses by the table's statistics";
  const std::string plan = s.plan({sql_derived::daily_of_all_sqlite_sql, sql_derived::daily_of_all_postgres_sql},
                                  {"'2026-01-01'", "'2026-12-31'"});
  EXPECT_TRUE(has(plan, "SEARCH d USING PRIMARY KEY (symbol=? AND session_date>? AND session_date<?)")) << plan;
  EXPECT_FALSE(has(plan, "ORDER BY")) << plan;
}

TEST_P(DerivedPlans, the_checks_find_derived_rows_that_contradict_themselves) {
  DerivedStore s(GetParam());
  const std::string truth = s.store.is_postgres() ? "true" : "1", epoch = s.store.is_postgres() ? "'epoch'" : "0";
  s.store.raw("INSERT INTO corporate_actions VALUES ('A', '2026-11-20', 'split', 2, 2)");
  s.store.raw(
      "INSERT INTO daily_bars (symbol, session_date, open, high, low, close, volume_rth, volume_pre, volume_post, "
      "volume_total, trade_count, open_source, close_source, bars_rth, expected_bars, is_final, adj_factor, "
      "origin, "
      "revision, computed_at) VALUES ('A', '2026-11-20', 9, 2, 1, 1, 1, 0, 0, 1, 1, 'first_rth_bar', 'official', "
      "1, "
      "390, " +
      truth + ", 1, 'minutes', 1, " + epoch + ")");
  std::string found;
  for (const auto& [name, text] : sql_checks::all) {
    if (name.find('.') == name.rfind('.') && !s.store.raw(std::string(text)).empty())
      found += std::string(name) + " ";
  }
  EXPECT_EQ(found, "daily_bars_out_of_shape.sql splits_without_effect.sql ");
}

TEST_P(DerivedPlans, the_checks_find_a_day_that_is_not_the_sum_of_its_minutes) {
  DerivedStore s(GetParam());
  const auto sessions = nyse().sessions_between(SessionDate{2026y / 11 / 19}, SessionDate{2026y / 11 / 20});
  s.store->write_calendar("xnys", sessions).value();
  Generator random(3);
  std::vector<Event> events;
  for (const char* name : {"A", "B"}) {
    InstrumentRow row;
    row.symbol = symbol(name);
    row.calendar = "xnys";
    write_instruments(*s.tables, std::vector{row}, at(0)).value();
    for (const Session& session : sessions)
      for (Bar& bar : random.minutes(symbol(name), session)) events.emplace_back(std::move(bar));
  }
  s.write(events);
  for (const Session& session : sessions) rollup_day(*s.tables, {"xnys", "xnys", session, true}, at(0)).value();
  const auto found = [&] {
    const std::string name = "daily_bars_unlike_minutes." + GetParam() + ".sql";
    for (const auto& [file, text] : sql_checks::all)
      if (file == name) return s.store.raw(std::string(text));
    return "no check " + name;
  };
  s.store.raw("UPDATE daily_bars SET trade_count = trade_count + 1 WHERE symbol = 'A'");
  EXPECT_EQ(found(), "") << "late rows: the day waits to be rolled up again";
  s.store.raw("DELETE FROM dirty_days");
  const std::string both = "A|2026-11-19|not the sum of its minutes\nA|2026-11-20|not the sum of its minutes\n";
  EXPECT_EQ(found(), both);
  s.store.raw(
      "INSERT INTO archives (table_name, day, file, rows, sha256, bytes, created_at) VALUES ('price_bars', "
      "'2026-11-19', 'f', 1, '', 1, " +
      std::string(s.store.is_postgres() ? "'epoch'" : "0") + ")");
  EXPECT_EQ(found(), "A|2026-11-20|not the sum of its minutes\n") << "of an archived day a part may be here";
  s.store.raw("DELETE FROM archives");
  for (const Session& session : sessions) rollup_day(*s.tables, {"xnys", "xnys", session, true}, at(1)).value();
  EXPECT_EQ(found(), "");
  for (const char* worse : {"bars_rth = bars_rth - 100", "volume_total = volume_total + 1"}) {
    s.store.raw("UPDATE daily_bars SET " + std::string(worse) +
                " WHERE symbol = 'B' AND session_date = '2026-11-19'");
    EXPECT_EQ(found(), "B|2026-11-19|not the sum of its minutes\n") << worse;
    for (const Session& session : sessions) rollup_day(*s.tables, {"xnys", "xnys", session, true}, at(1)).value();
  }
}

INSTANTIATE_TEST_SUITE_P(Engine, DerivedPlans, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
