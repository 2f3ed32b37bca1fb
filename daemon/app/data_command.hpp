#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/core/time.hpp"
#include "daemon/app/store_place.hpp"
#include "daemon/data/retention.hpp"
#include "daemon/derive/calendars.hpp"

namespace tickbard {

/// The flags of `tickbard import` as they were written.
struct ImportFlags {
  StorePlace store;
  std::filesystem::path file;
  std::string interval, columns, symbol, calendar, zone;
  std::string default_calendar = "xnys";  ///< of symbols that the store knows none of
  std::string constituents, watchlist;    ///< INDEX, NAME
  bool instruments = false, splits = false, renames = false;
  bool strict = false, allow_shrink = false;
  std::filesystem::path archive_folder{};  ///< a damaged file of it is refused
  std::vector<std::string> sets{};         ///< names of the configuration's sets
};

/// The flags of `tickbard export` as they were written.
struct ExportFlags {
  StorePlace store;
  std::string interval = "1m", symbols, from, to, format = "csv", compress;
  std::filesystem::path out = "-";
};

struct RetentionFlags {
  StorePlace store;
  std::filesystem::path folder;  ///< of the archives
  RetentionTimes keep;
  std::string default_calendar = "xnys";  ///< of symbols that the store knows none of
  bool dry_run = false;
};

/// `tickbard import`: a CSV of bars, or a list of securities, into the store, whose schema is brought to the
/// newest version. Broken lines are named and counted; exit code 1 if most of them are, or the file is damaged.
int run_import_command(const ImportFlags& flags, const CalendarBook& calendars, UnixNanos now, std::ostream& err);

/// `tickbard export`: stored bars as CSV or JSON lines to a file or to `out`.
int run_export_command(const ExportFlags& flags, std::ostream& out, std::ostream& err);

/// `tickbard retention`: archives what is past its time, verifies the file and drops the rows. Exit code 1 if a
/// day's older archive is damaged or missing; the other days went.
int run_retention_command(const RetentionFlags& flags, const CalendarBook& calendars, UnixNanos now,
                          std::ostream& out, std::ostream& err);

}  // namespace tickbard
