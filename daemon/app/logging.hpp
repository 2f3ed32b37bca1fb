#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemon/app/config.hpp"
#include "daemon/app/environment.hpp"
#include "daemon/runtime/log.hpp"

namespace tickbard {

/// Which format "auto" means here: text on a terminal, journald when stderr is systemd's journal, json otherwise.
LogFormat choose_format(LogFormat wanted, const Environment& environment);

/// "debug", "info", "warn" or "error" (the configuration allows nothing else).
LogLevel log_level(std::string_view name);

/// The process's log on stderr: the only set-up of spdlog. Equal lines of one component are limited to a few a
/// minute; what was held back is told with the next one that passes.
/// Owner: main makes it; fn() may be called from any thread. Lifetime: longer than every copy of fn().
class Log {
 public:
  Log(const LogConfig& config, const Environment& environment);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  LogFn fn();
  void set_level(LogLevel level);
  LogFormat format() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tickbard
