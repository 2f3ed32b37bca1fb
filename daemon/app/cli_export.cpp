#include "daemon/app/cli_data.hpp"

namespace tickbard {

void add_export_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("export", "stored bars as CSV or JSON lines");
  line.takes_config(*command);
  auto* flags = line.keep<ExportFlags>();
  takes_store(*command, flags->store);
  command->add_option("--symbols", flags->symbols, "as AAPL,MSFT; default: all");
  command->add_option("--from", flags->from, "first bar at or after this date or time, UTC; default: the oldest");
  command->add_option("--to", flags->to, "bars before this date or time, UTC; default: to the newest");
  command->add_option("--interval", flags->interval, "1m, 5m, 15m, 1h or 1d")->capture_default_str();
  command->add_option("--format", flags->format, "csv or ndjson")->capture_default_str();
  command->add_option("--compress", flags->compress, "gz; default: none");
  command->add_option("--out", flags->out, "the file, written whole or not at all; - is standard output")
      ->capture_default_str();
  command->footer("Every setting is a flag too: --section.key=value. `tickbard config --describe` lists them.");
  command->callback([&line, command, flags] {
    line.with_config(*command, Purpose::tool, [flags](const LoadedConfig& loaded) -> int {
      if (!sound(loaded)) return kExitBadConfig;
      complete(flags->store, loaded);
      return run_export_command(*flags, std::cout, std::cerr);
    });
  });
}

}  // namespace tickbard
