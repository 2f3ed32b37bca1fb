#pragma once

#include <optional>
#include <span>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// One stored value of one key of one set.
struct SeriesPoint {
  SessionDate session;
  std::optional<double> value;
};

/// A line of the report: the value, those of the one and two stored sessions before, and the mean of the last ten.
struct SeriesSummary {
  std::optional<double> value, one_before, two_before;
  std::optional<double> mean_of_ten;  ///< of those of the last ten sessions that have a value
  friend bool operator==(const SeriesSummary&, const SeriesSummary&) = default;
};

/// The line at `as_of`, which a week-end's run passes as the session before it: what counts is sessions that are
/// stored, not days (T-110, T-113). A session that is not stored has no value of its own, only those before it.
/// Precondition: ascending, one point a session; later ones are not looked at.
SeriesSummary summary_of(std::span<const SeriesPoint> series, SessionDate as_of);

}  // namespace tickbard
