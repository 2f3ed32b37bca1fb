#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "aggregator/core/time.hpp"

namespace date {
class time_zone;
}

namespace tickbard {

/// A zone's offsets from UTC for 1990..2099, copied out of the tz database: no lookup locks, allocates or reads a
/// file. Immutable; any thread.
class LocalTime {
 public:
  static LocalTime utc();

  /// tzdata's compiled files end in 2037 and give the rest as a rule that date/tz does not read: from 2038 on, the
  /// offsets of 28 years earlier are repeated (same weekdays, same leap years).
  static LocalTime of(const date::time_zone& zone);

  std::chrono::seconds offset_at(UnixNanos t) const;
  SessionDate date_of(UnixNanos t) const;

  /// The instant at which local clocks show `since_midnight` on `d`. Precondition: they do so exactly once
  /// (not within the hour that a change to or from summer time skips or repeats).
  UnixNanos at(SessionDate d, std::chrono::minutes since_midnight) const;

 private:
  struct Change {
    std::int64_t from;    ///< unix seconds
    std::int64_t offset;  ///< seconds east of UTC
  };
  std::vector<Change> changes_;  ///< ascending; never empty; the first counts for all earlier instants too
};

}  // namespace tickbard
