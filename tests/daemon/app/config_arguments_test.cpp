#include "daemon/app/config_arguments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "daemon/app/check_config_command.hpp"
#include "daemon/app/cli.hpp"
#include "daemon/app/config_command.hpp"
#include "daemon/app/version_command.hpp"
#include "tests/daemon/app/config_support.hpp"

namespace tickbard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(ConfigArguments, both_forms_of_a_flag) {
  const auto flags =
      parse_config_flags({"--bars.enabled=false", "--log.level", "debug", "--state_dir=/x", "--store.url="});
  ASSERT_TRUE(flags);
  EXPECT_THAT(*flags, ElementsAre(Pair("bars.enabled", "false"), Pair("log.level", "debug"),
                                  Pair("state_dir", "/x"), Pair("store.url", "")));
}

TEST(ConfigArguments, anything_else_is_a_usage_error) {
  for (const char* bad : {"stray", "--dry-rum", "-x", "--", "--log.level"}) {
    EXPECT_FALSE(parse_config_flags({bad})) << bad;
  }
  EXPECT_FALSE(parse_config_flags({"--log.level", "--state_dir=/x"}));
}

TEST(ConfigArguments, a_slip_of_the_pen_is_told_what_was_meant) {
  const auto said = parse_config_flags({"--calender", "always"}, {"session", "calendar"});
  ASSERT_FALSE(said);
  EXPECT_THAT(said.error().text, HasSubstr("did you mean --calendar?"));
  EXPECT_THAT(parse_config_flags({"--x=1"}, {"session"}).error().text, HasSubstr("--section.key=value"));
}

TEST(ConfigArguments, a_misspelt_option_does_not_repeat_its_value) {
  for (const char* slip : {"--key=hush", "-key=hush", "--=hush", "postgresql://me:hush@h/db"})
    EXPECT_THAT(parse_config_flags({slip}).error().text, testing::Not(HasSubstr("hush"))) << slip;
}

TEST(ConfigArguments, secrets_do_not_stay_in_the_process_list) {
  std::vector<std::string> words{"run",
                                 "--feed.us.key=hush",
                                 "--feed.us.secret",
                                 "hush",
                                 "--log.level",
                                 "debug",
                                 "--store.url=postgresql://me:hush@h/db",
                                 "--store",
                                 "postgres://me:hush@h/db",
                                 "--feed.us.url=wss://h/?token=hush",
                                 "--http.listen=127.0.0.1:1",
                                 "--feed.us.key"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  hide_secrets(arguments);
  for (const std::string& word : words) EXPECT_THAT(word, testing::Not(HasSubstr("hush")));
  EXPECT_EQ(words[1], "--feed.us.key=****");
  EXPECT_EQ(words[5], "debug");
  EXPECT_EQ(words[10], "--http.listen=127.0.0.1:1");
}

TEST(ConfigArguments, the_file_may_come_from_the_environment) {
  const auto env = environment({{"TICKBARD_CONFIG", "/etc/a.toml"}});
  EXPECT_EQ(config_inputs("", env, {}).file, "/etc/a.toml");
  EXPECT_EQ(config_inputs("/b.toml", env, {}).file, "/b.toml");
  EXPECT_EQ(config_inputs("", {}, {}).file, "");
}

TEST(ConfigCommands, a_bad_configuration_exits_78_with_all_problems_at_once) {
  const auto loaded = load_config({{}, {}, {{"log.level", "loud"}, {"bars.enabled", "ture"}}}, Purpose::run);
  std::ostringstream out, err;
  EXPECT_EQ(run_check_config_command(loaded, out, err), kExitBadConfig);
  EXPECT_THAT(err.str(), HasSubstr("the configuration has 3 problems:\n"));
  EXPECT_THAT(err.str(), HasSubstr("log.level"));
  EXPECT_THAT(err.str(), HasSubstr("bars.enabled"));
  EXPECT_THAT(err.str(), HasSubstr("no feed is configured"));
  EXPECT_EQ(run_config_command(loaded, {}, out, err), kExitBadConfig);
}

TEST(ConfigCommands, a_processor_that_is_not_there_is_a_problem_before_the_start) {
  auto loaded = load_config(with_feed({}), Purpose::run);
  loaded.config.ingest.cpus = {0, 1022};
  std::ostringstream out, err;
  EXPECT_EQ(run_check_config_command(loaded, out, err), kExitBadConfig);
  EXPECT_THAT(err.str(), HasSubstr("processor 1022"));
}

TEST(ConfigCommands, a_good_configuration_says_what_it_is) {
  const auto loaded = load_config(with_feed({}), Purpose::run);
  std::ostringstream out, err;
  EXPECT_EQ(run_check_config_command(loaded, out, err), kExitDone);
  EXPECT_EQ(out.str(), "the configuration is good: 1 feed, store SQLite, price bars on\n");
  EXPECT_EQ(err.str(), "");
}

TEST(ConfigCommands, describing_needs_no_valid_configuration) {
  const auto loaded = load_config({{}, {}, {{"log.level", "loud"}}}, Purpose::run);
  std::ostringstream out, err;
  EXPECT_EQ(run_config_command(loaded, {.describe = true, .example = false}, out, err), kExitDone);
  EXPECT_THAT(out.str(), HasSubstr("alerts.threshold"));
}

TEST(VersionCommand, names_version_revision_and_compiler) {
  EXPECT_THAT(version_text(), testing::MatchesRegex("tickbard [0-9]+\\.[0-9]+\\.[0-9]+ \\(.+, (GCC|Clang) .+\\)"));
}

}  // namespace
}  // namespace tickbard
