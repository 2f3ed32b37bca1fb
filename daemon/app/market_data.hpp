#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/error.hpp"
#include "aggregator/market/market.hpp"
#include "aggregator/rules/trade_rules.hpp"
#include "daemon/app/config.hpp"

namespace tickbard {

/// The market rules that are data: calendars and trade conditions, those of this build or, where a file of that name
/// lies beside the configuration file, with its rows on top: `xnys.csv`, `conditions.csv`.
/// Lifetime: outlives market and feeds; immutable, any thread.
struct MarketData {
  std::map<std::string, Calendar, std::less<>> calendars;
  TradeRules rules;
  std::vector<std::string> overrides;  ///< a sentence for each file in use

  /// Errors: a sentence with the file and line, or the missing time zone database.
  static Result<MarketData> load(const std::filesystem::path& beside);

  /// The files that were used and no longer hold what was read, or are new, or gone: only a restart applies that.
  std::vector<std::filesystem::path> changed() const;

  /// Precondition: a calendar name that the configuration allows.
  const Calendar& calendar(std::string_view name) const;

  std::map<std::filesystem::path, std::string> texts;  ///< of the files that may override; empty where there is none
};

MarketOptions market_options(const Config& config);
std::vector<FeedTraits> feed_traits(const Config& config, const MarketData& data);

}  // namespace tickbard
