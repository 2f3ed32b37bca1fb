#include "daemon/app/cli_data.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard {
namespace {

int run(ImportFlags& flags, const LoadedConfig& loaded) {
  if (!sound(loaded)) return kExitBadConfig;
  const auto data = MarketData::load(loaded.from.inputs.file.parent_path());
  if (!data) {
    std::cerr << "tickbard import: " << data.error().text << '\n';
    return kExitBadConfig;
  }
  complete(flags.store, loaded);
  flags.default_calendar = default_calendar(loaded.config);
  flags.archive_folder = flags.store.base / "archive";
  for (const ListedSet& set : listed_sets(loaded.config)) flags.sets.push_back(set.name);
  return run_import_command(flags, CalendarBook(data->calendars), wall_now(), std::cerr);
}

}  // namespace

void add_import_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("import", "bars of a CSV, or a list of securities, into the store");
  line.takes_config(*command);
  auto* flags = line.keep<ImportFlags>();
  takes_store(*command, flags->store);
  command->add_option("file", flags->file, "the file, also .gz; - is standard input")->required();
  command->add_option("--interval", flags->interval, "the file holds bars of this length: 1m, 5m, 15m, 1h or 1d");
  command->add_option("--constituents", flags->constituents, "the file lists the members of this index, as SP500");
  command->add_option("--watchlist", flags->watchlist, "the file lists the symbols of the watchlist of this name");
  command->add_flag("--instruments", flags->instruments, "the file lists securities with their names and kinds");
  command->add_flag("--splits", flags->splits, "the file lists splits");
  command->add_flag("--renames", flags->renames,
                    "the file lists securities that are called otherwise since a day");
  command->add_option("--columns", flags->columns, "our name=the file's, as in close=last,volume=qty");
  command->add_option("--symbol", flags->symbol, "of every row, for files without that column");
  command->add_option("--zone", flags->zone, "whose clocks times without an offset are by, as America/New_York");
  command->add_option(
      "--calendar", flags->calendar,
      "xnys or always: whose sessions the symbols follow; default: what the store knows, else the\n"
      "feeds' if they have one in common, else xnys");
  command->add_flag("--strict", flags->strict, "leave out days whose open, high or low is missing or impossible");
  command->add_flag("--allow-shrink", flags->allow_shrink, "take a list that lost over a fifth of its members");
  command->footer(
      "The first line of a CSV names its columns, in any order:\n"
      "  1m 5m 15m 1h  symbol,timestamp,open,high,low,close,volume and any of vwap,trade_count,revision,quality\n"
      "  1d            symbol,date,open,high,low,close,volume and any of "
      "vwap,trade_count,volume_pre,volume_post,\n"
      "                open_source,close_source,is_final\n"
      "  --constituents symbol,name,sector    --instruments symbol,calendar,name,exchange,security_type,sector,\n"
      "  industry,sub_industry,market_cap,is_active    --splits symbol,ex_date,numerator,denominator\n"
      "  (10,1 of 10 shares for 1; 1,1 takes back the split stored of that day)\n"
      "  --renames symbol,since,new_symbol, as in FB,2022-06-09,META\n"
      "Lists may be JSON too: an array of symbols or of objects with these names. timestamp is the start of the "
      "bar:\n"
      "2026-11-20T14:30:00Z, 2026-11-20 09:30 with --zone, or Unix seconds, milli-, micro- or nanoseconds.\n"
      "Broken lines are named and counted, and do not stop the import; rows that are no bars of --interval do.\n"
      "A second run changes nothing.\n"
      "Every setting is a flag too: --section.key=value. `tickbard config --describe` lists them.");
  command->callback([&line, command, flags] {
    line.with_config(*command, Purpose::tool, [flags](const LoadedConfig& loaded) { return run(*flags, loaded); });
  });
}

}  // namespace tickbard
