#pragma once

#include "aggregator/market/market.hpp"
#include "daemon/app/config.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/runtime/log.hpp"
#include "sinks/store.hpp"

namespace tickbard {

/// What a start takes from the store: reference prices of alerts, resume points, and since when each feed was not
/// listened to. The store is not needed: whatever it does not answer is left out and said.
/// Owner: main, before the market's thread runs.
void recall_history(Market& market, Store& store, const Config& config, const MarketData& data, UnixNanos now,
                    const LogFn& log);

/// The sessions that readers of `market_calendar` get: a year back, and as far ahead as the next two.
StoreResult<void> publish_calendars(Store& store, const Config& config, const MarketData& data, UnixNanos now);

}  // namespace tickbard
