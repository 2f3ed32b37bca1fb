#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "daemon/app/cli.hpp"
#include "daemon/app/config.hpp"
#include "daemon/runtime/log.hpp"

namespace tickbard {

/// The running daemon: everything it is made of, built in the direction of the data from its end to its start, and
/// stopped the other way round. Owner: main.
class App {
 public:
  /// `rules_dir`: where files that override market rules may lie (beside the configuration file); may be empty.
  /// `fail` may be called from any thread: the process must end with that code.
  App(Config config, std::filesystem::path rules_dir, LogFn log, std::function<void(ExitCode, std::string)> fail);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Errors: kExitDone when running; else the exit code, and `problem` is the sentence.
  ExitCode start(std::string& problem);

  /// `config` is what apply_reloadable() made: it differs from the running one only in what may change.
  void reload(const Config& config);
  /// The running configuration stays; /v1/status says so and `why` until a reload succeeds.
  void reload_refused(std::string why);
  /// Sentences about files beside the configuration that only a restart applies.
  std::vector<std::string> needing_restart() const;

  /// Feeds close, rings run dry, open minutes are flushed, the journal commits, the store gets what the deadline
  /// leaves.
  void stop(std::chrono::nanoseconds allowed);

  std::string url() const;                   ///< "http://127.0.0.1:8787"
  std::string status_line() const;           ///< for systemd's STATUS=
  std::vector<std::string> stalled() const;  ///< loops that make no progress; empty: alive

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tickbard
