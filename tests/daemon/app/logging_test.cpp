#include "daemon/app/logging.hpp"

#include <fcntl.h>
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

/// Standard error is a pipe while it lives.
class PipedStderr {
 public:
  PipedStderr() : before_(::dup(STDERR_FILENO)) {
    EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0);
    ::dup2(ends_[1], STDERR_FILENO);
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  ~PipedStderr() {
    ::dup2(before_, STDERR_FILENO);
    for (const int fd : {ends_[0], ends_[1], before_}) ::close(fd);
  }
  PipedStderr(const PipedStderr&) = delete;
  PipedStderr& operator=(const PipedStderr&) = delete;

  std::string read_all() {
    std::string out(1 << 20, ' ');
    std::size_t size = 0;
    for (ssize_t n = 0; (n = ::read(ends_[0], &out[size], out.size() - size)) > 0;)
      size += static_cast<std::size_t>(n);
    out.resize(size);
    return out;
  }

 private:
  int before_;
  int ends_[2] = {-1, -1};
};

TEST(Logging, nobody_waits_for_who_does_not_read_the_log) {
  PipedStderr piped;
  Log log(config("info", LogFormat::text), {});
  const LogFn say = log.fn();
  for (int component = 0; component != 40; ++component) {
    for (char word = 'a'; word != 'z'; ++word)
      say(LogLevel::info, "c" + std::to_string(component), std::string(3'000, word));
  }
  const std::string first = piped.read_all();
  EXPECT_GT(first.size(), 30'000U);
  EXPECT_LT(first.size(), 70'000U) << "what a pipe holds";
  say(LogLevel::info, "market", "it goes on");
  const std::string then = piped.read_all();
  EXPECT_NE(then.find("lines are lost: nobody read them"), std::string::npos) << then;
  EXPECT_NE(then.find("market: it goes on"), std::string::npos) << then;
}

TEST(Logging, a_line_is_never_longer_than_a_pipe_takes_at_once) {
  PipedStderr piped;
  for (const LogFormat format : {LogFormat::text, LogFormat::json}) {
    Log log(config("info", format), {});
    for (const std::string& text :
         {std::string(100'000, 'x'), std::string(5'000, '\n'), std::string(3'900, '\x01')}) {
      log.fn()(LogLevel::info, "feed:us", text);
      const std::string line = piped.read_all();
      EXPECT_LE(line.size(), 4'096U);
      EXPECT_NE(line.find("…"), std::string::npos) << "it says that it was cut";
    }
  }
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
