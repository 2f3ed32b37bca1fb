#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>

namespace tickbard::test {

/// ns_per_trade as a counter of its own, for Google Benchmark's time is that of a round.
inline void per_trade(benchmark::State& state, std::size_t trades) {
  state.counters["ns_per_trade"] =
      benchmark::Counter(static_cast<double>(trades) * 1e-9,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

}  // namespace tickbard::test
