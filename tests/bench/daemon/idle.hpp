#pragma once

#include "tests/bench/common/goals.hpp"

namespace tickbard::test {

/// What the program uses while its feed is connected and nothing comes. Errors: throws.
void bench_idle(int rounds, Goals& goals);

}  // namespace tickbard::test
