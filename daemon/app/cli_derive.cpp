#include <CLI/CLI.hpp>
#include <iostream>

#include "daemon/app/cli.hpp"
#include "daemon/app/cli_commands.hpp"
#include "daemon/app/config_arguments.hpp"
#include "daemon/app/derive_command.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/app/signals.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard {
namespace {

int run(DeriveOptions& options, const LoadedConfig& loaded) {
  if (!loaded.problems.empty()) {
    std::cerr << problems_text(loaded.problems);
    return kExitBadConfig;
  }
  const auto data = MarketData::load(loaded.from.inputs.file.parent_path());
  if (!data) {
    std::cerr << "tickbard derive: " << data.error().text << '\n';
    return kExitBadConfig;
  }
  options.base = store_base(loaded.from, loaded.config);
  if (options.store_url.empty()) options.store_url = loaded.config.store_url;
  options.amend_window = loaded.config.bars.amend_window;
  options.default_calendar = default_calendar(loaded.config);
  options.sets = listed_sets(loaded.config);
  Signals signals;
  bool asked = false;
  options.stop = [&] { return asked = asked || signals.wait(std::chrono::milliseconds{0}) == StopSignal::stop; };
  return run_derive_command(options, CalendarBook(data->calendars), wall_now(), std::cout, std::cerr);
}

}  // namespace

void add_derive_command(CLI::App& app, CommandLine& line) {
  CLI::App* command =
      app.add_subcommand("derive", "days, breadth, indicators and baselines again from what is stored");
  line.takes_config(*command);
  auto* options = line.keep<DeriveOptions>();
  command->add_option("what", options->what, "daily, baselines, breadth, indicators, higher or all")
      ->required()
      ->check(CLI::IsMember({"daily", "baselines", "breadth", "indicators", "higher", "all"}));
  command->add_option("--session", options->sessions, "DATE or DATE..DATE, as in 2026-11-16..2026-11-20")
      ->required();
  command->add_option("--set", options->set,
                      "breadth of which securities: all (every symbol with a daily bar; derive all: and every "
                      "list), a set of the configuration, an index code, a watchlist, a set's name or hash");
  command->add_option("--calendar", options->calendar,
                      "whose sessions: xnys or always; default: the feeds' if they have one in common, else xnys");
  command->add_option("--interval", options->interval, "of indicators: 1m, 5m, 15m, 1h or 1d (default)");
  command->add_option("--benchmark", options->benchmark,
                      "what stage and Mansfield compare with; default SPY, empty for none");
  command->add_option(
      "--store", options->store_url,
      "sqlite:FILE or postgresql://…; default: store.url. A relative FILE is relative to state_dir, or to the "
      "current folder where no configuration is given");
  command->footer(
      "Running it twice changes no row; Ctrl-C keeps what is done. Breadth and indicators are of final days "
      "alone.\n"
      "Every setting is a flag too: --section.key=value. `tickbard config --describe` lists them.");
  command->callback([&line, command, options] {
    line.with_config(*command, Purpose::tool,
                     [options](const LoadedConfig& loaded) { return run(*options, loaded); });
  });
}

}  // namespace tickbard
