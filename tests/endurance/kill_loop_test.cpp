#include <gtest/gtest.h>
#include <signal.h>

#include <iostream>
#include <random>

#include "tests/endurance/judge.hpp"
#include "tests/integration/market.hpp"
#include "tests/support/postgres_server.hpp"

// SIGKILL at random instants, start after start on the same state directory: TICKBARD_KILLS times (20 if not
// told), by TICKBARD_SEED (1). Whatever instant it was, the store says nothing wrong without saying so.
namespace tickbard::test {

namespace {

long number_from(const char* name, long otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::stol(text);
}

class KillLoop : public testing::Test {
 protected:
  std::string write_config(const MadeUpMarket& market, const Sim& sim, const std::string& store) const {
    const std::string file = folder_ / "config.toml";
    write_file(file, market.daemon_config(folder_.path(), store, sim.url()));
    return file;
  }

  MadeUpMarket fast_market() const {
    MadeUpMarket market;
    market.rate = 4;
    market.speed = 120;
    market.start -=
        std::chrono::days{kills_ / 400};  // so that the market's time does not come up with the clock's
    return market;
  }

  /// Some lives end while the process starts and recovers, most within two market minutes, a few later.
  std::chrono::milliseconds next_life() {
    const auto between = [this](unsigned from, unsigned to) {
      return std::chrono::milliseconds{from + chance_() % (to - from)};
    };
    const auto kind = chance_() % 8;
    return kind < 3 ? between(5, 200) : kind < 7 ? between(200, 1'200) : between(2'000, 4'000);
  }

  void kill_again_and_again(const std::string& config) {
    for (long n = 1; n <= kills_; ++n) {
      Process daemon({binary(), "run", "--config", config});
      const auto life = next_life();
      const auto ended = daemon.wait(life);
      ASSERT_FALSE(ended) << "life " << n << " ended by itself, exit code " << *ended << ":\n" << daemon.output();
      daemon.signal(SIGKILL);
      ASSERT_EQ(daemon.wait(), 128 + SIGKILL);
    }
  }

  /// After all that it collects, closes and stops as if nothing had been.
  void live_and_stop(const std::string& config) {
    Daemon daemon(config);
    ASSERT_FALSE(daemon.url().empty()) << daemon.process().output();
    ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_ticks_counted_total") > 0; })) << daemon.scrape();
    const double before = daemon.metric("tickbard_bars_closed_total");
    ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") >= before + 25; }))
        << daemon.scrape();
    EXPECT_TRUE(daemon.conserved()) << daemon.scrape();
    EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
  }

  void expect_kept(const MadeUpMarket& market, const StoredMinutes& store, Feed feed) {
    const Verdict verdict = judge(market, store, feed);
    std::cout << verdict.text() << '\n';
    EXPECT_TRUE(verdict.broken.empty()) << verdict.text() << "\nTICKBARD_SEED=" << seed_;
    EXPECT_GT(verdict.whole, 0) << "nothing was shown";
    EXPECT_GT(verdict.flagged, 2 * market.symbols) << "no kill struck a minute";
    for (const StoredLoss& loss : store.losses()) EXPECT_EQ(loss.reason, "shutdown") << "we ended, not the server";
  }

  Folder folder_;
  long kills_ = number_from("TICKBARD_KILLS", 20);
  long seed_ = number_from("TICKBARD_SEED", 1);
  std::mt19937_64 chance_{static_cast<std::uint64_t>(seed_)};
};

TEST_F(KillLoop, with_a_feed_that_sends_again_nothing_at_all_is_missed) {
  MadeUpMarket market = fast_market();
  market.snapshot = 6'000;  // the busiest symbol's of half a minute of real time
  Sim sim(market.sim_arguments());
  const std::string config = write_config(market, sim, "sqlite:bars.db");
  kill_again_and_again(config);
  if (HasFatalFailure()) return;
  live_and_stop(config);
  expect_kept(market, StoredMinutes::of_sqlite(folder_ / "bars.db"), Feed::sends_again);
}

TEST_F(KillLoop, with_a_live_feed_before_postgres_every_loss_is_told) {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  const std::string database = server->fresh_database();
  const MadeUpMarket market = fast_market();
  Sim sim(market.sim_arguments());
  const std::string config = write_config(market, sim, server->url(database));
  kill_again_and_again(config);
  if (HasFatalFailure()) return;
  live_and_stop(config);
  expect_kept(market,
              StoredMinutes::of_postgres([&](const std::string& sql) { return server->sql(database, sql); }),
              Feed::live);
}

}  // namespace

}  // namespace tickbard::test
