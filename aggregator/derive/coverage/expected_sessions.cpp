#include "aggregator/derive/coverage/expected_sessions.hpp"

#include <algorithm>

#include "aggregator/derive/daily_rollup.hpp"

namespace tickbard {

ExpectedSessions ExpectedSessions::at(const Calendar& calendar, UnixNanos now,
                                      std::chrono::nanoseconds amend_window) {
  ExpectedSessions out;
  out.calendar_ = calendar.name();
  const Session* current = calendar.current_or_last(now);
  if (current == nullptr) return out;
  const SessionDate first{std::chrono::sys_days{}};
  for (const Session& session : calendar.sessions_between(first, current->date))
    if (is_final_at(session, now, amend_window)) out.dates_.push_back(session.date);
  return out;
}

std::optional<SessionDate> ExpectedSessions::expected() const {
  return dates_.empty() ? std::nullopt : std::optional{dates_.back()};
}

std::uint32_t ExpectedSessions::lag(SessionDate last) const {
  return static_cast<std::uint32_t>(dates_.end() - std::upper_bound(dates_.begin(), dates_.end(), last));
}

std::span<const SessionDate> ExpectedSessions::newest(std::size_t count) const {
  return std::span{dates_}.last(std::min(count, dates_.size()));
}

}  // namespace tickbard
