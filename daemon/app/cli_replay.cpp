#include <CLI/CLI.hpp>
#include <iostream>

#include "daemon/app/cli.hpp"
#include "daemon/app/cli_commands.hpp"
#include "daemon/app/config_arguments.hpp"
#include "daemon/replay/replay_command.hpp"

namespace tickbard {
namespace {

struct ReplayFlags {
  ReplayOptions options;
  std::string format, columns;
};

int run(ReplayFlags& flags, const LoadedConfig& loaded) {
  if (!loaded.problems.empty()) {
    std::cerr << problems_text(loaded.problems);
    return kExitBadConfig;
  }
  auto format = parse_replay_format(flags.format);
  auto columns = parse_replay_columns(flags.columns);
  if (!format) std::cerr << "tickbard replay: " << format.error().text << '\n';
  if (!columns) std::cerr << "tickbard replay: " << columns.error().text << '\n';
  if (!format || !columns) return kExitUsage;
  flags.options.format = *format;
  flags.options.columns = std::move(*columns);
  flags.options.base = store_base(loaded.from, loaded.config);
  return run_replay(flags.options, std::cout, std::cerr);
}

}  // namespace

void add_replay_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("replay", "a recording through the same pipeline, without a network");
  line.takes_config(*command);
  auto* flags = line.keep<ReplayFlags>();
  ReplayOptions& options = flags->options;
  command->add_option("file", options.file, "the recording, also .gz; - is standard input")->required();
  command->add_option("--format", flags->format, "ticks (CSV) or frames (JSON lines)")->required();
  command->add_option("--provider", options.provider, "whose frames, or whose conditions and symbols");
  command->add_option("--store", options.store, "sqlite:FILE or postgresql://…; default: bars are not stored");
  command->add_option("--out", options.out, "bars as CSV to a file; - is standard output");
  command->add_option("--calendar", options.calendar, "xnys or always; default: the provider's, else always");
  command->add_option("--columns", flags->columns, "our name=the file's, as in price=bid,size=bid_size");
  command->add_option("--symbol", options.symbol, "of every tick, for files without that column");
  command->callback([&line, command, flags] {
    line.with_config(*command, Purpose::tool, [flags](const LoadedConfig& loaded) { return run(*flags, loaded); });
  });
}

}  // namespace tickbard
