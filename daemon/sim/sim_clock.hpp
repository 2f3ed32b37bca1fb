#pragma once

#include <algorithm>
#include <cmath>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// Time in the made-up market: begins at `start`, runs `speed` times as fast as this machine's monotonic clock,
/// and never gets ahead of the wall clock, so that no trade is in the future. Immutable; any thread.
class SimClock {
 public:
  SimClock(UnixNanos start, double speed, MonoTime begun) : start_(start), speed_(speed), begun_(begun) {}

  UnixNanos at(MonoTime now, UnixNanos wall) const {
    if (!std::isfinite(speed_)) return wall;
    const double passed = static_cast<double>((now - begun_).count()) * speed_;
    const double room = static_cast<double>((wall - start_).count());
    if (passed >= room) return wall;
    return start_ + std::chrono::nanoseconds(static_cast<std::int64_t>(passed));
  }

 private:
  UnixNanos start_;
  double speed_;
  MonoTime begun_;
};

}  // namespace tickbard
