#pragma once

#include <optional>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/derive/day_bounds.hpp"
#include "daemon/edge/edge_context.hpp"
#include "sinks/derived/symbol_state.hpp"

namespace tickbard {

/// Brings stored rows of one calendar up to this moment: they are written a minute's end and some seconds later,
/// or more while a job holds them up. Remembers the last session it looked up, for nearly all rows are of one.
/// Owner: one thread. Lifetime: calendar and context outlive it.
class LiveState {
 public:
  LiveState(const Calendar& calendar, const EdgeContext& context) : calendar_(calendar), context_(context) {}

  /// Puts the minutes after the row's on it: what they alone can tell (overlay_minutes). True: there are any.
  bool overlay(SymbolState& row);

  /// The row anew from all the session's minutes, stored and not: every figure but relative volume. True: there
  /// are newer ones than the row's. Rows of a session that is not the newest stay. Errors: the store's.
  StoreResult<bool> refresh(SymbolState& row, Tables& tables, UnixNanos now);

  /// Of a session of the calendar; nullptr if it is none.
  const DayBounds* bounds(SessionDate session);

 private:
  std::vector<Bar> newer(const SymbolState& row) const;

  const Calendar& calendar_;
  const EdgeContext& context_;
  std::optional<DayBounds> bounds_;
};

}  // namespace tickbard
