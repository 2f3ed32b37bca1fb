#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "aggregator/core/time.hpp"
#include "daemon/derive/calendars.hpp"

namespace tickbard {

struct ReportCommandOptions {
  std::string what{};  ///< scan, coverage, storage or checks
  std::string store_url{};
  std::filesystem::path base{};           ///< what a relative SQLite file is relative to
  std::filesystem::path state_dir{};      ///< of journal, archive and reports
  std::string session{};                  ///< YYYY-MM-DD; empty: the last finished one, coverage: now
  std::string calendar{};                 ///< empty: default_calendar
  std::string default_calendar = "xnys";  ///< of symbols that the store knows none of
  std::string format = "md";
  std::string out = "-";
  std::vector<std::string> sets{};  ///< of the scan
  bool bars_enabled = true;
  std::chrono::nanoseconds amend_window{};
};

/// `tickbard report`: one report to `out`, or to a file that appears whole or not at all.
int run_report_command(const ReportCommandOptions& options, const CalendarBook& calendars, UnixNanos now,
                       std::ostream& out, std::ostream& err);

}  // namespace tickbard
