#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace tickbard {

/// When a price move is worth an alert.
struct AlertOptions {
  std::int64_t threshold_ppm = 30'000;  ///< in millionths: 30'000 is 3 %; a move must be greater, not equal
  std::chrono::nanoseconds cooldown = std::chrono::seconds{30};  ///< of event time, per symbol
  std::array<bool, 4> segments{false, true, true, true};         ///< by Segment: overnight, pre, rth, post
};

/// Empty if the options make sense, else one sentence for a person. A threshold of 3 where 0.03 is meant is
/// the usual mistake, and it silences every alert (T-082).
std::string problem_with(const AlertOptions& options);

}  // namespace tickbard
