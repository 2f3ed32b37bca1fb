#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/integration/market.hpp"

// The simulator's market, a minute a second, collected by the daemon. Signals, restarts, the toggle, the crowd.
namespace tickbard::test {

namespace {

std::string config_text(const Folder& folder, const std::string& url, const std::string& more = {}) {
  return "state_dir = \"" + folder.path().string() + "\"\n" + more +
         "[store]\nurl = \"sqlite:bars.db\"\n"
         "[http]\nlisten = \"127.0.0.1:0\"\n"
         "[[feed]]\nname = \"us\"\nprovider = \"polygon\"\nurl = \"" +
         url + "\"\nsymbols = [\"*\"]\nkey = \"any\"\n";
}

std::string write_config(const Folder& folder, const std::string& url, const std::string& more = {}) {
  const std::string file = folder / "config.toml";
  write_file(file, config_text(folder, url, more));
  return file;
}

std::size_t series(const std::string& scrape) {
  std::size_t n = 0;
  std::istringstream in(scrape);
  for (std::string line; std::getline(in, line);) n += !line.empty() && line[0] != '#' ? 1U : 0U;
  return n;
}

TEST(SimulatedMarket, bars_metrics_status_and_charts_are_there_within_two_market_minutes) {
  Folder folder;
  Sim sim({"--provider", "polygon", "--symbols", "5", "--rate", "20", "--speed", "60"});
  Daemon daemon(write_config(folder, sim.url()));
  ASSERT_FALSE(daemon.url().empty()) << daemon.process().output();
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") >= 10; })) << daemon.scrape();
  EXPECT_TRUE(daemon.conserved()) << daemon.scrape();

  const auto ready = get(daemon.url() + "/readyz");
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, 200);
  const auto status = get(daemon.url() + "/v1/status");
  ASSERT_TRUE(status);
  EXPECT_NE(status->body.find("SIMULATED"), std::string::npos) << "a simulated market must be labelled as one";

  ASSERT_TRUE(eventually([&] { return !rows(folder / "bars.db", "select symbol from price_bars").empty(); }));
  const std::string symbol = rows(folder / "bars.db", "select symbol from price_bars order by timestamp limit 1")[0];
  const auto chart = get(daemon.url() + "/charts/" + symbol + "?interval=1m&limit=5");
  ASSERT_TRUE(chart);
  EXPECT_EQ(chart->status, 200) << chart->body;
  EXPECT_EQ(chart->body.substr(0, 6), "[{\"t\":") << chart->body;
  EXPECT_EQ(daemon.stop(), 0);
}

TEST(SimulatedMarket, a_spinning_market_has_its_processor_to_itself) {
  cpu_set_t all;
  ASSERT_EQ(::sched_getaffinity(0, sizeof all, &all), 0);
  if (CPU_COUNT(&all) < 2) GTEST_SKIP() << "there is one processor";
  unsigned its = CPU_SETSIZE - 1;
  while (!CPU_ISSET(its, &all)) --its;
  Folder folder;
  Sim sim({"--provider", "polygon", "--symbols", "5", "--rate", "20", "--speed", "60"});
  const std::string ingest = "[ingest]\nspin = true\ncpus = [" + std::to_string(its) + "]\n";
  Daemon daemon(write_config(folder, sim.url(), ingest));
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") >= 5; })) << daemon.scrape();
  std::set<std::string> on_it, threads;
  for (const auto& task :
       std::filesystem::directory_iterator("/proc/" + std::to_string(daemon.process().pid()) + "/task")) {
    std::string name;
    std::getline(std::ifstream(task.path() / "comm"), name);
    cpu_set_t may;
    ASSERT_EQ(::sched_getaffinity(std::stoi(task.path().filename()), sizeof may, &may), 0) << name;
    threads.insert(name);
    if (CPU_ISSET(its, &may)) on_it.insert(name);
  }
  EXPECT_EQ(on_it, std::set<std::string>{"market"});
  EXPECT_TRUE(threads.contains("journal") && threads.contains("buckets")) << threads.size();
}

TEST(SimulatedMarket, T033_sigterm_stores_the_open_minute_as_partial_and_a_restart_continues_it) {
  Folder folder;
  // Real time pace: the minute of the stop is still running at the restart.
  Sim sim({"--provider", "polygon", "--symbols", "3", "--rate", "50", "--speed", "1"});
  const std::string file = write_config(folder, sim.url());
  std::string first;
  {
    Daemon daemon(file);
    ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_ticks_counted_total") >= 60; })) << daemon.scrape();
    ASSERT_EQ(daemon.stop(), 0);
    const auto open = rows(folder / "bars.db", "select symbol, timestamp, open, trade_count, quality from price_bars "
                                               "order by timestamp desc, trade_count desc limit 1");
    ASSERT_EQ(open.size(), 1U);
    first = open[0];
    EXPECT_EQ(std::stoi(first.substr(first.rfind('|') + 1)) & 17, 17) << "partial and forming: " << first;
  }
  std::vector<std::string> cells;
  std::istringstream cut(first);
  for (std::string cell; std::getline(cut, cell, '|');) cells.push_back(cell);
  const std::string key = "symbol = '" + cells[0] + "' and timestamp = " + cells[1];
  Daemon daemon(file);
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_ticks_counted_total") >= 60; })) << daemon.scrape();
  ASSERT_EQ(daemon.stop(), 0);
  const auto after = rows(folder / "bars.db", "select open, trade_count >= " + cells[3] + ", quality & 1 from price_bars where " + key);
  ASSERT_EQ(after.size(), 1U) << "one row a symbol and minute";
  EXPECT_EQ(after[0], cells[2] + "|1|1") << "the open of before the stop stays, counts only grow, partial is said";
}

TEST(SimulatedMarket, a_restart_without_its_open_minutes_says_what_becomes_of_those_that_are_stored) {
  Folder folder;
  Sim sim({"--provider", "polygon", "--symbols", "3", "--rate", "50", "--speed", "60"});
  const std::string file = write_config(folder, sim.url());
  const char* said = "bars that it issued stand as they are";
  {
    Daemon daemon(file);
    ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") >= 5; })) << daemon.scrape();
    daemon.process().signal(SIGKILL);
    daemon.process().wait();
    EXPECT_EQ(daemon.process().output().find(said), std::string::npos);
  }
  ASSERT_TRUE(std::filesystem::remove(folder / "buckets.map"));
  std::filesystem::remove(folder / "buckets.map.saved");  // within a second of the start there is none
  Daemon daemon(file);
  EXPECT_NE(daemon.process().output().find(said), std::string::npos) << daemon.process().output();
}

TEST(SimulatedMarket, T057_the_toggle_works_under_load_and_no_alert_is_lost) {
  Folder folder;
  Sim sim({"--provider", "polygon", "--symbols", "20", "--rate", "500", "--speed", "60"});
  const std::string alerts = "[alerts]\nthreshold = 0.001\ncooldown = \"1s\"\n";
  const std::string file = write_config(folder, sim.url(), alerts);
  Daemon daemon(file);
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") >= 20; })) << daemon.scrape();

  write_file(file, config_text(folder, sim.url(), alerts + "[bars]\nenabled = false\n"));
  daemon.process().signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_price_bars_enabled") == 0; }));
  const double ticks = daemon.metric("tickbard_ticks_received_total");
  const double closed = daemon.metric("tickbard_bars_closed_total");
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_ticks_received_total") > ticks + 2'000; }));
  EXPECT_LE(daemon.metric("tickbard_bars_closed_total"), closed + 40) << "bars of the minutes around the switch only";
  EXPECT_TRUE(daemon.conserved()) << daemon.scrape();

  write_file(file, config_text(folder, sim.url(), alerts));
  daemon.process().signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") > closed + 40; })) << daemon.scrape();
  ASSERT_EQ(daemon.stop(), 0);
  const std::string last = daemon.process().output();
  EXPECT_NE(last.find("reloaded"), std::string::npos) << last;
}

TEST(SimulatedMarket, a_refused_reload_is_a_problem_until_a_good_one) {
  Folder folder;
  Sim sim({"--provider", "polygon", "--symbols", "2", "--rate", "20"});
  const std::string file = write_config(folder, sim.url());
  Daemon daemon(file);
  const auto said = [&] { return daemon.status().find("The last reload was refused") != std::string::npos; };
  EXPECT_FALSE(said());
  write_file(file, config_text(folder, sim.url(), "[bars]\nenabled = \"ture\"\n"));
  daemon.process().signal(SIGHUP);
  EXPECT_TRUE(eventually(said)) << daemon.status();
  EXPECT_NE(daemon.status().find("ture"), std::string::npos) << "and why";
  write_file(file, config_text(folder, sim.url(), ""));
  daemon.process().signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return !said(); })) << daemon.status();
}

TEST(SimulatedMarket, T055_without_bars_there_is_no_row_and_alerts_fire) {
  Folder folder;
  Sim sim({"--provider", "polygon", "--symbols", "20", "--rate", "200", "--speed", "60"});
  const std::string file = write_config(folder, sim.url(), "[alerts]\nthreshold = 0.001\ncooldown = \"1s\"\n");
  Daemon daemon(file, {{"ENABLE_PRICE_BARS", "no"}});
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_alerts_fired_total") >= 5; })) << daemon.scrape();
  ASSERT_EQ(daemon.stop(), 0);
  EXPECT_EQ(rows(folder / "bars.db", "select count(*) from price_bars")[0], "0");
  EXPECT_GE(std::stoi(rows(folder / "bars.db", "select count(*) from screener_alerts")[0]), 5);
}

TEST(SimulatedMarket, T049_twelve_thousand_symbols_in_the_last_ten_milliseconds_of_a_minute) {
  Folder folder;
  Sim sim({"--provider", "polygon", "--symbols", "12000", "--rate", "1", "--fault", "burst", "--speed", "10"});
  Daemon daemon(write_config(folder, sim.url()));
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_bars_closed_total") >= 36'000; },
                         std::chrono::seconds{100}))
      << daemon.scrape();
  EXPECT_TRUE(daemon.conserved());
  const std::string crowd = daemon.scrape();
#ifndef TICKBARD_SANITIZED
  // One batch a minute: all within a second of closing.
  EXPECT_EQ(metric_in(crowd, "tickbard_bar_close_to_store_seconds_count"),
            metric_in(crowd, "tickbard_bar_close_to_store_seconds_bucket{le=\"1\"}"))
      << crowd;
#endif
  ASSERT_EQ(daemon.stop(), 0);
  const auto bad = rows(folder / "bars.db",
                        "select symbol, timestamp from price_bars where not (low <= open and low <= close and "
                        "high >= open and high >= close and trade_count >= 1 and volume > 0 and timestamp % 60 = 0)");
  EXPECT_TRUE(bad.empty()) << bad.size() << " rows, first " << bad[0];
  EXPECT_EQ(rows(folder / "bars.db", "select count(*) from (select timestamp, count(*) n from price_bars group by 1 "
                                     "having n = 12000)") >= std::vector<std::string>{"2"},
            true);

  Folder small;
  Sim few({"--provider", "polygon", "--symbols", "10", "--rate", "20", "--speed", "60"});
  Daemon other(write_config(small, few.url()));
  ASSERT_TRUE(eventually([&] { return other.metric("tickbard_bars_closed_total") >= 10; }));
  // Some appear with the first thing that they measure.
  EXPECT_TRUE(eventually([&] { return series(other.scrape()) == series(crowd); }))
      << "the number of series must not depend on the number of symbols: " << series(other.scrape()) << " and "
      << series(crowd);
}

}  // namespace

}  // namespace tickbard::test
