// The calendar in the store, and the checks of sql/checks on what is stored, run on each engine.
#include <gtest/gtest.h>

#include "aggregator/calendar/calendar.hpp"
#include "sql_checks_files.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

using StoreChecks = EveryStore;

Session session_on(int day, SessionKind kind = SessionKind::full) {
  Session s;
  s.date = SessionDate{std::chrono::year{2026} / std::chrono::November / day};
  const UnixNanos midnight{std::chrono::sys_days{s.date}};
  s.pre_open = midnight + std::chrono::hours{9};
  s.open = midnight + std::chrono::minutes{870};
  s.close = midnight + std::chrono::hours{kind == SessionKind::half ? 18 : 21};
  s.post_close = midnight + std::chrono::hours{25};
  s.kind = kind;
  if (kind == SessionKind::half) s.note = "day after Thanksgiving";
  return s;
}

TEST_P(StoreChecks, a_calendar_is_replaced_between_its_first_and_last_day) {
  AnyStore store(GetParam());
  const std::vector<Session> first{session_on(24), session_on(25), session_on(26), session_on(27)};
  store->write_calendar("xnys", first).value();
  store->write_calendar("other", first).value();
  // Thanksgiving turns out to be closed, and the day after a half one.
  const std::vector<Session> second{session_on(25), session_on(27, SessionKind::half)};
  store->write_calendar("xnys", second).value();
  EXPECT_EQ(store.raw("SELECT session_date, kind, note FROM market_calendar WHERE calendar = 'xnys' ORDER BY 1"),
            "2026-11-24|full|\n2026-11-25|full|\n2026-11-27|half|day after Thanksgiving\n");
  EXPECT_EQ(store.raw("SELECT count(*) FROM market_calendar WHERE calendar = 'other'"), "4\n");
}

std::vector<std::pair<std::string, std::string>> checks_for(const std::string& engine) {
  const std::string other = engine == "postgres" ? ".sqlite.sql" : ".postgres.sql";
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& [name, text] : sql_checks::all) {
    if (!name.ends_with(other)) found.emplace_back(name, text);
  }
  return found;
}

TEST_P(StoreChecks, a_healthy_store_passes_every_check) {
  AnyStore store(GetParam());
  const std::vector<Session> sessions{session_on(25), session_on(27, SessionKind::half)};
  store->write_calendar("xnys", sessions).value();
  store.write({bar("A", minute()), alert("A", at(1)), alert("A", at(2), false), Gap{"us", at(1), at(2), {}}});
  const auto checks = checks_for(GetParam());
  EXPECT_GE(checks.size(), 7U);
  for (const auto& [name, text] : checks) EXPECT_EQ(store.raw(text), "") << name;
}

TEST_P(StoreChecks, the_checks_find_what_is_wrong) {
  AnyStore store(GetParam());
  Bar twisted = bar("T", minute());
  twisted.open = price("20");
  Alert wrong = alert("T", at(1));
  wrong.up = false;  // though the price rose
  store.write({twisted, wrong, Gap{"us", at(9), at(2), {}}});
  Session bad = session_on(25);
  std::swap(bad.open, bad.close);
  store->write_calendar("xnys", std::vector<Session>{bad}).value();
  store.raw("DELETE FROM schema_migrations WHERE version = 2");

  std::vector<std::string> found;
  for (const auto& [name, text] : checks_for(GetParam())) {
    if (!store.raw(text).empty()) found.push_back(name.substr(0, name.find('.')));
  }
  EXPECT_EQ(found, (std::vector<std::string>{"alerts_wrong_sign", "bars_out_of_shape", "calendar_out_of_order",
                                             "gaps_backwards", "migrations_with_a_hole"}));
}

INSTANTIATE_TEST_SUITE_P(Engine, StoreChecks, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
