#include <CLI/CLI.hpp>
#include <iostream>

#include "daemon/app/cli.hpp"
#include "daemon/app/cli_commands.hpp"
#include "daemon/app/config_arguments.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/app/report_command.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard {
namespace {

int run(ReportCommandOptions& options, const LoadedConfig& loaded) {
  if (!loaded.problems.empty()) {
    std::cerr << problems_text(loaded.problems);
    return kExitBadConfig;
  }
  const auto data = MarketData::load(loaded.from.inputs.file.parent_path());
  if (!data) {
    std::cerr << "tickbard report: " << data.error().text << '\n';
    return kExitBadConfig;
  }
  options.base = store_base(loaded.from, loaded.config);
  options.state_dir = options.base;
  if (options.store_url.empty()) options.store_url = loaded.config.store_url;
  options.bars_enabled = loaded.config.bars.enabled;
  options.default_calendar = default_calendar(loaded.config);
  options.amend_window = loaded.config.bars.amend_window;
  return run_report_command(options, CalendarBook(data->calendars), wall_now(), std::cout, std::cerr);
}

}  // namespace

void add_report_command(CLI::App& app, CommandLine& line) {
  CLI::App* command =
      app.add_subcommand("report", "what is stored, for people: scan, coverage, storage or checks");
  line.takes_config(*command);
  auto* options = line.keep<ReportCommandOptions>();
  command
      ->add_option("what", options->what,
                   "scan: a session's breadth; coverage: how complete and fresh bars are; storage: bytes by kind; "
                   "checks: rows "
                   "that contradict each other, exit code 1 if there are any")
      ->required()
      ->check(CLI::IsMember({"scan", "coverage", "storage", "checks"}));
  command->add_option("--session", options->session,
                      "YYYY-MM-DD; default: the last finished session, for coverage now");
  command->add_option("--calendar", options->calendar,
                      "whose session: xnys or always; default: the feeds' if they have one in common, else xnys");
  command->add_option("--format", options->format, "md, json or csv");
  command->add_option("--out", options->out, "a file, which appears whole or not at all; - is standard output");
  command->add_option("--set", options->sets, "sets of the scan, by name or hash; default: every name with values")
      ->delimiter(',');
  command->add_option(
      "--store", options->store_url,
      "sqlite:FILE or postgresql://…; default: store.url. A relative FILE is relative to state_dir, or to the "
      "current folder where no configuration is given");
  command->callback([&line, command, options] {
    line.with_config(*command, Purpose::tool,
                     [options](const LoadedConfig& loaded) { return run(*options, loaded); });
  });
}

}  // namespace tickbard
