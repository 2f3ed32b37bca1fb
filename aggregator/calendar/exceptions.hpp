#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "aggregator/core/error.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// A day that the rules get wrong, or that no rule could foresee. Times are the market's local ones.
///   closed       no session, though the rules see one
///   full         regular hours, though the rules see none or fewer
///   half         a planned early close; 13:00 unless `close` says otherwise
///   unscheduled  hours of its own: `open` and `close` (a time left empty is the regular one)
struct CalendarException {
  enum class Kind : std::uint8_t { closed, full, half, unscheduled };
  Kind kind = Kind::closed;
  std::chrono::minutes open{}, close{};  ///< since local midnight; nothing on a closed day
  std::string note;
};

using CalendarExceptions = std::map<std::chrono::sys_days, CalendarException>;

/// Reads rows "date,kind,open,close,note" into `out`; a row replaces what `out` has for its date.
/// Errors: one sentence with `what`, the line and what is allowed. A date twice in one text is one.
Result<void> read_calendar_exceptions(std::string_view csv, std::string_view what, CalendarExceptions& out);

}  // namespace tickbard
