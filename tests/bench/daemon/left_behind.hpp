#pragma once

#include <cstdint>
#include <filesystem>

namespace tickbard::test {

inline constexpr char kFeed[] = "bench0";  ///< whose minutes they are

/// How much a daemon was killed with.
struct Backlog {
  int symbols = 12'000;
  int minutes = 60;  ///< of each symbol, in the journal
};

/// What is there to be recovered.
struct LeftBehind {
  std::uint64_t bars = 0;
  std::uint64_t last_number = 0;  ///< of the journal's events
};

/// The state directory of a daemon with PostgreSQL as its store that was away for that long, and that was then
/// killed: the journal has every minute, and bucket memory those that may still be amended. Errors: throws.
LeftBehind leave_behind(const std::filesystem::path& state_dir, const Backlog& backlog);

}  // namespace tickbard::test
