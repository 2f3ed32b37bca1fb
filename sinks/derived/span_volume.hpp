#pragma once

#include "aggregator/derive/interval.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// Each symbol's volume in bars of `interval` (not 1d) with start in [from, to), in no order.
StoreResult<void> span_volume(Tables& tables, Interval interval, MinuteStart from, MinuteStart to,
                              const std::function<void(const Symbol&, Volume)>& sink);

}  // namespace tickbard
