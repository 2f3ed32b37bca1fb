#pragma once

#include "daemon/edge/edge_context.hpp"
#include "daemon/edge/problem.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// The calendar that a symbol follows: that of its row in instruments, else the default. nullptr: this daemon does
/// not know it.
ApiResult<const Calendar*> calendar_of(const Symbol& symbol, Tables& tables, const EdgeContext& context);

/// The session that `now` belongs to, by the default calendar: what splits up to today are.
SessionDate today_of(const EdgeContext& context, UnixNanos now);

/// The session of an instant; without a calendar its UTC day.
SessionDate session_of(const Calendar* calendar, UnixNanos t);

}  // namespace tickbard
