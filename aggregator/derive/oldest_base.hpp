#pragma once

#include <cstdint>

namespace tickbard {

/// How many sessions old the close may be that stands for "the session before": a symbol that did not trade for
/// longer has no yesterday (T-111). One rule for baselines, breadth and the indicators that say "since".
inline constexpr std::int32_t kOldestBase = 5;

}  // namespace tickbard
