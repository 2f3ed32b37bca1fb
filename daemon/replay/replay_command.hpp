#pragma once

#include <iosfwd>
#include <map>
#include <string>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/market/market.hpp"
#include "aggregator/rules/trade_rules.hpp"
#include "daemon/replay/replay_options.hpp"

namespace tickbard {

/// The market rules of a replay: those of the daemon of the same configuration, so that both give the same bars.
/// Lifetime: what is pointed to outlives the run.
struct ReplayMarket {
  const std::map<std::string, Calendar, std::less<>>* calendars = nullptr;  ///< every name that --calendar allows
  const TradeRules* rules = nullptr;
  MarketOptions options;
};

/// `tickbard replay`: a file through the same pipeline as a feed, without a network; deterministic.
/// Bars go to the store, as CSV to `out` (or the file of --out), or nowhere; a summary and every complaint go to
/// `err`. Returns an exit code: 0 done; 1 the file, the store or the conservation law failed; 2 usage; 75 the
/// store is busy or away, try again.
int run_replay(const ReplayOptions& options, const ReplayMarket& market, std::ostream& out, std::ostream& err);

}  // namespace tickbard
