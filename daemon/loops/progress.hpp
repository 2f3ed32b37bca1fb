#pragma once

#include <atomic>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// Proof that a loop still turns: the watchdog and /livez ask for it. Owner: the loop writes; any thread reads.
class Progress {
 public:
  explicit Progress(MonoTime now) : last_(now.time_since_epoch().count()) {}
  void mark(MonoTime now) noexcept { last_.store(now.time_since_epoch().count(), std::memory_order_relaxed); }
  std::chrono::nanoseconds since(MonoTime now) const noexcept {
    return now.time_since_epoch() - std::chrono::nanoseconds{last_.load(std::memory_order_relaxed)};
  }

 private:
  std::atomic<std::int64_t> last_;
};

}  // namespace tickbard
