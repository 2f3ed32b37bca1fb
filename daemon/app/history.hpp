#pragma once

#include <vector>

#include "aggregator/market/market.hpp"
#include "daemon/app/config.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/runtime/log.hpp"
#include "sinks/journal.hpp"
#include "sinks/store.hpp"

namespace tickbard {

/// Where each symbol's alerts go on: its newest alert, from the store and, since the newest may not have reached
/// it, from the journal in front of it. Either may be missing: `store` if it does not answer, `journal` with
/// sqlite. Owner: main, before the market's thread and the uploader run.
void recall_alerts(Market& market, Store* store, Journal* journal, const Config& config, const MarketData& data,
                   UnixNanos now, const LogFn& log);

/// Resume points, and since when each feed was not listened to: from the store and from the journal in front of
/// it, the newest of both. Either may be missing, as above. Owner: main, before the market's thread runs.
void recall_feeds(Market& market, Store* store, Journal* journal, const Config& config, UnixNanos now,
                  const LogFn& log);

/// The sessions that readers of `market_calendar` get: a year back and a year ahead.
StoreResult<void> publish_calendars(Store& store, const Config& config, const MarketData& data, UnixNanos now);

}  // namespace tickbard
