#include "daemon/app/cli_data.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard {
namespace {

int run(RetentionFlags& flags, const LoadedConfig& loaded) {
  if (!sound(loaded)) return kExitBadConfig;
  const auto data = MarketData::load(loaded.from.inputs.file.parent_path());
  if (!data) {
    std::cerr << "tickbard retention: " << data.error().text << '\n';
    return kExitBadConfig;
  }
  complete(flags.store, loaded);
  flags.folder = flags.store.base / "archive";
  flags.keep = {loaded.config.retention_minute_bars, loaded.config.retention_five_minute_bars};
  flags.default_calendar = default_calendar(loaded.config);
  return run_retention_command(flags, CalendarBook(data->calendars), wall_now(), std::cout, std::cerr);
}

}  // namespace

void add_retention_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("retention", "bars past their time to files, verified, then dropped");
  line.takes_config(*command);
  auto* flags = line.keep<RetentionFlags>();
  takes_store(*command, flags->store);
  command->add_flag("--dry-run", flags->dry_run, "say what would be done");
  command->footer(
      "retention.minute_bars and retention.five_minute_bars say how long bars are kept; files go to\n"
      "STATE_DIR/archive (./archive where no configuration is given) and are read back with\n"
      "`tickbard import FILE --interval 1m`. A day that is not rolled up for good is kept, and why is said.\n"
      "Every setting is a flag too: --section.key=value. `tickbard config --describe` lists them.");
  command->callback([&line, command, flags] {
    line.with_config(*command, Purpose::tool, [flags](const LoadedConfig& loaded) { return run(*flags, loaded); });
  });
}

}  // namespace tickbard
