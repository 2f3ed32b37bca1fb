#include "daemon/app/logging.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "daemon/app/log_text.hpp"
#include "tests/daemon/app/config_support.hpp"

namespace tickbard {
namespace {

LogConfig config(const char* level, LogFormat format) {
  return {level, format};
}

TEST(LogText, one_message_is_one_line_and_cannot_steer_a_terminal) {
  EXPECT_EQ(one_line("a\nb\x1b[2J\x7f\tµ"), "a\\x0ab\\x1b[2J\\x7f\\x09µ");
  EXPECT_EQ(json_escaped("say \"hi\"\n\\ \xff"), "say \\\"hi\\\"\\n\\\\ \xEF\xBF\xBD");
}

TEST(Logging, json_lines_are_json_whatever_is_in_them) {
  testing::internal::CaptureStderr();
  {
    Log log(config("info", LogFormat::json), {});
    const LogFn say = log.fn();
    say(LogLevel::info, "feed:us", "the server said \"{bye}\"\nand left %v");
    say(LogLevel::debug, "feed:us", "not this");
  }
  const std::string text = testing::internal::GetCapturedStderr();
  ASSERT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  const auto line = nlohmann::json::parse(text);
  EXPECT_EQ(line["component"], "feed:us");
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["message"], "the server said \"{bye}\"\nand left %v");
  EXPECT_EQ(line["time"].get<std::string>().back(), 'Z');
}

TEST(Logging, the_level_can_change_while_running) {
  testing::internal::CaptureStderr();
  {
    Log log(config("warn", LogFormat::text), {});
    const LogFn say = log.fn();
    say(LogLevel::info, "a", "hidden");
    log.set_level(LogLevel::debug);
    say(LogLevel::debug, "a", "shown");
  }
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.find("hidden"), std::string::npos);
  EXPECT_NE(text.find("a: shown"), std::string::npos) << text;
}

TEST(Logging, the_format_follows_where_stderr_goes) {
  struct stat status {};
  ASSERT_EQ(fstat(STDERR_FILENO, &status), 0);
  const std::string here = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  EXPECT_EQ(choose_format(LogFormat::automatic, environment({{"JOURNAL_STREAM", here}})), LogFormat::journald);
  const auto plain = isatty(STDERR_FILENO) ? LogFormat::text : LogFormat::json;
  EXPECT_EQ(choose_format(LogFormat::automatic, environment({{"JOURNAL_STREAM", "1:2"}})), plain);
  EXPECT_EQ(choose_format(LogFormat::automatic, Environment()), plain);
  EXPECT_EQ(choose_format(LogFormat::text, environment({{"JOURNAL_STREAM", here}})), LogFormat::text);
}

TEST(Logging, a_repeated_line_is_limited) {
  testing::internal::CaptureStderr();
  {
    Log log(config("info", LogFormat::text), {});
    const LogFn say = log.fn();
    for (int i = 0; i < 1000; ++i) say(LogLevel::warn, "feed:us", "frame " + std::to_string(i) + " is nonsense");
  }
  const std::string text = testing::internal::GetCapturedStderr();
  const auto lines = std::count(text.begin(), text.end(), '\n');
  EXPECT_GE(lines, 1);
  EXPECT_LE(lines, 50);
}

}  // namespace
}  // namespace tickbard
