#include "aggregator/derive/breadth/session_axis.hpp"

namespace tickbard {

SessionAxis::SessionAxis(std::span<const SessionDate> sessions) : dates_(sessions.begin(), sessions.end()) {
  if (dates_.empty()) return;
  first_ = dates_.front();
  by_day_.assign(static_cast<std::size_t>((std::chrono::sys_days{dates_.back()} - first_).count()) + 1, -1);
  for (std::size_t i = 0; i < dates_.size(); ++i) {
    by_day_[static_cast<std::size_t>((std::chrono::sys_days{dates_[i]} - first_).count())] =
        static_cast<std::int32_t>(i);
  }
}

std::optional<std::int32_t> SessionAxis::index_of(SessionDate date) const {
  const auto day = (std::chrono::sys_days{date} - first_).count();
  if (day < 0 || static_cast<std::size_t>(day) >= by_day_.size()) return std::nullopt;
  const std::int32_t index = by_day_[static_cast<std::size_t>(day)];
  return index < 0 ? std::nullopt : std::optional{index};
}

}  // namespace tickbard
