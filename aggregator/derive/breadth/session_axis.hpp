#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// The sessions of a calendar, numbered from 0: "five sessions ago" is a difference, and a tally is found by
/// index. Immutable; any thread.
class SessionAxis {
 public:
  /// Precondition: ascending, no date twice (as Calendar::sessions_between gives them).
  explicit SessionAxis(std::span<const SessionDate> sessions);

  std::size_t size() const { return dates_.size(); }
  SessionDate date(std::int32_t index) const { return dates_[static_cast<std::size_t>(index)]; }

  /// Errors: nullopt for a date without a session; such a bar has no place in breadth.
  std::optional<std::int32_t> index_of(SessionDate date) const;

 private:
  std::vector<SessionDate> dates_;
  std::chrono::sys_days first_{};
  std::vector<std::int32_t> by_day_;  ///< for each calendar day from the first on; -1: no session
};

}  // namespace tickbard
