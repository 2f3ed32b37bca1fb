#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace tickbard {

/// What the kernel says about one process. Units: seconds (start: Unix time), bytes.
struct ProcessStats {
  double cpu_seconds = 0;
  double start_time_seconds = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t threads = 0;
  std::uint64_t open_fds = 0;
  std::uint64_t max_fds = 0;  ///< 0: unlimited
};

/// Errors: std::nullopt where there is no such /proc.
std::optional<ProcessStats> read_process_stats(const std::filesystem::path& proc = "/proc",
                                               const std::filesystem::path& process = "self");

}  // namespace tickbard
