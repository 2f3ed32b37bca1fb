#include "daemon/runtime/processors.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>

namespace tickbard {
namespace {

cpu_set_t allowed() noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof set, &set);
  return set;
}

/// "0-3,6"
std::string list_of(const cpu_set_t& set) {
  std::string text;
  for (unsigned from = 0; from < CPU_SETSIZE; ++from) {
    if (!CPU_ISSET(from, &set)) continue;
    unsigned to = from;
    while (to + 1 < CPU_SETSIZE && CPU_ISSET(to + 1, &set)) ++to;
    text += (text.empty() ? "" : ",") + std::to_string(from);
    if (to != from) text += "-" + std::to_string(to);
    from = to;
  }
  return text;
}

}  // namespace

std::optional<unsigned> market_processor(std::span<const unsigned> cpus) {
  return cpus.empty() ? std::nullopt : std::optional(cpus.front());
}

std::optional<unsigned> feed_processor(std::span<const unsigned> cpus, std::size_t feed) {
  if (cpus.size() < 2) return market_processor(cpus);
  return cpus[1 + feed % (cpus.size() - 1)];
}

Result<void> check_processors(std::span<const unsigned> cpus) {
  const cpu_set_t may = allowed();
  for (const unsigned cpu : cpus) {
    if (cpu < CPU_SETSIZE && CPU_ISSET(cpu, &may)) continue;
    return Problem{"ingest.cpus names processor " + std::to_string(cpu) + ", and this process may use " +
                   list_of(may) + "; name some of these, or leave it empty."};
  }
  // Asking for what it has already changes nothing, and shows whether it may ask at all.
  if (!cpus.empty() && ::sched_setaffinity(0, sizeof may, &may) != 0) {
    return Problem{
        "ingest.cpus is set, and the system does not let this process choose its processors: allow "
        "sched_setaffinity (SystemCallFilter= of the unit), or leave it empty."};
  }
  return {};
}

std::size_t usable_processors() noexcept {
  const cpu_set_t may = allowed();
  return static_cast<std::size_t>(CPU_COUNT(&may));
}

bool stay_on(std::optional<unsigned> cpu) noexcept {
  if (!cpu) return true;
  if (*cpu >= CPU_SETSIZE) return false;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(*cpu, &set);
  return ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set) == 0;
}

void stay_off(std::span<const unsigned> cpus) noexcept {
  cpu_set_t set = allowed();
  for (const unsigned cpu : cpus) {
    if (cpu < CPU_SETSIZE) CPU_CLR(cpu, &set);
  }
  if (CPU_COUNT(&set) != 0) ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set);
}

void run_as_main() noexcept {
  cpu_set_t set;
  if (::sched_getaffinity(::getpid(), sizeof set, &set) == 0) {
    ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set);
  }
}

void give_way(int niceness) noexcept {
  ::setpriority(PRIO_PROCESS, 0, niceness);  // of this thread alone, on Linux
}

}  // namespace tickbard
