#pragma once

#include "aggregator/derive/baselines/baselines.hpp"

namespace tickbard {

/// Puts the minute that is not over on a stored row: price and the changes against yesterday and the opens, high
/// and low of regular hours, distance from the stored minutes' vwap, volume. Changes of 1, 5 and 15 minutes stay
/// those of the row, which does not hold their old prices; so does relative volume. False, and the row as it was,
/// for a minute older than the row or of another session, whose yesterday is another day.
bool overlay_forming(Baselines& row, const Bar& forming, const DayBounds& bounds);

}  // namespace tickbard
