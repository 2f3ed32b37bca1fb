#pragma once

#include <sched.h>

#include <ctime>

namespace tickbard::test {

/// ns of a clock.
inline double nanos(clockid_t clock) {
  timespec t{};
  ::clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

/// This thread, and those that it will make.
inline void pin_to_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<unsigned>(core), &cores);
  ::sched_setaffinity(0, sizeof cores, &cores);
}

}  // namespace tickbard::test
