#include <gtest/gtest.h>
#include <signal.h>

#include <sstream>

#include "tests/integration/market.hpp"
#include "tests/integration/reference_bars.hpp"
#include "tests/support/postgres_server.hpp"

// The daemon before PostgreSQL: the journal in between, the server away, wrong credentials.
namespace tickbard::test {

namespace {

class PostgresFeed : public testing::Test {
 protected:
  void SetUp() override {
    server_ = PostgresServer::shared();
    if (server_ == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
    database_ = server_->fresh_database();
  }

  std::string config(const std::string& feed, const std::string& store) const {
    const std::string file = folder_ / "config.toml";
    write_file(file, "state_dir = \"" + folder_.path().string() + "\"\n[store]\nurl = \"" + store +
                         "\"\n[http]\nlisten = \"127.0.0.1:0\"\n" + feed);
    return file;
  }

  static std::string feed(const std::string& provider, const std::string& url) {
    return "[[feed]]\nname = \"f\"\nprovider = \"" + provider + "\"\nurl = \"" + url +
           "\"\nsymbols = [\"*\"]\nkey = \"any\"\n";
  }

  std::map<std::string, std::string> stored() {
    std::map<std::string, std::string> out;
    std::istringstream in(server_->sql(
        database_, "select symbol || '|' || extract(epoch from \"timestamp\")::bigint || '=' || trim_scale(open) || '|' || "
                   "trim_scale(high) || '|' || trim_scale(low) || '|' || trim_scale(close) || '|' || "
                   "trim_scale(volume) || '|' || trade_count from price_bars"));
    for (std::string line; std::getline(in, line);) {
      if (const auto cut = line.find('='); cut != std::string::npos) out[line.substr(0, cut)] = line.substr(cut + 1);
    }
    return out;
  }

  Folder folder_;
  PostgresServer* server_ = nullptr;
  std::string database_;
};

TEST_F(PostgresFeed, a_recorded_feed_gives_the_reference_bars) {
  if (data_folder().empty()) GTEST_SKIP() << "the folder of recorded market data is absent";
  Sim sim({"--provider", "binance", "--replay",
           (data_folder() / "ws_captures/binance_hft/trades_20240808_09.jsonl.gz").string()});
  const std::string file = config(feed("binance", sim.url()), server_->url(database_));
  for (int run = 1; run <= 2; ++run) {
    Daemon daemon(file);
    ASSERT_FALSE(daemon.url().empty()) << daemon.process().output();
    ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_ticks_received_total") >= 78'638; }));
    EXPECT_TRUE(daemon.conserved());
    EXPECT_EQ(daemon.stop(), 0) << daemon.process().output();
    EXPECT_EQ(stored(), reference_bars(data_folder() / "ws_captures/binance_hft/bars_1m_computed_here.csv"))
        << "run " << run;
  }
}

TEST_F(PostgresFeed, T030_minutes_of_an_outage_arrive_when_the_server_is_back) {
  Sim sim({"--provider", "polygon", "--symbols", "5", "--rate", "50", "--speed", "60"});
  Daemon daemon(config(feed("polygon", sim.url()), server_->url(database_)));
  ASSERT_TRUE(eventually([&] { return !stored().empty(); })) << daemon.process().output();
  server_->stop(PostgresServer::Stop::immediate);
  const double before = daemon.metric("tickbard_bars_closed_total");
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") >= before + 25; }))
      << "collecting does not wait for the store";
  EXPECT_TRUE(eventually([&] { return daemon.metric("tickbard_store_up") == 0; })) << daemon.scrape();
  server_->start();
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_store_up") == 1; })) << daemon.process().output();
  ASSERT_EQ(daemon.stop(), 0);
  EXPECT_EQ(server_->sql(database_, "select count(*) from price_bars"),
            rows(folder_ / "journal.db", "select count(*) from (select distinct symbol, start from journal_events where kind = 0)")[0] +
                "\n")
      << "one row for every bar that was journalled";
}

TEST_F(PostgresFeed, wrong_credentials_are_told_in_one_sentence_without_the_password) {
  Daemon daemon(config(feed("polygon", "ws://127.0.0.1:1"),
                       "postgresql://locked:not-this-one@127.0.0.1:" + std::to_string(server_->port()) + "/" + database_));
  ASSERT_FALSE(daemon.url().empty()) << daemon.process().output();
  const auto status = get(daemon.url() + "/v1/status");
  ASSERT_TRUE(status);
  EXPECT_NE(status->body.find("locked"), std::string::npos) << status->body;
  EXPECT_EQ(daemon.stop(), 0);
  EXPECT_EQ(daemon.process().output().find("not-this-one"), std::string::npos);
}

}  // namespace

}  // namespace tickbard::test
