#pragma once

#include <string>
#include <vector>

#include "daemon/edge/snapshot.hpp"

namespace tickbard {

/// The JSON of /v1/status: for people and for `tickbard status`.
std::string render_status(const EdgeSnapshot& snapshot);

/// What is wrong now, a sentence each, worst first; empty when all is well.
std::vector<std::string> problems_of(const EdgeSnapshot& snapshot);

/// The feeds' notices ("SIMULATED market"), each once; empty when every feed is real.
std::vector<std::string> notices_of(const EdgeSnapshot& snapshot);

}  // namespace tickbard
