#pragma once

#include <atomic>
#include <chrono>

namespace tickbard {

/// Wakes a loop that sleeps, with at most one system call per nap; ringing a loop that is awake costs one
/// exchange. The loop: `while (!done) if (!step()) bell.wait(timeout)`. A ring between step() and wait() is not
/// lost. Owner: ring() any thread; wait() the loop's thread only. Errors: the constructor throws
/// std::system_error. Lifetime: outlives everyone who rings.
class Doorbell {
 public:
  Doorbell();
  ~Doorbell();
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  /// What the caller wrote before is seen by the loop after its wait() returns.
  void ring() noexcept;

  /// Returns at once if it was rung since the last wait. True: rung (rarely for nothing); false: timed out.
  bool wait(std::chrono::nanoseconds timeout) noexcept;

  /// The same without sleeping: the processor is used up for as long as nobody rings.
  bool watch(std::chrono::nanoseconds timeout) noexcept;

 private:
  enum State : int { awake, rung, napping };
  std::atomic<int> state_{awake};
  int fd_;
};

}  // namespace tickbard
