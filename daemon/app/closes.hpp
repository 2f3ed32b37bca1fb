#pragma once

#include <vector>

#include "aggregator/market/market.hpp"
#include "daemon/app/config.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/runtime/log.hpp"
#include "sinks/store.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// A symbol's closing price in today's shares, or with `final` false its last regular price so far.
struct RecalledClose {
  Symbol symbol;
  Price close;
  SessionDate of{};
  bool final = true;
};

/// The reference prices of alerts: closes of the last sessions, a day's own (official, auction) before its last
/// minute's, adjusted for splits since. Without `tables`, and for symbols without days: minutes alone.
/// Owner: the store's thread. Errors: said; what was read counts, and other alerts start from the first trade.
std::vector<RecalledClose> read_closes(Store& store, Tables* tables, const Config& config, const MarketData& data,
                                       UnixNanos now, const LogFn& log);

void set_closes(Market& market, const std::vector<RecalledClose>& closes);

}  // namespace tickbard
