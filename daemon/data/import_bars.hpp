#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/derive/interval.hpp"
#include "daemon/data/csv_columns.hpp"
#include "daemon/data/zoned_time.hpp"
#include "daemon/derive/calendars.hpp"
#include "sinks/store.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// What `tickbard import FILE --interval …` was asked for; each field names its flag.
struct ImportBarsOptions {
  std::filesystem::path file;        ///< FILE; "-": standard input. gzip is told by its content
  Interval interval = Interval::m1;  ///< --interval
  ColumnNames columns;               ///< --columns close=last
  std::string symbol;                ///< --symbol S: of every row, for files without that column
  std::string calendar;              ///< --calendar: of every symbol; empty: the stored one, else default_calendar
  std::string default_calendar = "xnys";
  ZonedTime zone;       ///< --zone
  bool strict = false;  ///< --strict: days are not mended but left out
  /// Whose files `archives` names: such a one is compared with what was written before a row of it is used.
  std::filesystem::path archive_folder{};
  bool archive = false;  ///< an archive that was just proven: taken as it stands
};

/// A line that was not taken as it stands.
struct BrokenRow {
  std::uint64_t line = 0;
  std::string why;
};

struct ImportReport {
  std::uint64_t rows = 0;       ///< lines after the first, blank ones left out
  std::uint64_t changed = 0;    ///< rows of the store, new or better
  std::uint64_t unchanged = 0;  ///< there already
  std::uint64_t kept = 0;       ///< the store has other figures, no worse by (revision, trade_count)
  std::uint64_t empty = 0;      ///< minutes without a trade
  std::uint64_t mended = 0, broken = 0;
  std::uint64_t symbols = 0;
  std::vector<BrokenRow> listed;      ///< the first kListed of the mended and broken ones
  std::vector<std::string> notes;     ///< sentences for people
  std::optional<std::string> damage;  ///< the file ends early; what came before was used
  static constexpr std::size_t kListed = 100;
};

/// Reads a CSV of bars into the store: any order of rows, any order of columns, in memory that does not grow with
/// the file. A second run changes nothing. Errors: the store; class other for a file that cannot be opened, names
/// not its columns, has no row, whose rows contradict the interval, or that is an archive of this store and
/// damaged: then nothing is stored.
StoreResult<ImportReport> import_bars(const ImportBarsOptions& options, const CalendarBook& calendars,
                                      Store& store, Tables& tables, UnixNanos now);

}  // namespace tickbard
