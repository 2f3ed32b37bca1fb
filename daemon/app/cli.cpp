#include "daemon/app/cli.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "daemon/app/check_config_command.hpp"
#include "daemon/app/cli_commands.hpp"
#include "daemon/app/config_arguments.hpp"
#include "daemon/app/config_command.hpp"
#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_secrets.hpp"
#include "daemon/app/migrate_command.hpp"
#include "daemon/app/run_command.hpp"
#include "daemon/app/status_command.hpp"
#include "daemon/app/version_command.hpp"
#include "daemon/net/listen_address.hpp"
#include "daemon/runtime/clock.hpp"
#include "sinks/failpoint.hpp"

namespace tickbard {
namespace {

int bad_config(const LoadedConfig& loaded) {
  std::cerr << problems_text(loaded.problems);
  return kExitBadConfig;
}

/// A wildcard address is where the daemon listens; one asks it on this machine.
std::string url_to_ask(const HttpConfig& http) {
  const bool any = http.host == "0.0.0.0" || http.host == "::";
  return "http://" + listen_text(any ? "127.0.0.1" : http.host, http.port);
}

void add_run(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("run", "the daemon, in the foreground: SIGTERM stops it, SIGHUP reloads");
  line.takes_config(*command);
  command->callback([&line, command] {
    line.with_config(*command, Purpose::run, [](LoadedConfig loaded) -> int {
      if (!loaded.problems.empty()) return bad_config(loaded);
      return run_daemon(std::move(loaded.config), std::move(loaded.from));
    });
  });
}

void add_config(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("config", "the effective configuration and where each value came from");
  line.takes_config(*command);
  auto* options = line.keep<ConfigCommandOptions>();
  command->add_flag("--describe", options->describe, "every key: what it does, what is allowed, its default");
  command->add_flag("--example", options->example, "an example file with every key");
  command->callback([&line, command, options] {
    line.with_config(*command, Purpose::tool, [options](const LoadedConfig& loaded) {
      return run_config_command(loaded, *options, std::cout, std::cerr);
    });
  });

  CLI::App* check = app.add_subcommand("check-config", "what `run` would say to a configuration, without running");
  line.takes_config(*check);
  check->callback([&line, check] {
    line.with_config(*check, Purpose::run, [](const LoadedConfig& loaded) {
      return run_check_config_command(loaded, std::cout, std::cerr);
    });
  });
}

void add_migrate(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("migrate", "the store's schema to the newest version");
  line.takes_config(*command);
  auto* options = line.keep<MigrateOptions>();
  command->add_option(
      "--store", options->store_url,
      "sqlite:FILE or postgresql://…; default: store.url. A relative FILE is relative to state_dir, or to the "
      "current folder where no configuration is given");
  command->add_flag("--dry-run", options->dry_run, "say what would be done");
  command->callback([&line, command, options] {
    line.with_config(*command, Purpose::tool, [options](const LoadedConfig& loaded) {
      if (!loaded.problems.empty()) return bad_config(loaded);
      options->base = store_base(loaded.from, loaded.config);
      if (options->store_url.empty()) options->store_url = loaded.config.store_url;
      return run_migrate_command(*options, wall_now(), std::cout, std::cerr);
    });
  });
}

void add_status(CLI::App& app, CommandLine& line) {
  struct StatusOptions {
    std::string url;
    std::string token_file;
  };
  CLI::App* command = app.add_subcommand("status", "how the running daemon is");
  line.takes_config(*command);
  auto* options = line.keep<StatusOptions>();
  command->add_option("--url", options->url, "where it answers; default: http.listen");
  command->add_option("--token-file", options->token_file, "a file with the token, where the daemon wants one");
  command->callback([&line, command, options] {
    line.with_config(*command, Purpose::tool, [options](const LoadedConfig& loaded) -> int {
      if (!loaded.problems.empty()) return bad_config(loaded);
      std::string token;
      if (!options->token_file.empty()) {
        auto read = read_secret_file(options->token_file);
        if (!read) {
          std::cerr << "tickbard: " << read.error().text << '\n';
          return kExitFailed;
        }
        token = std::move(*read);
      }
      if (options->url.empty() && loaded.config.http.port == 0) {
        std::cerr << "tickbard status: http.listen has port 0, so the daemon took a free one: give --url with the "
                     "address that it printed as `listening on`\n";
        return kExitUsage;
      }
      const std::string url = options->url.empty() ? url_to_ask(loaded.config.http) : options->url;
      return run_status_command(url, token, std::cout, std::cerr);
    });
  });
}

}  // namespace

std::filesystem::path store_base(const LoadedFrom& from, const Config& config) {
  const auto origin = from.origin.find("state_dir");
  const bool given = !from.inputs.file.empty() || (origin != from.origin.end() && origin->second != "default");
  return given ? config.state_dir : std::filesystem::path(".");
}

void CommandLine::takes_config(CLI::App& command) {
  command.add_option("--config", config_file, "TOML file; default: $TICKBARD_CONFIG, else none");
  command.allow_extras();
  command.footer("Every setting is a flag too: --section.key=value. `tickbard config --describe` lists them.");
}

void CommandLine::with_config(CLI::App& command, Purpose purpose, const std::function<int(LoadedConfig)>& then) {
  std::vector<std::string> own;
  for (const CLI::Option* option : command.get_options())
    own.insert(own.end(), option->get_lnames().begin(), option->get_lnames().end());
  auto flags = parse_config_flags(command.remaining(), own);
  if (!flags) {
    std::cerr << "tickbard " << command.get_name() << ": " << flags.error().text << '\n';
    exit_code = kExitUsage;
    return;
  }
  Environment environment = Environment::of_process();
  if (const auto armed = arm_failpoint(environment.get(kFailpointVariable).value_or("")); !armed) {
    std::cerr << "tickbard " << command.get_name() << ": " << armed.error().text << '\n';
    exit_code = kExitBadConfig;
    return;
  }
  exit_code = then(load_config(config_inputs(config_file, std::move(environment), std::move(*flags)), purpose));
}

int run_cli(int argc, char** argv) {
  CLI::App app{"tickbard turns trades from websockets into exact 1-minute bars.", "tickbard"};
  CommandLine line;
  app.require_subcommand(1);
  app.failure_message([](const CLI::App* root, const CLI::Error& error) {
    std::string name = root->get_name();
    for (const CLI::App* part : root->get_subcommands()) name += " " + part->get_name();
    const auto left = root->remaining();
    if (root->get_subcommands().empty() && !left.empty() && !left.front().starts_with('-'))
      return name + ": \"" + left.front() + "\" is no command; see " + name + " --help\n";
    return name + ": " + error.what() + "; see " + name + " --help\n";
  });
  app.set_version_flag("--version", version_text());
  add_run(app, line);
  add_sim_command(app, line);
  add_replay_command(app, line);
  add_derive_command(app, line);
  add_import_command(app, line);
  add_export_command(app, line);
  add_retention_command(app, line);
  add_report_command(app, line);
  add_migrate(app, line);
  add_status(app, line);
  add_config(app, line);
  app.add_subcommand("version", "what this binary is")->callback([&line] {
    std::cout << version_text() << '\n';
    line.exit_code = kExitDone;
  });
  // CLI11 takes them from the back.
  std::vector<std::string> arguments(std::make_reverse_iterator(argv + argc),
                                     std::make_reverse_iterator(argv + 1));
  hide_secrets({argv + 1, argv + argc});
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  return line.exit_code;
}

}  // namespace tickbard
