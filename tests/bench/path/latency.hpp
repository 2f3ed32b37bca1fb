#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "tests/bench/path/tape.hpp"

namespace tickbard::test {

/// Trades at a pace: a frame each time `per_frame` of them are due, for `seconds`.
struct Pace {
  int per_frame = 10;
  double ticks_per_second = 0;
  double seconds = 2;

  std::size_t frames() const {
    return static_cast<std::size_t>(ticks_per_second * seconds) / static_cast<std::size_t>(per_frame);
  }
};

/// How both receivers wait for what comes: asleep, or looking all the time. Two threads then never sleep, the
/// sender's and the market's, each on a core of its own.
enum class Waiting : std::uint8_t { blocking, spinning };
constexpr int kCoresToSpin = 2;

/// From the sender's stamp, taken before it sends a frame, until its receiver is done with it. Of the first eighth
/// nothing is counted. µs.
struct Delay {
  double p50 = 0, p99 = 0;
  double share = 0;  ///< of a core, of all the receiver's threads
};

/// Until the step that brought it into its buckets is over; with `ingest.coalesce`. Precondition: this thread is
/// on the second core.
Delay delay_of_ours(Tape& tape, const Pace& pace, Waiting waiting, std::chrono::nanoseconds coalesce = {});
/// Until recv() gave it.
Delay delay_of_empty(Tape& tape, const Pace& pace, Waiting waiting);

}  // namespace tickbard::test
