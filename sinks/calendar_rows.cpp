#include "sinks/calendar_rows.hpp"

#include <algorithm>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard {

std::pair<std::string, std::string> date_range(std::span<const Session> sessions) {
  const auto [first, last] = std::minmax_element(
      sessions.begin(), sessions.end(), [](const Session& a, const Session& b) { return a.date < b.date; });
  return {to_text(first->date), to_text(last->date)};
}

std::string_view kind_text(const Session& session) {
  switch (session.kind) {
    case SessionKind::half:
      return "half";
    case SessionKind::unscheduled:
      return "unscheduled";
    default:
      return "full";
  }
}

}  // namespace tickbard
