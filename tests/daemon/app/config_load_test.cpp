#include "daemon/app/config_load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/app/config_support.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ConfigLoad, defaults_are_those_of_the_contract) {
  const auto loaded = load_config({}, Purpose::tool);
  EXPECT_THAT(loaded.problems, IsEmpty());
  const Config& config = loaded.config;
  EXPECT_EQ(config.state_dir, "/var/lib/tickbard");
  EXPECT_EQ(config.store_url, "sqlite:bars.db");
  EXPECT_TRUE(config.bars.enabled);
  EXPECT_EQ(config.bars.close_delay, 2s);
  EXPECT_EQ(config.bars.amend_window, 15min);
  EXPECT_EQ(config.alerts.threshold_ppm, 30'000);
  EXPECT_EQ(config.alerts.cooldown, 30s);
  EXPECT_THAT(config.alerts.segments, ElementsAre(false, true, true, true));
  EXPECT_EQ(config.alerts.flush_every, 2s);
  EXPECT_EQ(config.http.host, "127.0.0.1");
  EXPECT_EQ(config.http.port, 8787);
  EXPECT_EQ(config.journal_keep, 1h);
  EXPECT_EQ(config.retention_minute_bars, 90 * 24h);
  EXPECT_EQ(config.log.level, "info");
  EXPECT_EQ(config.log.format, LogFormat::automatic);
}

TEST(ConfigLoad, later_sources_win_and_each_value_knows_where_it_came_from) {
  ConfigFile file("[bars]\nclose_delay = \"3s\"\namend_window = \"20m\"\n[alerts]\ncooldown = \"5s\"\n");
  const auto loaded =
      load_config({file.path(),
                   environment({{"TICKBARD_BARS_AMEND_WINDOW", "30m"}, {"TICKBARD_ALERTS_COOLDOWN", "6s"}}),
                   {{"alerts.cooldown", "7s"}}},
                  Purpose::tool);
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.config.bars.close_delay, 3s);
  EXPECT_EQ(loaded.config.bars.amend_window, 30min);
  EXPECT_EQ(loaded.config.alerts.cooldown, 7s);
  EXPECT_EQ(loaded.from.origin.at("bars.close_delay"), file.path().string() + ":2");
  EXPECT_EQ(loaded.from.origin.at("bars.amend_window"), "$TICKBARD_BARS_AMEND_WINDOW");
  EXPECT_EQ(loaded.from.origin.at("alerts.cooldown"), "--alerts.cooldown");
  EXPECT_EQ(loaded.from.origin.at("log.level"), "default");
}

TEST(ConfigLoad, T056_a_misspelt_toggle_refuses_to_start) {
  EXPECT_FALSE(
      load_config({{}, environment({{"ENABLE_PRICE_BARS", "No"}}), {}}, Purpose::tool).config.bars.enabled);
  EXPECT_TRUE(
      load_config({{}, environment({{"ENABLE_PRICE_BARS", "TRUE"}}), {}}, Purpose::tool).config.bars.enabled);
  const auto bad = load_config({{}, environment({{"ENABLE_PRICE_BARS", "ture"}}), {}}, Purpose::tool);
  EXPECT_THAT(bad.problems,
              ElementsAre("$ENABLE_PRICE_BARS: bars.enabled = \"ture\": allowed is true, 1, yes, on, "
                          "false, 0, no or off"));
}

TEST(ConfigLoad, T082_a_threshold_in_percent_is_refused_with_the_fraction_that_was_meant) {
  for (const auto& [text, hint] : std::vector<std::pair<std::string, std::string>>{
           {"3", "did you mean 0.03?"}, {"3%", "did you mean 0.03?"}, {"2.5", "did you mean 0.025?"}}) {
    const auto loaded = load_config({{}, {}, {{"alerts.threshold", text}}}, Purpose::tool);
    ASSERT_EQ(loaded.problems.size(), 1u) << text;
    EXPECT_THAT(loaded.problems[0], HasSubstr(hint));
  }
  EXPECT_THAT(load_config({{}, {}, {{"alerts.threshold", "-1"}}}, Purpose::tool).problems[0],
              testing::Not(HasSubstr("mean")));
}

TEST(ConfigLoad, processors_are_a_list_of_numbers_wherever_they_come_from) {
  using Cpus = std::vector<unsigned>;
  ConfigFile numbers("[ingest]\nspin = true\ncpus = [3, 0]\n"), texts("[ingest]\ncpus = [\"3\"]\n");
  EXPECT_EQ(load_config({numbers.path(), {}, {}}, Purpose::tool).config.ingest.cpus, (Cpus{3, 0}));
  EXPECT_TRUE(load_config({numbers.path(), {}, {}}, Purpose::tool).config.ingest.spin);
  EXPECT_THAT(load_config({texts.path(), {}, {}}, Purpose::tool).problems,
              ElementsAre(HasSubstr("ingest.cpus is a list; allowed is a list of whole numbers")));
  EXPECT_EQ(load_config({{}, {}, {{"ingest.cpus", "3,0"}}}, Purpose::tool).config.ingest.cpus, (Cpus{3, 0}));
  EXPECT_EQ(load_config({{}, {}, {}}, Purpose::tool).config.ingest.cpus, Cpus{});
  for (const char* bad : {"-1", "0-3", "one", "1024", "1 2", "1,1"}) {
    EXPECT_THAT(load_config({{}, {}, {{"ingest.cpus", bad}}}, Purpose::tool).problems, testing::SizeIs(1)) << bad;
  }
}

TEST(ConfigLoad, how_long_trades_may_gather_is_told_in_microseconds) {
  const auto told = [](const char* text) {
    return load_config({{}, {}, {{"ingest.coalesce", text}}}, Purpose::tool);
  };
  EXPECT_EQ(told("100us").config.ingest.coalesce, std::chrono::microseconds{100});
  EXPECT_EQ(told("10ms").config.ingest.coalesce, std::chrono::milliseconds{10});
  EXPECT_EQ(load_config({{}, {}, {}}, Purpose::tool).config.ingest.coalesce.count(), 0);
  for (const char* bad : {"11ms", "100", "-1us"}) {
    EXPECT_THAT(told(bad).problems, ElementsAre(HasSubstr("a time with its unit (us, ms) from 0s to 10ms"))) << bad;
  }
}

TEST(ConfigLoad, variables_of_others_are_read_as_they_are) {
  const auto loaded = load_config({{},
                                   environment({{"DATABASE_URL", "postgres://me@db/bars"},
                                                {"STATE_DIRECTORY", "/var/lib/tickbard/a:/var/lib/tickbard/b"}}),
                                   {}},
                                  Purpose::tool);
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.config.store_url, "postgresql://me@db/bars");
  EXPECT_EQ(loaded.config.state_dir, "/var/lib/tickbard/a");
  EXPECT_EQ(loaded.from.origin.at("store.url"), "$DATABASE_URL");
}

TEST(ConfigLoad, an_explicit_state_dir_wins_over_systemds) {
  ConfigFile file("state_dir = \"/data\"\n");
  const auto loaded =
      load_config({file.path(), environment({{"STATE_DIRECTORY", "/var/lib/tickbard"}}), {}}, Purpose::tool);
  EXPECT_EQ(loaded.config.state_dir, "/data");
}

TEST(ConfigLoad, two_names_of_one_setting_must_agree) {
  const auto clash = environment({{"DATABASE_URL", "sqlite:a.db"}, {"TICKBARD_STORE_URL", "sqlite:b.db"}});
  EXPECT_THAT(load_config({{}, clash, {}}, Purpose::tool).problems, ElementsAre(HasSubstr("unset one of them")));
  const auto same = environment({{"DATABASE_URL", "sqlite:a.db"}, {"TICKBARD_STORE_URL", "sqlite:a.db"}});
  EXPECT_THAT(load_config({{}, same, {}}, Purpose::tool).problems, IsEmpty());
}

TEST(ConfigLoad, misspelt_variables_are_refused_but_an_orchestrators_are_not) {
  const auto loaded = load_config({{},
                                   environment({{"TICKBARD_BARS_ENABLE", "true"},
                                                {"TICKBARD_PORT_8787_TCP_ADDR", "10.0.0.7"},
                                                {"TICKBARD_CONFIG", "/etc/x"},
                                                {"HOME", "/root"}}),
                                   {}},
                                  Purpose::tool);
  EXPECT_THAT(loaded.problems,
              ElementsAre("$TICKBARD_BARS_ENABLE is no setting; the nearest is $TICKBARD_BARS_ENABLED"));
  EXPECT_THAT(loaded.from.notes, ElementsAre(HasSubstr("TICKBARD_PORT_8787_TCP_ADDR")));
}

TEST(ConfigLoad, a_missing_file_is_one_clear_sentence_and_flags_are_still_checked) {
  const auto loaded = load_config({"/nonexistent/tickbard.toml", {}, {{"log.level", "loud"}}}, Purpose::tool);
  ASSERT_EQ(loaded.problems.size(), 2u);
  EXPECT_THAT(loaded.problems[0], HasSubstr("No such file"));
  EXPECT_THAT(loaded.problems[0], HasSubstr("--config=FILE"));
  EXPECT_THAT(loaded.problems[1], HasSubstr("--log.level"));
}

TEST(ConfigLoad, only_run_needs_a_feed) {
  EXPECT_THAT(load_config({}, Purpose::tool).problems, IsEmpty());
  EXPECT_THAT(load_config({}, Purpose::run).problems, ElementsAre(HasSubstr("no feed is configured")));
}

TEST(ConfigLoad, beyond_loopback_http_needs_tokens) {
  ConfigInputs inputs = with_feed({{"http.listen", "0.0.0.0:8787"}});
  EXPECT_THAT(load_config(inputs, Purpose::run).problems, ElementsAre(HasSubstr("set http.tokens_file")));

  ConfigFile tokens("viewer 00 me\n", 0600);
  inputs.flags.emplace_back("http.tokens_file", tokens.path().string());
  EXPECT_THAT(load_config(inputs, Purpose::run).problems, IsEmpty());

  tokens.chmod(0644);
  EXPECT_THAT(load_config(inputs, Purpose::run).problems, ElementsAre(HasSubstr("chmod 600")));
}

TEST(ConfigLoad, a_tokens_file_is_found_beside_the_configuration) {
  ConfigFile tokens("viewer 00 me\n", 0600);
  ConfigFile file("http.tokens_file = \"" + tokens.path().filename().string() + "\"\n");
  ASSERT_EQ(file.path().parent_path(), tokens.path().parent_path());
  EXPECT_EQ(load_config({file.path(), {}, {}}, Purpose::tool).config.http.tokens_file, tokens.path());
}

TEST(ConfigLoad, a_file_with_a_secret_that_everyone_can_read_is_noted) {
  ConfigFile file("[store]\nurl = \"postgresql://me:pw@db/x?sslmode=verify-full\"\n", 0644);
  EXPECT_THAT(load_config({file.path(), {}, {}}, Purpose::tool).from.notes, ElementsAre(HasSubstr("chmod 600")));
  file.chmod(0600);
  EXPECT_THAT(load_config({file.path(), {}, {}}, Purpose::tool).from.notes, IsEmpty());
}

TEST(ConfigLoad, a_store_whose_server_is_not_verified_is_noted) {
  const std::string url = "postgresql://me:hush@db.example/x";
  const auto notes = [&](std::map<std::string, std::string, std::less<>> variables, const std::string& more) {
    return load_config({{}, environment(std::move(variables)), {{"store.url", url + more}}}, Purpose::tool)
        .from.notes;
  };
  EXPECT_THAT(notes({}, ""),
              ElementsAre(testing::AllOf(HasSubstr("--store.url: store.url: sslmode=prefer"),
                                         HasSubstr("sslmode=verify-full"), testing::Not(HasSubstr("hush")))));
  EXPECT_THAT(notes({{"PGSSLMODE", "verify-full"}}, ""), IsEmpty());
  EXPECT_THAT(notes({}, "?sslmode=verify-full"), IsEmpty());
}

TEST(ConfigLoad, a_reload_reads_the_file_again_and_says_what_the_environment_hides) {
  ConfigFile file("[alerts]\nthreshold = 0.03\n[bars]\nenabled = true\n");
  const auto env = environment({{"ENABLE_PRICE_BARS", "true"}});
  const auto first = load_config({file.path(), env, {}}, Purpose::tool);
  EXPECT_THAT(first.from.notes, IsEmpty());

  file.write("[alerts]\nthreshold = 0.05\n[bars]\nenabled = false\n");
  const auto second = reload_config(first.from);
  EXPECT_THAT(second.problems, IsEmpty());
  EXPECT_EQ(second.config.alerts.threshold_ppm, 50'000);
  EXPECT_TRUE(second.config.bars.enabled);
  EXPECT_THAT(second.from.notes, ElementsAre(HasSubstr("bars.enabled = \"false\" has no effect while "
                                                       "$ENABLE_PRICE_BARS says \"true\"")));
}

TEST(ConfigLoad, a_reload_applies_exactly_what_it_does_not_ask_a_restart_for) {
  const auto running = load_config(with_feed({}), Purpose::run).config;
  auto fresh = running;
  fresh.alerts.threshold_ppm = 70'000;
  fresh.bars.enabled = false;
  fresh.bars.close_delay = std::chrono::seconds{9};
  fresh.bars.amend_window = std::chrono::hours{1};
  fresh.http.port = 1;
  fresh.feeds[0].symbols = {"ETH-USD", "BTC-USD"};
  fresh.feeds[0].key = "new key";
  fresh.feeds[0].secret = "new secret";
  fresh.feeds[0].key_file = "/new/file";
  fresh.feeds[0].url = "ws://127.0.0.1:1";
  fresh.feeds.push_back(fresh.feeds[0]);
  fresh.feeds[1].name = "second";

  const Config applied = apply_reloadable(running, fresh);
  EXPECT_EQ(applied.alerts.threshold_ppm, 70'000);
  EXPECT_FALSE(applied.bars.enabled);
  EXPECT_EQ(applied.bars.close_delay, running.bars.close_delay);
  EXPECT_EQ(applied.bars.amend_window, running.bars.amend_window);
  EXPECT_EQ(applied.http.port, running.http.port);
  ASSERT_EQ(applied.feeds.size(), 1U);
  EXPECT_THAT(applied.feeds[0].symbols, ElementsAre("ETH-USD", "BTC-USD"));
  EXPECT_EQ(applied.feeds[0].key, "new key");
  EXPECT_EQ(applied.feeds[0].secret, "new secret");
  EXPECT_EQ(applied.feeds[0].url, running.feeds[0].url);
  const auto asks =
      ElementsAre("bars.close_delay", "bars.amend_window", "http.listen", "feed.coinbase.url", "feed.second");
  EXPECT_THAT(keys_needing_restart(running, fresh), asks);
  EXPECT_THAT(keys_needing_restart(applied, fresh), asks) << "the next reload still says so";
}

TEST(ConfigLoad, a_reload_knows_what_only_a_restart_applies) {
  const auto running = load_config(with_feed({}), Purpose::run).config;
  auto other = running;
  EXPECT_THAT(keys_needing_restart(running, other), IsEmpty());
  other.alerts.threshold_ppm = 1;
  other.bars.enabled = false;
  other.log.level = "debug";
  other.feeds[0].symbols = {"ETH-USD"};
  EXPECT_THAT(keys_needing_restart(running, other), IsEmpty());
  other.http.port = 1;
  other.feeds[0].url = "ws://127.0.0.1:1";
  EXPECT_THAT(keys_needing_restart(running, other), ElementsAre("http.listen", "feed.coinbase.url"));
  other = running;
  other.feeds[0].name = "second";
  EXPECT_THAT(keys_needing_restart(running, other), ElementsAre("feed.second", "feed.coinbase"));
}

}  // namespace
}  // namespace tickbard
