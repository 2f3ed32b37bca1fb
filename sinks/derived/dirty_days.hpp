#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "sinks/tables.hpp"

namespace tickbard {

/// A UTC day with minutes written late: the sessions that touch it have to be computed again.
struct DirtyDay {
  std::chrono::sys_days day{};
  UnixNanos marked_at{};  ///< when the last of them was written
};

StoreResult<std::vector<DirtyDay>> dirty_days(Tables& tables);
StoreResult<void> mark_dirty(Tables& tables, std::chrono::sys_days day, UnixNanos now);
/// Takes away the marks as they were read; a day marked again since then stays.
StoreResult<void> clear_dirty(Tables& tables, std::span<const DirtyDay> seen);

}  // namespace tickbard
