#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/app/config_load.hpp"
#include "daemon/app/config_print.hpp"
#include "tests/daemon/app/config_support.hpp"

namespace tickbard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ConfigSets, a_set_is_a_list_of_symbols_each_once_in_whatever_spelling) {
  ConfigFile file("[[set]]\nname = \"scanner\"\nsymbols = [\"AAPL\", \"MSFT\", \"aapl\"]\n");
  const auto loaded = load_config({file.path(), {}, {}}, Purpose::tool);
  ASSERT_THAT(loaded.problems, IsEmpty());
  ASSERT_EQ(loaded.config.sets.size(), 1u);
  EXPECT_EQ(loaded.config.sets[0].name, "scanner");
  EXPECT_THAT(loaded.config.sets[0].symbols, ElementsAre("AAPL", "MSFT"));
  const auto listed = listed_sets(loaded.config);
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_THAT(listed[0].symbols, ElementsAre(*Symbol::parse("AAPL"), *Symbol::parse("MSFT")));
}

TEST(ConfigSets, a_set_may_be_of_security_types_and_must_be_of_something) {
  ConfigFile file("[[set]]\nname = \"common\"\nsecurity_types = [\"CS\", \"ADRC\"]\n");
  const auto loaded = load_config({file.path(), {}, {}}, Purpose::tool);
  ASSERT_THAT(loaded.problems, IsEmpty());
  EXPECT_THAT(listed_sets(loaded.config).at(0).security_types, ElementsAre("CS", "ADRC"));
  EXPECT_THAT(print_config(loaded), HasSubstr("security_types = [\"CS\", \"ADRC\"]"));
  ConfigFile empty("[[set]]\nname = \"common\"\n");
  EXPECT_THAT(load_config({empty.path(), {}, {}}, Purpose::tool).problems, ElementsAre(HasSubstr("is empty")));
}

TEST(ConfigSets, a_file_beside_the_configuration_has_one_symbol_a_line) {
  ConfigFile symbols("AAPL\n# those that split often\nNVDA  # and this\n\n");
  ConfigFile file("[[set]]\nname = \"scanner\"\nsymbols = \"@" + symbols.path().filename().string() + "\"\n");
  const auto loaded = load_config({file.path(), {}, {}}, Purpose::tool);
  ASSERT_THAT(loaded.problems, IsEmpty());
  EXPECT_THAT(loaded.config.sets.at(0).symbols, ElementsAre("AAPL", "NVDA"));
  const std::string printed = print_config(loaded);
  EXPECT_THAT(printed, HasSubstr("[[set]]\nname = \"scanner\""));
  EXPECT_THAT(printed, HasSubstr("; 2 symbols"));
}

TEST(ConfigSets, variables_and_flags_make_sets_and_reach_into_those_of_the_file) {
  ConfigFile file("[[set]]\nname = \"scanner\"\nsymbols = [\"AAPL\"]\n");
  const auto loaded = load_config({file.path(),
                                   environment({{"TICKBARD_SET_SCANNER_SYMBOLS", "MSFT"}}),
                                   {{"set.coins.symbols", "BTC-USD,ETH-USD"}}},
                                  Purpose::tool);
  ASSERT_THAT(loaded.problems, IsEmpty());
  ASSERT_EQ(loaded.config.sets.size(), 2u);
  EXPECT_THAT(loaded.config.sets[0].symbols, ElementsAre("MSFT"));
  EXPECT_EQ(loaded.config.sets[1].name, "coins");
  EXPECT_THAT(load_config({{}, {}, {{"set.symbols", "AAPL"}}}, Purpose::tool).problems,
              ElementsAre(HasSubstr("the form is --set.NAME.symbols=…")));
}

TEST(ConfigSets, another_list_is_for_the_next_start_and_says_so) {
  const auto with = [](const char* symbols) {
    return load_config(with_feed({{"set.scanner.symbols", symbols}}), Purpose::run).config;
  };
  EXPECT_THAT(keys_needing_restart(with("AAPL"), with("AAPL,MSFT")), ElementsAre("set.scanner.symbols"));
  EXPECT_THAT(keys_needing_restart(with("AAPL"), load_config(with_feed({}), Purpose::run).config),
              ElementsAre("set.scanner"));
}

TEST(DefaultCalendar, is_that_of_the_feeds_if_they_have_one_in_common) {
  const auto of = [](std::vector<std::pair<std::string, std::string>> flags) {
    return default_calendar(load_config({{}, {}, std::move(flags)}, Purpose::tool).config);
  };
  EXPECT_EQ(of({}), "xnys");
  EXPECT_EQ(of({{"feed.coinbase.symbols", "BTC-USD"}, {"feed.kraken.symbols", "BTC/USD"}}), "always");
  EXPECT_EQ(of({{"feed.polygon.symbols", "AAPL"}}), "xnys");
  EXPECT_EQ(of({{"feed.coinbase.symbols", "BTC-USD"}, {"feed.polygon.symbols", "AAPL"}}), "xnys");
}

}  // namespace
}  // namespace tickbard
