#pragma once

#include <functional>
#include <iosfwd>

#include "daemon/runtime/log.hpp"
#include "daemon/sim/sim_options.hpp"

namespace tickbard {

/// `tickbard sim`: serves until `stopped` says so (asked every 20 ms; a signal handler sets what it reads).
/// Prints "listening on ws://127.0.0.1:PORT" to `out`; everything else goes to `log`, each line with SIMULATED.
/// Returns an exit code: 0 done, 1 cannot listen or read, 2 usage (every problem named in `err`).
int run_sim(const SimOptions& options, const std::function<bool()>& stopped, std::ostream& out, std::ostream& err,
            const LogFn& log);

}  // namespace tickbard
