#pragma once

#include "tests/bench/common/processor.hpp"

namespace tickbard::test {

/// Sums the processor time of pieces of work; what is done between them (bringing the input into the cache, as a
/// receive leaves it) is not counted, nor is what other programs do meanwhile.
class Stopwatch {
 public:
  template <class Work>
  void time(Work&& work) {
    const double begun = nanos(CLOCK_THREAD_CPUTIME_ID);
    work();
    sum_ += nanos(CLOCK_THREAD_CPUTIME_ID) - begun;
  }
  double seconds() const { return sum_ * 1e-9; }

 private:
  double sum_ = 0;
};

}  // namespace tickbard::test
