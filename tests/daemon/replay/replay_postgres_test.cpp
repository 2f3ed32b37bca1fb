#include <gtest/gtest.h>

#include "tests/daemon/replay/replay_support.hpp"
#include "tests/support/postgres_server.hpp"

namespace tickbard::test {
namespace {

/// Two days of one tick a minute, and a late one: bars that need partitions of days long past.
std::string two_days() {
  std::string csv = "symbol,ts_ns,price,size,id\n";
  for (int minute = 0; minute < 2 * 24 * 60; ++minute) {
    const std::int64_t at = 1'795'132'800'000'000'000LL + minute * 60'000'000'000LL;
    csv += "A," + std::to_string(at) + "," + std::to_string(100 + minute % 7) + ".125,0.00000001," +
           std::to_string(minute + 1) + "\n";
  }
  return csv + "A,1795305000000000000,99,1,9999\n";
}

TEST(ReplayPostgres, T035_bars_arrive_exact_in_partitions_of_their_days_and_a_second_run_changes_nothing) {
  PostgresServer* server = PostgresServer::shared();
  if (!server) GTEST_SKIP() << PostgresServer::why_absent();
  const std::string database = server->fresh_database();
  TempFolder folder;
  ReplayOptions o;
  o.file = folder.write("t.csv", two_days());
  o.store = server->url(database);
  const Ran first = run(o);
  ASSERT_EQ(first.code, 0) << first.err;
  const std::string query =
      "SELECT count(*), sum(volume), min(timestamp AT TIME ZONE 'UTC'), max(timestamp AT TIME ZONE 'UTC'), "
      "sum(close), max(revision), max(created_at) FROM price_bars";
  const std::string before = server->sql(database, query);
  EXPECT_EQ(before.rfind("2880|", 0), 0U) << before;
  EXPECT_NE(before.find("2026-11-20 00:00:00|2026-11-21 23:59:00"), std::string::npos) << before;
  const Ran second = run(o);
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_NE(second.err.find(": 0 rows new or better"), std::string::npos) << second.err;
  EXPECT_EQ(server->sql(database, query), before);
}

TEST(ReplayPostgres, a_store_that_is_away_is_named_and_may_be_tried_again) {
  TempFolder folder;
  ReplayOptions o;
  o.file = folder.write("t.csv", "symbol,ts_ns,price,size\n");
  o.store = "postgresql://nobody@127.0.0.1:1/none";
  const Ran ran = run(o);
  EXPECT_EQ(ran.code, 75) << ran.err;
  EXPECT_NE(ran.err.find("127.0.0.1"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace tickbard::test
