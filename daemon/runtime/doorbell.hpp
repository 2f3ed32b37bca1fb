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

  /// The pieces of wait(), for a loop that waits for sockets too: if begin_nap(), it sleeps until fd() can be read
  /// or something else happens, and then calls end_nap(). False: it was rung, and there is no nap.
  bool begin_nap() noexcept;
  bool end_nap() noexcept;  ///< as wait()
  int fd() const noexcept { return fd_; }
  void hush() noexcept;  ///< fd() can no longer be read

 private:
  enum State : int { awake, rung, napping };
  std::atomic<int> state_{awake};
  int fd_;
};

}  // namespace tickbard
