#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/app/config_feeds.hpp"
#include "daemon/app/config_load.hpp"
#include "tests/daemon/app/config_support.hpp"

namespace tickbard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Flags = std::vector<std::pair<std::string, std::string>>;

LoadedConfig load(Flags flags, Environment env = {}) {
  return load_config({{}, std::move(env), std::move(flags)}, Purpose::run);
}

TEST(ConfigFeeds, a_feed_from_flags_alone_takes_its_providers_defaults) {
  const auto loaded = load({{"feed.coinbase.symbols", "BTC-USD,ETH-USD"}});
  ASSERT_THAT(loaded.problems, IsEmpty());
  ASSERT_EQ(loaded.config.feeds.size(), 1u);
  const FeedConfig& feed = loaded.config.feeds[0];
  EXPECT_EQ(feed.name, "coinbase");
  EXPECT_EQ(feed.provider, "coinbase");
  EXPECT_EQ(feed.calendar, "always");
  EXPECT_THAT(feed.symbols, ElementsAre("BTC-USD", "ETH-USD"));
  EXPECT_EQ(feed.shard_count, 1u);
}

TEST(ConfigFeeds, variables_and_flags_reach_into_a_feed_of_the_file) {
  ConfigFile file("[[feed]]\nname = \"my-us\"\nprovider = \"polygon\"\nsymbols = [\"*\"]\nkey = \"from-file\"\n");
  const auto loaded = load_config({file.path(),
                                   environment({{"TICKBARD_FEED_MY_US_KEY", "from-env"}}),
                                   {{"feed.my-us.url", "ws://127.0.0.1:9"}}},
                                  Purpose::run);
  ASSERT_THAT(loaded.problems, IsEmpty());
  ASSERT_EQ(loaded.config.feeds.size(), 1u);
  EXPECT_EQ(loaded.config.feeds[0].key, "from-env");
  EXPECT_EQ(loaded.config.feeds[0].url, "ws://127.0.0.1:9");
  EXPECT_EQ(loaded.from.origin.at("feed.my-us.key"), "$TICKBARD_FEED_MY_US_KEY");
}

TEST(ConfigFeeds, a_feed_from_variables_alone) {
  const auto loaded = load({}, environment({{"TICKBARD_FEED_KRAKEN_SYMBOLS", "BTC/USD"}}));
  ASSERT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.config.feeds.at(0).name, "kraken");
}

TEST(ConfigFeeds, the_longest_key_of_a_variable_wins) {
  ConfigFile key("abc\n", 0600);
  const auto loaded = load({}, environment({{"TICKBARD_FEED_POLYGON_SYMBOLS", "AAPL"},
                                            {"TICKBARD_FEED_POLYGON_KEY_FILE", key.path().string()}}));
  ASSERT_THAT(loaded.problems, IsEmpty());
  ASSERT_EQ(loaded.config.feeds.size(), 1u);
  EXPECT_EQ(loaded.config.feeds[0].name, "polygon");
  EXPECT_EQ(loaded.config.feeds[0].key, "abc");
}

TEST(ConfigFeeds, a_key_without_the_feeds_name_says_the_form) {
  EXPECT_THAT(load({{"feed.symbols", "BTC-USD"}}).problems, testing::Contains(HasSubstr("--feed.NAME.symbols=")));
  EXPECT_THAT(load({{"feed.coinbase.symbol", "BTC-USD"}}).problems,
              testing::Contains(HasSubstr("the nearest is feed.symbols")));
}

TEST(ConfigFeeds, symbols_come_from_a_file_beside_the_configuration) {
  ConfigFile list("AAPL\n# the index\n  SPY  # etf\r\n\nAAPL\n");
  ConfigFile file("[[feed]]\nprovider = \"polygon\"\nkey = \"k\"\nsymbols = \"@" +
                  list.path().filename().string() + "\"\n");
  const auto loaded = load_config({file.path(), {}, {}}, Purpose::run);
  ASSERT_THAT(loaded.problems, IsEmpty());
  EXPECT_THAT(loaded.config.feeds.at(0).symbols, ElementsAre("AAPL", "SPY"));
}

TEST(ConfigFeeds, each_fault_is_told_once_and_none_hides_another) {
  EXPECT_THAT(load({{"feed.kraken.symbols", "@/no/such/list"}}).problems, ElementsAre(HasSubstr("cannot be read")));
  EXPECT_THAT(load({{"feed.a.provider", "poligon"}, {"feed.a.symbols", ""}}).problems,
              testing::UnorderedElementsAre(HasSubstr("nearest is polygon"), HasSubstr("symbols is empty")));
}

TEST(ConfigFeeds, bad_symbols_are_named) {
  const auto problem = [](const std::string& provider, const std::string& symbols) {
    const auto loaded = load({{"feed." + provider + ".symbols", symbols}, {"feed." + provider + ".key", "k"}});
    return loaded.problems.empty() ? std::string() : loaded.problems[0];
  };
  EXPECT_THAT(problem("polygon", ""), HasSubstr("is empty"));
  EXPECT_THAT(problem("polygon", "AAPL,TOO-LONG-TO-BE-A-SYMBOL-OF-ANYTHING"), HasSubstr("23 bytes"));
  EXPECT_THAT(problem("polygon", "*,AAPL"), HasSubstr("either \"*\" alone"));
  EXPECT_THAT(problem("polygon", "@/nonexistent/list"), HasSubstr("No such file"));
  EXPECT_THAT(problem("coinbase", "*"), HasSubstr("cannot be asked for all symbols"));
  EXPECT_EQ(problem("polygon", "*"), "");
}

TEST(ConfigFeeds, a_server_of_ones_own_may_offer_all_symbols_and_needs_no_key) {
  EXPECT_THAT(load({{"feed.coinbase.symbols", "*"}, {"feed.coinbase.url", "ws://127.0.0.1:9"}}).problems,
              IsEmpty());
  EXPECT_THAT(load({{"feed.polygon.symbols", "*"}, {"feed.polygon.url", "ws://127.0.0.1:9"}}).problems, IsEmpty());
}

TEST(ConfigFeeds, missing_credentials_say_where_to_put_them) {
  const auto loaded = load({{"feed.us.provider", "alpaca"}, {"feed.us.symbols", "AAPL"}});
  ASSERT_EQ(loaded.problems.size(), 2u);
  EXPECT_THAT(loaded.problems[0], HasSubstr("feed.us.key is missing"));
  EXPECT_THAT(loaded.problems[0], HasSubstr("LoadCredential=us-key:FILE"));
  EXPECT_THAT(loaded.problems[1], HasSubstr("feed.us.secret is missing"));
}

TEST(ConfigFeeds, systemds_credentials_are_found_by_the_feeds_name) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("tickbard-credentials-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  for (const char* name : {"us-key", "us-secret"}) {
    std::ofstream(folder / name) << "the " << name << '\n';
    chmod((folder / name).c_str(), 0400);
  }
  const auto loaded = load({{"feed.us.provider", "alpaca"}, {"feed.us.symbols", "AAPL"}},
                           environment({{"CREDENTIALS_DIRECTORY", folder.string()}}));
  std::filesystem::remove_all(folder);
  ASSERT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.config.feeds[0].key, "the us-key");
  EXPECT_EQ(loaded.config.feeds[0].secret, "the us-secret");
  EXPECT_EQ(loaded.from.origin.at("feed.us.key"), "$CREDENTIALS_DIRECTORY");
}

TEST(ConfigFeeds, a_key_file_everyone_can_read_is_refused_with_what_to_do) {
  ConfigFile key("abc\n", 0644);
  const Flags flags{{"feed.polygon.symbols", "AAPL"}, {"feed.polygon.key_file", key.path().string()}};
  EXPECT_THAT(load(flags).problems, ElementsAre(HasSubstr("run chmod 600 " + key.path().string())));
  key.chmod(0600);
  EXPECT_EQ(load(flags).config.feeds[0].key, "abc");
  key.write("\n");
  EXPECT_THAT(load(flags).problems, ElementsAre(HasSubstr("is empty")));
}

TEST(ConfigFeeds, a_key_in_two_places_is_refused) {
  ConfigFile key("abc\n", 0600);
  EXPECT_THAT(load({{"feed.polygon.symbols", "AAPL"},
                    {"feed.polygon.key", "k"},
                    {"feed.polygon.key_file", key.path().string()}})
                  .problems,
              ElementsAre(HasSubstr("are both given: keep one")));
}

TEST(ConfigFeeds, names_urls_venues_and_shards) {
  struct Row {
    const char* key;
    const char* value;
    const char* expected;
  };
  for (const Row& row : std::initializer_list<Row>{{"url", "http://x", "wss://host[:port][/path]"},
                                                   {"url", "wss://", "wss://host[:port][/path]"},
                                                   {"venue", "a:b", "letters and digits"},
                                                   {"venue", "nowhere", "give its url"},
                                                   {"calendar", "xnyse", "one of xnys, always"},
                                                   {"shard", "3/2", "1 <= i <= n"},
                                                   {"shard", "1", "1 <= i <= n"},
                                                   {"provider", "binanse", "the nearest is binance"},
                                                   {"ca_file", "/nonexistent.pem", "cannot be read"}}) {
    const auto loaded = load({{"feed.b.provider", "binance"},
                              {"feed.b.symbols", "btcusdt"},
                              {std::string("feed.b.") + row.key, row.value}});
    EXPECT_THAT(loaded.problems, ElementsAre(HasSubstr(row.expected))) << row.key << " = " << row.value;
  }
}

TEST(ConfigFeeds, a_share_of_everything_and_an_empty_share_are_refused) {
  EXPECT_THAT(load({{"feed.polygon.symbols", "*"}, {"feed.polygon.key", "k"}, {"feed.polygon.shard", "1/2"}}).problems,
              ElementsAre(HasSubstr("cannot be divided")));
  // One symbol falls in one of two shares: the other instance would collect nothing.
  std::size_t refused = 0, kept = 0;
  for (const char* shard : {"1/2", "2/2"}) {
    const auto loaded = load({{"feed.binance.symbols", "btcusdt"}, {"feed.binance.shard", shard}});
    if (loaded.problems.empty()) {
      kept += share_of(loaded.config.feeds.at(0)).size();
    } else {
      EXPECT_THAT(loaded.problems, ElementsAre(HasSubstr("none of the 1 symbols"))) << shard;
      ++refused;
    }
  }
  EXPECT_EQ(refused, 1U);
  EXPECT_EQ(kept, 1U);
}

TEST(ConfigFeeds, a_key_over_clear_text_is_noted) {
  EXPECT_THAT(
      load({{"feed.polygon.symbols", "*"}, {"feed.polygon.key", "k"}, {"feed.polygon.url", "ws://10.0.0.2"}})
          .from.notes,
      ElementsAre(HasSubstr("clear text")));
}

TEST(ConfigFeeds, two_feeds_of_one_name_are_refused) {
  ConfigFile file(
      "[[feed]]\nprovider = \"coinbase\"\nsymbols = [\"BTC-USD\"]\n"
      "[[feed]]\nprovider = \"coinbase\"\nsymbols = [\"ETH-USD\"]\n");
  EXPECT_THAT(load_config({file.path(), {}, {}}, Purpose::run).problems,
              ElementsAre(HasSubstr("a second feed is called \"coinbase\"")));
}

}  // namespace
}  // namespace tickbard
