#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <iostream>
#include <random>

#include "tests/endurance/judge.hpp"
#include "tests/integration/market.hpp"
#include "tests/support/postgres_server.hpp"

// Two daemons collect one market into one PostgreSQL store, and one after the other is killed at a random instant:
// what one of them missed the other has, and neither spoils what the other wrote.
namespace tickbard::test {

namespace {

TEST(TwoDaemons, whichever_is_killed_or_stopped_the_store_has_one_whole_bar_a_minute) {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  const std::string database = server->fresh_database();
  const MadeUpMarket market;
  Sim sim(market.sim_arguments());
  Folder folder;
  std::array<std::string, 2> configs;
  for (const std::size_t i : {0U, 1U}) {
    const std::string state = folder / std::to_string(i);
    configs[i] = state + ".toml";
    write_file(configs[i], market.daemon_config(state, server->url(database), sim.url()));
  }
  std::array<std::unique_ptr<Daemon>, 2> daemons;
  for (const std::size_t i : {0U, 1U}) daemons[i] = std::make_unique<Daemon>(configs[i]);
  const auto collects = [&](std::size_t i, double more) {
    const double before = daemons[i]->metric("tickbard_bars_closed_total");
    return eventually([&] { return daemons[i]->metric("tickbard_bars_closed_total") >= before + more; });
  };
  for (const std::size_t i : {0U, 1U}) ASSERT_TRUE(collects(i, 15)) << daemons[i]->process().output();

  std::mt19937 random(1);
  for (int kill = 0; kill != 4; ++kill) {
    const std::size_t victim = random() % 2;
    ASSERT_FALSE(daemons[victim]->process().wait(std::chrono::milliseconds{random() % 1'000}))
        << daemons[victim]->process().output();
    // A stop in good order stores the open minute as it stands: the other's whole bar must win all the same.
    const bool politely = kill % 2 != 0;
    daemons[victim]->process().signal(politely ? SIGTERM : SIGKILL);
    ASSERT_EQ(daemons[victim]->process().wait(), politely ? 0 : 128 + SIGKILL);
    daemons[victim] = std::make_unique<Daemon>(configs[victim]);
    // The next one is struck when both are collecting whole minutes again.
    ASSERT_TRUE(collects(victim, 20)) << daemons[victim]->process().output();
  }
  for (const auto& daemon : daemons) EXPECT_EQ(daemon->stop(), 0) << daemon->process().output();

  // Of what came before they listened nothing is promised; a subscription may begin with a print of that time.
  server->sql(
      database,
      "delete from price_bars where timestamp < (select min(timestamp) from price_bars where quality & 1 = 0)");
  const Verdict verdict =
      judge(market, StoredMinutes::of_postgres([&](const std::string& sql) { return server->sql(database, sql); }),
            Feed::live);
  std::cout << verdict.text() << '\n';
  EXPECT_TRUE(verdict.broken.empty()) << verdict.text();
  EXPECT_EQ(verdict.missing, 0) << "one of them was always there";
  EXPECT_GT(verdict.whole, 0);
  EXPECT_LE(verdict.flagged, 2 * market.symbols) << "only the minutes of the start and of the stop";
}

}  // namespace

}  // namespace tickbard::test
