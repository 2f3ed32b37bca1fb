#pragma once

#include <sched.h>

#include <ctime>
#include <stdexcept>

namespace tickbard::test {

/// ns of a clock.
inline double nanos(clockid_t clock) {
  timespec t{};
  if (::clock_gettime(clock, &t) != 0) throw std::runtime_error("a clock is gone: its thread has ended");
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

/// Seconds of the wall clock that it took.
template <class Work>
double seconds_of(Work&& work) {
  const double begun = nanos(CLOCK_MONOTONIC);
  work();
  return (nanos(CLOCK_MONOTONIC) - begun) * 1e-9;
}

/// How many this thread may use.
inline int processors() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  ::sched_getaffinity(0, sizeof cores, &cores);
  return CPU_COUNT(&cores);
}

/// This thread, and those that it will make.
inline void keep_to_cores(int first, int last) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  for (int core = first; core <= last; ++core) CPU_SET(static_cast<unsigned>(core), &cores);
  ::sched_setaffinity(0, sizeof cores, &cores);
}
inline void pin_to_core(int core) {
  keep_to_cores(core, core);
}

}  // namespace tickbard::test
