#include "daemon/app/config_print.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/app/config_table.hpp"
#include "tests/daemon/app/config_support.hpp"

namespace tickbard {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(ConfigPrint, effective_values_show_their_origin_and_hide_secrets) {
  auto inputs = with_feed({{"feed.polygon.symbols", "AAPL"},
                           {"feed.polygon.key", "topsecret"},
                           {"store.url", "postgresql://me:topsecret@db/x"},
                           {"state_dir", "/quoted \"dir\""}});
  const std::string text = print_config(load_config(inputs, Purpose::run));
  EXPECT_THAT(text, Not(HasSubstr("topsecret")));
  EXPECT_THAT(text, HasSubstr("key = \"***\""));
  EXPECT_THAT(text, testing::ContainsRegex("url = \"postgresql://me:[*]{3}@db/x\" +# --store.url"));
  EXPECT_THAT(text, HasSubstr("state_dir = \"/quoted \\\"dir\\\"\""));
  EXPECT_THAT(text, HasSubstr("symbols = [\"AAPL\"]"));
  EXPECT_THAT(text, testing::ContainsRegex("cooldown = \"30s\" +# default"));
}

TEST(ConfigPrint, an_address_is_shown_as_it_will_be_used) {
  const auto shown = [](const char* url) {
    return print_config(load_config(
        with_feed({{"feed.polygon.symbols", "*"}, {"feed.polygon.key", "k"}, {"feed.polygon.url", url}}),
        Purpose::run));
  };
  EXPECT_THAT(shown(""), HasSubstr(", so it is wss://socket.massive.com/stocks\n"));
  EXPECT_THAT(shown("wss://delayed.massive.com"), HasSubstr(", so it is wss://delayed.massive.com/stocks\n"));
  EXPECT_THAT(shown("wss://delayed.massive.com/stocks"), Not(HasSubstr("so it is wss://delayed")));
}

TEST(ConfigPrint, a_long_list_from_a_file_is_shown_as_the_file_and_a_count) {
  std::string symbols;
  for (int i = 0; i < 12'000; ++i) symbols += "S" + std::to_string(i) + "\n";
  ConfigFile list(symbols);
  const std::string text = print_config(load_config(
      with_feed({{"feed.polygon.symbols", "@" + list.path().string()}, {"feed.polygon.key", "k"}}), Purpose::run));
  EXPECT_THAT(text, HasSubstr("symbols = [\"@" + list.path().string() + "\"]"));
  EXPECT_THAT(text, HasSubstr("; 12000 symbols\n"));
  EXPECT_LT(text.size(), 10'000u);
}

TEST(ConfigPrint, what_is_printed_is_a_configuration_again) {
  const auto first = load_config(with_feed({{"alerts.threshold", "0.05"},
                                            {"alerts.segments", "rth"},
                                            {"state_dir", "/srv/me@work/a \"b\\\tkey=1"}}),
                                 Purpose::run);
  ConfigFile file(print_config(first));
  const auto second = load_config({file.path(), {}, {}}, Purpose::run);
  EXPECT_THAT(second.problems, IsEmpty());
  for (const auto& key : config_keys()) EXPECT_EQ(key.get(first.config), key.get(second.config)) << key.name;
  EXPECT_EQ(first.config.feeds, second.config.feeds);
}

TEST(ConfigPrint, the_example_is_the_tables_and_is_valid) {
  ConfigFile file(example_config());
  const auto loaded = load_config({file.path(), {}, {}}, Purpose::run);
  EXPECT_THAT(loaded.problems, IsEmpty());
  const auto defaults = load_config({}, Purpose::tool);
  for (const auto& key : config_keys()) EXPECT_EQ(key.get(loaded.config), key.get(defaults.config)) << key.name;

  std::ifstream stream(TICKBARD_SOURCE_DIR "/deploy/tickbard.example.toml");
  const std::string kept{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(kept, example_config()) << "make it anew: tickbard config --example > deploy/tickbard.example.toml";
}

TEST(ConfigPrint, every_key_is_described) {
  const std::string text = describe_config();
  for (const auto& key : config_keys()) {
    EXPECT_THAT(text, HasSubstr("\n" + std::string(key.name) + "\n"));
    EXPECT_FALSE(key.sentence.empty() || key.allowed.empty()) << key.name;
  }
  for (const auto& key : feed_keys()) EXPECT_THAT(text, HasSubstr("\nfeed.NAME." + std::string(key.name) + "\n"));
}

TEST(ConfigTable, every_default_is_allowed_and_reads_back) {
  for (const auto& key : config_keys()) {
    Config config;
    ASSERT_TRUE(key.set(config, key.fallback)) << key.name;
    EXPECT_EQ(key.get(config), key.fallback) << key.name;
  }
  EXPECT_EQ(variable_of("bars.close_delay"), "TICKBARD_BARS_CLOSE_DELAY");
}

}  // namespace
}  // namespace tickbard
