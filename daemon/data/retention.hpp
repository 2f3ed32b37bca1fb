#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "daemon/derive/calendars.hpp"
#include "sinks/store.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// How long bars stay in the store before they go to files. 0: for ever.
struct RetentionTimes {
  std::chrono::nanoseconds minute_bars{};
  std::chrono::nanoseconds five_minute_bars{};
};

/// What retention works with.
/// Owner: the thread that runs it. Lifetime: everything it refers to outlives it.
struct RetentionContext {
  Store& store;  ///< takes bars back if a day was written to while it was taken out
  Tables& tables;
  const CalendarBook& calendars;
  std::string default_calendar = "xnys";  ///< of symbols without a row in instruments
  std::filesystem::path folder;           ///< archives go to FOLDER/price_bars/2026-08-03.csv.gz and its like
  RetentionTimes keep;
  UnixNanos now{};
  bool dry_run = false;
  std::function<bool()> stop{};  ///< asked between days; true: end early, with what is done kept
};

/// One UTC day of one table.
struct RetiredDay {
  std::string_view table;
  std::chrono::sys_days day{};
  std::string file;
  std::uint64_t rows = 0;   ///< in the file; of a dry run 0
  std::uint64_t bytes = 0;  ///< of the file; of a dry run 0
};

struct RetentionReport {
  std::vector<RetiredDay> retired;   ///< in files and no longer in the store; of a dry run: what would be
  std::uint64_t kept_days = 0;       ///< past their time, and had to stay
  std::vector<std::string> kept;     ///< a sentence for each of the first kListed of them
  std::uint64_t refused_days = 0;    ///< that stay because the archive they have is not there or damaged
  std::vector<std::string> refused;  ///< a sentence for each of the first kListed of them
  std::uint64_t rows_dropped = 0;
  bool stopped = false;  ///< not all was done
  static constexpr std::size_t kListed = 20;
};

/// Takes what is past its time out of the store, one UTC day after the other, oldest first: written to a file,
/// fsynced, read back and compared, noted in `archives`, then dropped. A day stays while a session that touches it
/// is younger than the time to keep, has a symbol without a final daily bar, or has a day with a dirty mark
/// (T-161). One whose older archive is damaged or missing is refused, and the others go on. Errors: the store, a
/// file that cannot be written or does not read back, or another retention at work in the folder; the day it
/// happened to stays.
StoreResult<RetentionReport> retire_bars(const RetentionContext& context);

}  // namespace tickbard
