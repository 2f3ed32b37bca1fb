#include "daemon/app/logging.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION  // the place in our source says nothing to an operator
#include <systemd/sd-journal.h>

#include <atomic>
#include <mutex>
#include <utility>

#include "daemon/app/log_limit.hpp"
#include "daemon/app/log_text.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard {
namespace {

bool stderr_is_journal(const Environment& environment) {
  const auto stream = environment.get("JOURNAL_STREAM");
  struct stat status {};
  if (!stream || fstat(STDERR_FILENO, &status) != 0) return false;
  return *stream == fmt::format("{}:{}", status.st_dev, status.st_ino);
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

int journal_priority(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return 7;
    case LogLevel::info:
      return 6;
    case LogLevel::warn:
      return 4;
    case LogLevel::error:
      return 3;
  }
  return 6;
}

std::shared_ptr<spdlog::logger> make_logger(LogFormat format) {
  if (format == LogFormat::json) {
    auto logger = std::make_shared<spdlog::logger>("tickbard", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})", spdlog::pattern_time_type::utc));
    return logger;
  }
  auto logger =
      std::make_shared<spdlog::logger>("tickbard", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%d %H:%M:%S.%eZ %^%-7l%$ %v",
                                                                    spdlog::pattern_time_type::utc));
  return logger;
}

/// A pipe that has room at all takes so much at once; with what the logger puts before it.
constexpr std::size_t kLongestLine = 4000;

/// Nobody who collects may wait for who reads the log.
bool stderr_takes_a_line() {
  pollfd stream{STDERR_FILENO, POLLOUT, 0};
  return ::poll(&stream, 1, 0) != 0;  // an error is told by the write
}

}  // namespace

LogFormat choose_format(LogFormat wanted, const Environment& environment) {
  if (wanted != LogFormat::automatic) return wanted;
  if (stderr_is_journal(environment)) return LogFormat::journald;
  return isatty(STDERR_FILENO) == 1 ? LogFormat::text : LogFormat::json;
}

LogLevel log_level(std::string_view name) {
  if (name == "debug") return LogLevel::debug;
  if (name == "warn") return LogLevel::warn;
  if (name == "error") return LogLevel::error;
  return LogLevel::info;
}

struct Log::Impl {
  LogFormat format;
  std::atomic<LogLevel> level;
  std::shared_ptr<spdlog::logger> logger;
  LogLimit limit;
  std::mutex writing;  ///< one line at a time, for between the look and the write another must not fill the pipe
  std::uint64_t unread = 0;

  void put(LogLevel at, const std::string& line) {
    std::lock_guard lock(writing);
    if (unread != 0 && stderr_takes_a_line()) {
      logger->log(spdlog_level(LogLevel::warn),
                  said("log", fmt::format("{} lines are lost: nobody read them", std::exchange(unread, 0))));
    }
    if (!stderr_takes_a_line()) return void(++unread);
    logger->log(spdlog_level(at), line);
  }

  std::string said(std::string_view component, std::string_view text) const {
    if (format != LogFormat::json) return fmt::format("{}: {}", component, one_line(text));
    return fmt::format(R"("component":"{}","message":"{}")", json_escaped(component), json_escaped(text));
  }

  /// Escaped, a byte may become six.
  std::string bounded(std::string_view component, std::string_view text) const {
    std::string line = said(component, text);
    for (std::size_t keep = kLongestLine; line.size() > kLongestLine; keep /= 2)
      line = said(component, std::string(text.substr(0, keep)) + "…");
    return line;
  }

  void write(LogLevel at, std::string_view component, std::string text) {
    if (at < level.load(std::memory_order_relaxed)) return;
    const auto held_back = limit.pass(component, text, mono_now());
    if (!held_back) return;
    if (*held_back > 0) text += fmt::format(" ({} more were not logged)", *held_back);
    if (format == LogFormat::journald) {
      const std::string line = one_line(text);
      sd_journal_send("MESSAGE=%.*s: %s", static_cast<int>(component.size()), component.data(), line.c_str(),
                      "PRIORITY=%i", journal_priority(at), "COMPONENT=%.*s", static_cast<int>(component.size()),
                      component.data(), "SYSLOG_IDENTIFIER=tickbard", nullptr);
    } else {
      put(at, bounded(component, text));
    }
  }
};

Log::Log(const LogConfig& config, const Environment& environment) : impl_(std::make_unique<Impl>()) {
  impl_->format = choose_format(config.format, environment);
  impl_->logger = make_logger(impl_->format);
  impl_->logger->set_level(spdlog::level::trace);
  impl_->logger->flush_on(spdlog::level::trace);
  impl_->level = log_level(config.level);
}

Log::~Log() = default;

LogFn Log::fn() {
  return [impl = impl_.get()](LogLevel level, std::string_view component, std::string text) {
    impl->write(level, component, std::move(text));
  };
}

void Log::set_level(LogLevel level) {
  impl_->level.store(level, std::memory_order_relaxed);
}

LogFormat Log::format() const {
  return impl_->format;
}

}  // namespace tickbard
