#pragma once

#include "daemon/derive/derive.hpp"

namespace tickbard {

/// derive_indicators for intervals below a day: bars of regular hours, each symbol's state kept while all symbols'
/// bars stream by in time order, from so many sessions before the first that the averages are warm.
/// Memory: some 23 kB a symbol. Precondition: `sessions` are final.
StoreResult<DeriveReport> derive_intraday_indicators(const DeriveContext& context, const Calendar& calendar,
                                                     std::span<const Session> sessions, Interval interval,
                                                     std::span<const Symbol> only);

}  // namespace tickbard
