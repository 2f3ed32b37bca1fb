#pragma once

#include <iosfwd>

#include "daemon/replay/replay_options.hpp"

namespace tickbard {

/// `tickbard replay`: a file through the same pipeline as a feed, without a network; deterministic.
/// Bars go to the store, as CSV to `out` (or the file of --out), or nowhere; a summary and every complaint go to
/// `err`. Returns an exit code: 0 done; 1 the file, the store or the conservation law failed; 2 usage; 75 the
/// store is busy or away, try again.
int run_replay(const ReplayOptions& options, std::ostream& out, std::ostream& err);

}  // namespace tickbard
