#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/app/config_load.hpp"

namespace CLI {
class App;
}

namespace tickbard {

/// What the commands share while the arguments are read.
/// Owner: main.
/// Lifetime: as long as the CLI::App that fills it.
class CommandLine {
 public:
  std::string config_file;
  int exit_code = 0;

  /// Storage for a command's options: CLI11 writes into it long after the function that made it has returned.
  template <class Options>
  Options* keep() {
    auto made = std::make_shared<Options>();
    kept_.push_back(made);
    return made.get();
  }

  /// --config and every --section.key=value.
  void takes_config(CLI::App& command);
  /// Loads what the arguments ask for and lets `then` decide the exit code; a malformed flag is a usage error.
  void with_config(CLI::App& command, Purpose purpose, const std::function<int(LoadedConfig)>& then);

 private:
  std::vector<std::shared_ptr<void>> kept_;
};

/// What a relative SQLite file is relative to: state_dir, or the current folder where no configuration is given.
std::filesystem::path store_base(const LoadedFrom& from, const Config& config);

void add_sim_command(CLI::App& app, CommandLine& line);
void add_replay_command(CLI::App& app, CommandLine& line);
void add_derive_command(CLI::App& app, CommandLine& line);
void add_import_command(CLI::App& app, CommandLine& line);
void add_export_command(CLI::App& app, CommandLine& line);
void add_retention_command(CLI::App& app, CommandLine& line);
void add_report_command(CLI::App& app, CommandLine& line);

}  // namespace tickbard
