#include <gtest/gtest.h>

#include "tests/integration/market.hpp"

// What a person gets wrong: each gives one clear sentence with what to do, the right exit code, and no loop that burns.
namespace tickbard::test {

namespace {

std::string minimal(const Folder& folder, const std::string& store, const std::string& url) {
  return "state_dir = \"" + folder.path().string() + "\"\n[store]\nurl = \"" + store +
         "\"\n[http]\nlisten = \"127.0.0.1:0\"\n[[feed]]\nname = \"us\"\nprovider = \"polygon\"\nurl = \"" + url +
         "\"\nsymbols = [\"*\"]\nkey = \"any\"\n";
}

Finished run_with(const Folder& folder, const std::string& text, std::map<std::string, std::string> environment = {}) {
  write_file(folder / "config.toml", text);
  return run({binary(), "run", "--config", folder / "config.toml"}, std::move(environment));
}

TEST(BadInput, every_problem_of_a_configuration_is_told_at_once) {
  Folder folder;
  const Finished done = run_with(folder, "state_dri = \"/x\"\n[bars]\nclose_delay = \"soon\"\n[alerts]\nthreshold = 3\n"
                                         "[[feed]]\nname = \"us\"\nprovider = \"polygone\"\nsymbols = [\"*\"]\n");
  EXPECT_EQ(done.code, 78) << done.output;
  for (const char* word : {"state_dri", "state_dir", "close_delay", "soon", "threshold", "0.03", "polygone", "polygon"}) {
    EXPECT_NE(done.output.find(word), std::string::npos) << word << " is missing in:\n" << done.output;
  }
}

TEST(BadInput, T056_a_misspelt_toggle_refuses_to_start) {
  Folder folder;
  const Finished done = run_with(folder, minimal(folder, "sqlite:bars.db", "ws://127.0.0.1:1"),
                                 {{"ENABLE_PRICE_BARS", "ture"}});
  EXPECT_EQ(done.code, 78);
  EXPECT_NE(done.output.find("ENABLE_PRICE_BARS"), std::string::npos) << done.output;
  EXPECT_NE(done.output.find("ture"), std::string::npos) << done.output;
}

TEST(BadInput, a_file_that_cannot_be_read_is_named) {
  const Finished done = run({binary(), "run", "--config", "/nonexistent/tickbard.toml"});
  EXPECT_EQ(done.code, 78) << done.output;
  EXPECT_NE(done.output.find("/nonexistent/tickbard.toml"), std::string::npos) << done.output;
}

TEST(BadInput, T051_a_second_instance_on_one_state_directory_refuses) {
  Folder folder;
  write_file(folder / "config.toml", minimal(folder, "sqlite:bars.db", "ws://127.0.0.1:1"));
  Daemon first(folder / "config.toml");
  ASSERT_FALSE(first.url().empty()) << first.process().output();
  const Finished second = run({binary(), "run", "--config", folder / "config.toml"});
  EXPECT_EQ(second.code, 75) << second.output;
  EXPECT_NE(second.output.find(folder.path().string()), std::string::npos) << second.output;
}

TEST(BadInput, a_store_that_is_away_at_start_is_waited_for) {
  Folder folder;
  write_file(folder / "config.toml",
             minimal(folder, "postgresql://nobody:hidden-word@127.0.0.1:1/none", "ws://127.0.0.1:1"));
  Daemon daemon(folder / "config.toml");
  ASSERT_FALSE(daemon.url().empty()) << daemon.process().output();
  const auto status = get(daemon.url() + "/v1/status");
  ASSERT_TRUE(status);
  EXPECT_NE(status->body.find("127.0.0.1"), std::string::npos);
  EXPECT_EQ(daemon.metric("tickbard_store_up"), 0);
  EXPECT_EQ(daemon.stop(), 0);
  EXPECT_EQ(daemon.process().output().find("hidden-word"), std::string::npos) << "a password in the log";
  EXPECT_EQ(status->body.find("hidden-word"), std::string::npos);
}

TEST(BadInput, T052_refused_credentials_stop_the_feed_and_say_so) {
  Folder folder;
  Sim sim({"--provider", "polygon", "--symbols", "3", "--fault", "auth"});
  write_file(folder / "config.toml", minimal(folder, "sqlite:bars.db", sim.url()));
  Daemon daemon(folder / "config.toml");
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_feed_disconnects_total") >= 1; })) << daemon.scrape();
  const auto status = get(daemon.url() + "/v1/status");
  ASSERT_TRUE(status);
  EXPECT_NE(status->body.find("credential"), std::string::npos) << status->body;
  EXPECT_EQ(daemon.metric("tickbard_feed_connects_total"), 1) << "no second try with the same key";
}

TEST(BadInput, nonsense_between_trades_is_told_and_costs_neither_a_trade_nor_the_connection) {
  Folder folder;
  Sim sim({"--provider", "polygon", "--symbols", "3", "--rate", "500", "--fault", "garbage:1"});
  write_file(folder / "config.toml", minimal(folder, "sqlite:bars.db", sim.url()));
  Daemon daemon(folder / "config.toml");
  ASSERT_TRUE(eventually([&] { return daemon.metric("tickbard_ticks_received_total") >= 500; })) << daemon.scrape();
  EXPECT_EQ(daemon.metric("tickbard_feed_connects_total"), 1);
  EXPECT_EQ(daemon.metric("tickbard_ticks_rejected_total"), 0);
  EXPECT_TRUE(daemon.conserved()) << daemon.scrape();
  EXPECT_EQ(daemon.stop(), 0);
  EXPECT_NE(daemon.process().output().find("unreadable message"), std::string::npos) << daemon.process().output();
}

TEST(BadInput, usage_errors_end_with_2_and_name_the_way_out) {
  EXPECT_EQ(run({binary(), "fly"}).code, 2);
  EXPECT_EQ(run({binary(), "replay"}).code, 2);
  const Finished provider = run({binary(), "sim", "--provider", "polygone"});
  EXPECT_EQ(provider.code, 2);
  EXPECT_NE(provider.output.find("polygon"), std::string::npos) << provider.output;
}

}  // namespace

}  // namespace tickbard::test
