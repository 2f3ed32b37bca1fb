#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <ctime>

namespace tickbard::test {

/// Sums the processor time of pieces of work; what is done between them (bringing the input into the cache, as a
/// receive leaves it) is not counted, nor is what other programs do meanwhile.
class Stopwatch {
 public:
  template <class Work>
  void time(Work&& work) {
    const double begun = now();
    work();
    sum_ += now() - begun;
  }
  double seconds() const { return sum_; }

 private:
  static double now() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
  }

  double sum_ = 0;
};

/// ns_per_trade as a counter of its own, for Google Benchmark's time is that of a round.
inline void per_trade(benchmark::State& state, std::size_t trades) {
  state.counters["ns_per_trade"] =
      benchmark::Counter(static_cast<double>(trades) * 1e-9,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

}  // namespace tickbard::test
