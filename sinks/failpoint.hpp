#pragma once

#include <cstdint>
#include <string_view>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// Places between two steps that are each on the disk, where a test has the process killed: what is there at that
/// instant must be enough to go on. sinks/README.md says of each what that is.
enum class Failpoint : std::uint8_t {
  close_before_journal,
  journal_before_commit,
  journal_after_commit,
  store_before_commit,
  store_after_commit,
  migration_before_version,
  migration_between,
  salvage_before_rename,
  salvage_after_rename,
  salvage_half_aside,
  salvage_after_aside,
  recovery_before_recall,
  recovery_after_recall,
  shutdown_before_flush,
  shutdown_after_flush,
  shutdown_before_upload,
};

// CMake says so where tests are built (TICKBARD_TESTS); what is shipped has nothing of it but this enumeration.
#ifdef TICKBARD_FAILPOINTS

inline constexpr std::string_view kFailpointVariable = "TICKBARD_FAILPOINT";

/// Kills the process (SIGKILL) where the place is armed and this is the passing that was asked for. Any thread.
void failpoint(Failpoint place);

/// "NAME" or "NAME:N", the N-th passing; empty: none. Errors: no such name, and which there are.
Result<void> arm_failpoint(std::string_view text);

#else

inline constexpr std::string_view kFailpointVariable;
inline void failpoint(Failpoint) {}
inline Result<void> arm_failpoint(std::string_view) {
  return {};
}

#endif

}  // namespace tickbard
