#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <optional>

#include "daemon/app/cli.hpp"
#include "daemon/app/cli_commands.hpp"
#include "daemon/app/config_arguments.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/app/store_place.hpp"
#include "daemon/replay/replay_command.hpp"

namespace tickbard {
namespace {

struct ReplayFlags {
  ReplayOptions options;
  std::string format, columns;
};

/// Before anything is read: an hour's replay that ends without its bars, or over a store, is told at once.
std::optional<Refusal> refusal_of(const ReplayOptions& options, const Config& config) {
  namespace fs = std::filesystem;
  const StorePlace given{options.store, options.base}, usual{config.store_url, options.base};
  if (!options.store.empty())
    if (auto no = check_place(given, false)) return no;
  if (options.out.empty() || options.out == "-") return std::nullopt;
  // Bars go to the given store alone, yet the one of the configuration is no less lost under a CSV.
  if (auto no = check_output(options.out, options.store.empty() ? usual : given)) return no;
  if (auto no = check_output(options.out, usual)) return no;
  std::error_code unknown;
  if (fs::equivalent(options.out, options.file, unknown))
    return Refusal{kExitUsage, "--out " + options.out.string() + " is the file to be read: give another name"};
  const fs::path folder = options.out.parent_path();
  if (!folder.empty() && !fs::is_directory(folder, unknown))
    return Refusal{kExitFailed,
                   "the folder " + folder.string() + " of --out does not exist: make it, or correct --out"};
  return std::nullopt;
}

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
  if (const auto no = refusal_of(flags.options, loaded.config)) {
    std::cerr << "tickbard replay: " << no->text << '\n';
    return no->code;
  }
  const auto data = MarketData::load(loaded.from.inputs.folder());
  if (!data) {
    std::cerr << "tickbard replay: " << data.error().text << '\n';
    return kExitBadConfig;
  }
  ReplayMarket market{&data->calendars, &data->rules, market_options(loaded.config)};
  market.options.bars_enabled = true;  // a replay is asked for bars: the switch is the daemon's
  return run_replay(flags.options, market, std::cout, std::cerr);
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
  command->add_option(
      "--store", options.store,
      "sqlite:FILE or postgresql://…; default: bars are not stored. A relative FILE is relative to "
      "state_dir, or to the current folder where no configuration is given");
  command->add_option("--out", options.out, "bars as CSV to a file; - is standard output");
  command->add_option("--calendar", options.calendar, "xnys or always; default: the provider's, else always");
  command->add_option("--columns", flags->columns, "our name=the file's, as in price=bid,size=bid_size");
  command->add_option("--symbol", options.symbol, "of every tick, for files without that column");
  command->footer(
      "ticks is CSV with the first line symbol,ts_ns,price,size and any of conditions,tape,exchange,seq,id:\n"
      "  ts_ns       whole nanoseconds since 1970 UTC (milli-, microseconds and seconds are told by their size)\n"
      "  price size  decimals above 0, exact; price up to 9 digits after the point, size up to 8\n"
      "  conditions  codes separated by ';', read as those of --provider\n"
      "  tape        A B C O or 1 2 3 4;  exchange: a number or a letter\n"
      "  seq id      the order within a symbol, and what duplicates are told by\n"
      "frames is JSON lines, {\"recv_ns\": N, \"raw\": MESSAGE} or the message itself; it needs --provider.\n"
      "bars.enabled (ENABLE_PRICE_BARS) rules the daemon alone: replay stores what --store asks for.\n"
      "Every setting is a flag too: --section.key=value. `tickbard config --describe` lists them.");
  command->callback([&line, command, flags] {
    line.with_config(*command, Purpose::tool, [flags](const LoadedConfig& loaded) { return run(*flags, loaded); });
  });
}

}  // namespace tickbard
