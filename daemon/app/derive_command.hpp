#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "aggregator/core/time.hpp"
#include "daemon/derive/context.hpp"

namespace tickbard {

struct DeriveOptions {
  std::string what;                       ///< higher, daily, breadth, indicators, baselines or all
  std::string sessions;                   ///< DATE or DATE..DATE
  std::string set = "all";                ///< for breadth and all
  std::string calendar;                   ///< whose sessions; empty: default_calendar
  std::string default_calendar = "xnys";  ///< of symbols that the store knows none of
  std::vector<ListedSet> sets;            ///< of the configuration
  std::string interval = "1d";            ///< for indicators
  std::string benchmark = "SPY";          ///< for indicators and all
  std::string store_url;
  std::filesystem::path base;  ///< what a relative SQLite file is relative to
  std::chrono::nanoseconds amend_window = std::chrono::minutes{15};
  std::function<bool()> stop{};  ///< asked now and then; true: end early, with what is done kept
};

/// `tickbard derive`: computes derived tables again from what is stored. Running it twice changes nothing.
/// Exit code 1 and a sentence where it was stopped before the end.
int run_derive_command(const DeriveOptions& options, const CalendarBook& calendars, UnixNanos now,
                       std::ostream& out, std::ostream& err);

}  // namespace tickbard
