#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// The sessions of a calendar up to the one whose daily bar everybody should have: ages are counted in sessions,
/// so a week-end makes nothing stale (T-150, T-151), and what is expected comes from the calendar, so a day that
/// nobody has is missed (T-152). Immutable.
class ExpectedSessions {
 public:
  /// Up to the last session that nothing can amend any more at `now`.
  static ExpectedSessions at(const Calendar& calendar, UnixNanos now, std::chrono::nanoseconds amend_window);

  const std::string& calendar() const { return calendar_; }

  /// None where the calendar has no finished session yet.
  std::optional<SessionDate> expected() const;

  /// How many sessions `last` is behind: 0 for the expected one and all later days.
  std::uint32_t lag(SessionDate last) const;

  /// The newest `count` sessions up to the expected one, ascending.
  std::span<const SessionDate> newest(std::size_t count) const;

 private:
  std::string calendar_;
  std::vector<SessionDate> dates_;  ///< ascending; the last one is expected
};

}  // namespace tickbard
