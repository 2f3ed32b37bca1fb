#pragma once

#include <chrono>

namespace tickbard {

/// What a loop's thread turns beside its own work: sockets, whose handlers run within these calls.
/// Owner: the loop's thread, or its owner before the thread starts and after it has ended.
class Reactor {
 public:
  virtual ~Reactor() = default;

  /// What is ready: a round of the sockets that are read by trying, and one handler at most. Never waits. True:
  /// there was something.
  virtual bool poll_one() = 0;

  /// As poll_one(), for a loop that has nothing else to do and never sleeps: such sockets are tried for some
  /// microseconds.
  virtual bool spin_one() = 0;

  /// Until the bell rings, a handler ran, or the time is over; or for a shorter time, as the reactor sees fit. Not
  /// more than one handler runs.
  virtual void wait_one(std::chrono::nanoseconds timeout) = 0;
};

}  // namespace tickbard
