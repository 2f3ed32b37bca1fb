#include "daemon/app/logging.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION  // the place in our source says nothing to an operator
#include <systemd/sd-journal.h>

#include <atomic>

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

  void write(LogLevel at, std::string_view component, std::string text) {
    if (at < level.load(std::memory_order_relaxed)) return;
    const auto held_back = limit.pass(component, text, mono_now());
    if (!held_back) return;
    if (*held_back > 0) text += fmt::format(" ({} more like this were not logged)", *held_back);
    if (format == LogFormat::journald) {
      const std::string line = one_line(text);
      sd_journal_send("MESSAGE=%.*s: %s", static_cast<int>(component.size()), component.data(), line.c_str(),
                      "PRIORITY=%i", journal_priority(at), "COMPONENT=%.*s", static_cast<int>(component.size()),
                      component.data(), "SYSLOG_IDENTIFIER=tickbard", nullptr);
    } else if (format == LogFormat::json) {
      logger->log(spdlog_level(at),
                  fmt::format(R"("component":"{}","message":"{}")", json_escaped(component), json_escaped(text)));
    } else {
      logger->log(spdlog_level(at), fmt::format("{}: {}", component, one_line(text)));
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
