#pragma once

#include <optional>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/derive/day_bounds.hpp"
#include "daemon/edge/chart_series.hpp"
#include "sinks/derived/symbol_state.hpp"

namespace tickbard {

/// Puts the minute that is not over on stored rows of one calendar. Remembers the last session it looked up, for
/// nearly all rows are of one.
/// Owner: one thread. Lifetime: the calendar outlives it.
class LiveState {
 public:
  LiveState(const Calendar& calendar, const FormingBar& forming) : calendar_(calendar), forming_(forming) {}

  /// True if the row's price is of the running minute now.
  bool overlay(SymbolState& row);

  /// Of a session of the calendar; nullptr if it is none.
  const DayBounds* bounds(SessionDate session);

 private:
  const Calendar& calendar_;
  const FormingBar& forming_;
  std::optional<DayBounds> bounds_;
};

}  // namespace tickbard
