#pragma once

#include <chrono>
#include <filesystem>
#include <iosfwd>
#include <string>

#include "aggregator/core/time.hpp"
#include "daemon/derive/calendars.hpp"

namespace tickbard {

struct DeriveOptions {
  std::string what;               ///< higher, daily, breadth, indicators, baselines or all
  std::string sessions;           ///< DATE or DATE..DATE
  std::string set = "all";        ///< for breadth and all
  std::string calendar = "xnys";  ///< whose sessions
  std::string interval = "1d";    ///< for indicators
  std::string benchmark = "SPY";  ///< for indicators and all
  std::string store_url;
  std::filesystem::path base;  ///< what a relative SQLite file is relative to
  std::chrono::nanoseconds amend_window = std::chrono::minutes{15};
};

/// `tickbard derive`: computes derived tables again from what is stored. Running it twice changes nothing.
int run_derive_command(const DeriveOptions& options, const CalendarBook& calendars, UnixNanos now,
                       std::ostream& out, std::ostream& err);

}  // namespace tickbard
