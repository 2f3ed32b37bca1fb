#pragma once

#include <chrono>
#include <cstdint>

namespace tickbard {

/// Bounds of a waiting time between two attempts.
struct BackoffTimes {
  std::chrono::nanoseconds least;  ///< never less: no loop burns
  std::chrono::nanoseconds first;  ///< upper bound of the first wait; doubles with each further one
  std::chrono::nanoseconds cap;    ///< upper bound of all
};

/// Capped exponential back-off with full jitter: each wait is drawn evenly from [least, min(cap, first * 2^n)], so
/// that clients thrown off together do not come back together. The same seed gives the same waits.
/// Owner: the session. Units: nanoseconds.
class Backoff {
 public:
  Backoff(BackoffTimes times, std::uint64_t seed) : times_(times), state_(seed) {}

  std::chrono::nanoseconds next();
  void reset() { attempts_ = 0; }

 private:
  BackoffTimes times_;
  std::uint64_t state_;
  unsigned attempts_ = 0;
};

}  // namespace tickbard
