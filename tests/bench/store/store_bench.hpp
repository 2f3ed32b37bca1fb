#pragma once

#include "tests/bench/common/goals.hpp"
#include "tests/bench/store/engine.hpp"

namespace tickbard::test {

/// How much of it.
struct StoreSizes {
  int symbols = 12'000;
  int days = 1;       ///< stored before anything is measured, the newest of them today
  int minutes = 390;  ///< of each day
  int rounds = 7;
};

/// Stores the days before, by the engine's own way in. Errors: throws.
void fill(Engine& engine, const MadeUpBars& market, const StoreSizes& sizes);

/// Minutes by turns, ours and the engine's own, then the reads of one symbol's day.
void bench_minutes(Engine& engine, const StoreSizes& sizes, Goals& goals);

/// What a stored bar costs where one day lies in the store, and where `sizes.days` do.
void bench_growth(Engine& small, Engine& large, const StoreSizes& sizes, Goals& goals);

}  // namespace tickbard::test
