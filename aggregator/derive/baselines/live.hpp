#pragma once

#include <span>

#include "aggregator/derive/baselines/baselines.hpp"

namespace tickbard {

/// Puts minutes that are newer than a stored row on it: price and the changes against yesterday and the opens,
/// high and low of regular hours, volume. Its vwap, the changes of 1, 5 and 15 minutes and relative volume need
/// more than the row holds and stay as they are. Precondition: `minutes` are oldest first. False, and the row as
/// it was, if none of them is newer and of the row's session, whose yesterday is not another session's.
bool overlay_minutes(Baselines& row, std::span<const Bar> minutes, const DayBounds& bounds);

/// Takes from a row what its minutes alone can tell, where none follow and only its price goes on: the changes of
/// 1, 5 and 15 minutes, high and low, vwap and relative volume. Day volume stays what it was.
void drop_minutes(Baselines& row);

/// The row anew from all its session's minutes, with the stored row's yesterday, official open and relative
/// volume: what follows from other days. None if `day` knows nothing newer than the row.
std::optional<Baselines> refreshed(const Baselines& row, const SymbolDay& day, UnixNanos now);

}  // namespace tickbard
