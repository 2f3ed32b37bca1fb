#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "tests/endurance/judge.hpp"
#include "tests/integration/market.hpp"
#include "tests/support/postgres_server.hpp"

// More than usual, and slower than usual: prints by the ten thousand, clients that ask and never read, a store
// that stands still, a process that is suspended. Nothing of it may cost a print.
namespace tickbard::test {

namespace {

#ifdef TICKBARD_SLOW_BUILD
constexpr double kFlood = 3'000;
#else
constexpr double kFlood = 30'000;  // 12,000 symbols trade some 3,000 times a second on an ordinary day
#endif

/// Clients of the HTTP side that ask for much and read nothing, or do not even end their question.
class RudeClients {
 public:
  RudeClients(const std::string& url, int count) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int n = 0; n != count; ++n) {
      const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        const std::string half = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        std::string text = n % 2 == 0 ? half : std::string{};
        for (int asked = 0; n % 2 != 0 && asked != 50; ++asked) text += half + "\r\n";
        if (send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) > 0) ++speaking_;
      }
      fds_.push_back(fd);
    }
  }
  ~RudeClients() {
    for (const int fd : fds_) close(fd);
  }
  int speaking() const { return speaking_; }
  RudeClients(const RudeClients&) = delete;
  RudeClients& operator=(const RudeClients&) = delete;

 private:
  std::vector<int> fds_;
  int speaking_ = 0;
};

class Floods : public testing::Test {
 protected:
  std::string write_config(const MadeUpMarket& market, const Sim& sim, const std::string& store) const {
    const std::string file = folder_ / "config.toml";
    write_file(file, market.daemon_config(folder_.path(), store, sim.url()));
    return file;
  }

  Folder folder_;
};

TEST_F(Floods, ten_times_the_rate_with_rude_clients_and_a_frozen_store_costs_no_print) {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  const std::string database = server->fresh_database();
  MadeUpMarket market;
  market.symbols = 500;
  market.speed = 60;
  market.rate = kFlood / market.speed;
  Sim sim(market.sim_arguments());
  Daemon daemon(write_config(market, sim, server->url(database)));
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") > 500; })) << daemon.scrape();

  const RudeClients clients(daemon.url(), 40);
  ASSERT_EQ(clients.speaking(), 40);
  server->freeze();
  const double before = daemon.metric("tickbard_ticks_received_total");
  EXPECT_TRUE(eventually([&] { return daemon.metric("tickbard_ticks_received_total") > before + 5 * kFlood; }))
      << daemon.scrape();
  EXPECT_TRUE(daemon.conserved()) << daemon.scrape();
  server->thaw();
  EXPECT_EQ(daemon.metric("tickbard_ticks_skipped_total"), 0);
  EXPECT_TRUE(eventually([&] { return daemon.metric("tickbard_journal_rows") < 2'000; })) << daemon.scrape();
  ASSERT_EQ(daemon.stop(), 0) << daemon.process().output();

  const auto verdict =
      judge(market, StoredMinutes::of_postgres([&](const std::string& sql) { return server->sql(database, sql); }),
            Feed::live);
  std::cout << verdict.text() << '\n';
  EXPECT_TRUE(verdict.broken.empty()) << verdict.text();
  EXPECT_LE(verdict.flagged, 2 * market.symbols) << "only the minutes of the start and of the stop";
  EXPECT_EQ(verdict.missing, 0);
}

TEST_F(Floods, a_feed_that_leaves_out_trades_is_found_out_by_their_numbers) {
  MadeUpMarket market;
  auto arguments = market.sim_arguments();
  arguments.insert(arguments.end(), {"--fault", "skip:400"});
  Sim sim(arguments);
  Daemon daemon(write_config(market, sim, "sqlite:bars.db"));
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_ticks_skipped_total") >= 10; })) << daemon.scrape();
  ASSERT_EQ(daemon.stop(), 0) << daemon.process().output();
  const auto store = StoredMinutes::of_sqlite(folder_ / "bars.db");
  const auto verdict = judge(market, store, Feed::live);
  std::cout << verdict.text() << '\n';
  EXPECT_TRUE(verdict.broken.empty()) << verdict.text();
  EXPECT_GT(verdict.whole, 0);
  EXPECT_TRUE(std::ranges::any_of(store.losses(), [](const StoredLoss& l) { return l.reason == "skipped_ids"; }));
}

TEST_F(Floods, a_process_that_is_suspended_takes_what_waited_or_says_what_it_missed) {
  MadeUpMarket market;
  Sim sim(market.sim_arguments());
  Daemon daemon(write_config(market, sim, "sqlite:bars.db"));
  for (int n = 1; n <= 3; ++n) {
    const double before = daemon.metric("tickbard_bars_closed_total");
    ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") > before + 20; }));
    daemon.process().signal(SIGSTOP);
    EXPECT_FALSE(daemon.process().wait(std::chrono::milliseconds{700 * n}))
        << "it cannot end while it stands still";
    daemon.process().signal(SIGCONT);
  }
  const double before = daemon.metric("tickbard_bars_closed_total");
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") > before + 20; }));
  EXPECT_TRUE(daemon.conserved()) << daemon.scrape();
  ASSERT_EQ(daemon.stop(), 0) << daemon.process().output();
  const auto verdict = judge(market, StoredMinutes::of_sqlite(folder_ / "bars.db"), Feed::live);
  std::cout << verdict.text() << '\n';
  EXPECT_TRUE(verdict.broken.empty()) << verdict.text();
  EXPECT_GT(verdict.whole, 0);
}

}  // namespace

}  // namespace tickbard::test
