#pragma once

#include <chrono>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// The only place that reads clocks. Everything else is told the time.
/// Wall time is stamped on what comes in and decides nothing; cadence, deadlines and back-off are monotonic, so a
/// step of the wall clock moves no timer (T-010).
inline UnixNanos wall_now() noexcept {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

inline MonoTime mono_now() noexcept {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now());
}

/// When this process started (static initialisation, before main).
inline const UnixNanos kProcessStart = wall_now();

}  // namespace tickbard
