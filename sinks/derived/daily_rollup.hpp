#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

struct Session;

struct DayRollup {
  std::string_view calendar;          ///< symbols of this calendar alone …
  std::string_view default_calendar;  ///< … which is that of symbols without a row in instruments
  const Session& session;
  bool is_final = false;  ///< the amend window is over
  bool archived = false;  ///< its minutes went to a file, and those that are here may be a part of them
};

/// Computes one session's `daily_bars` from price_bars and session_prints, set-wise in the store, as DailyRollup
/// of aggregator/derive defines them. A symbol without a regular minute that has a price has no row, and loses the
/// one it had. An imported row stays, and so does one of an archived session that has more minutes or trades than
/// are here. The revision grows only where a figure differs, so the answer, the number of rows changed, is 0 the
/// second time.
StoreResult<std::size_t> rollup_day(Tables& tables, const DayRollup& rollup, UnixNanos now);

}  // namespace tickbard
