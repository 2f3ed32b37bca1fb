#pragma once

#include <filesystem>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// Held while a daemon uses a state directory: a second one on the same directory refuses to start (T-051), also
/// after somebody removed the file `lock`. The kernel drops it with the process, however that ends.
/// Any thread. Lifetime: as long as the lock is meant.
class StateLock {
 public:
  /// Makes the directory if missing. Errors: a sentence, with the holder's process id if another instance has it.
  static Result<StateLock> take(const std::filesystem::path& state_dir);

  StateLock(StateLock&& other) noexcept;
  StateLock& operator=(StateLock&& other) noexcept;
  ~StateLock();

 private:
  StateLock(int folder, int file) : folder_(folder), file_(file) {}
  int folder_ = -1, file_ = -1;
};

/// Tells take()'s two failures apart: true if another live instance holds the directory (exit code 75).
bool state_dir_is_locked(const std::filesystem::path& state_dir);

}  // namespace tickbard
