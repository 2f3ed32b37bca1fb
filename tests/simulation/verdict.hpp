#pragma once

#include <string>
#include <vector>

#include "tests/simulation/world.hpp"

namespace tickbard::sim {

/// What the store holds after a run, against the truth. Each sentence is one broken promise; empty: all were kept.
///   * A bar without a flag is exactly what traded, all that could be known of.
///   * A flagged bar is exactly what the market had in hand, unless a power cut or a torn slot took figures; then
///   it is
///     no more than what traded, and no less than any bar that was once safe.
///   * A flag has a cause near its minute, and the cause is a row of ingest_gaps.
///   * A minute without a bar has no print that anybody had in hand, or its figures were lost, and the gap says
///   so.
std::vector<std::string> verdict(World& world);

/// The rows of ingest_gaps, one a line, for a person who looks into a seed.
std::string gaps_of(World& world);

}  // namespace tickbard::sim
