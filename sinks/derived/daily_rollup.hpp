#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

struct Session;

struct DayRollup {
  std::string_view calendar;          ///< symbols of this calendar alone …
  std::string_view default_calendar;  ///< … which is that of symbols without a row in instruments
  const Session& session;
  bool is_final = false;  ///< the amend window is over
};

/// Computes one session's `daily_bars` from price_bars and session_prints, set-wise in the store: prices of
/// regular hours; open and close official, else of the auction, else of the first and last regular minute; a
/// closing print within ten minutes of the close counts as regular volume, high and low. A symbol without a
/// regular minute has no row. An imported row stays. The revision grows only where a figure differs, so the
/// answer, the number of rows changed, is 0 the second time.
StoreResult<std::size_t> rollup_day(Tables& tables, const DayRollup& rollup, UnixNanos now);

}  // namespace tickbard
