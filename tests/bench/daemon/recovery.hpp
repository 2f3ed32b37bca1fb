#pragma once

#include "tests/bench/common/goals.hpp"
#include "tests/bench/daemon/left_behind.hpp"

namespace tickbard::test {

/// How long the program takes after a kill: until it takes trades again, and until its store has everything.
/// Errors: throws where a row is missing.
void bench_recovery(const Backlog& backlog, int rounds, Goals& goals);

}  // namespace tickbard::test
