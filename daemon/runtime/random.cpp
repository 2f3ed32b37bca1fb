#include "daemon/runtime/random.hpp"

#include <sys/random.h>

#include "daemon/runtime/clock.hpp"

namespace tickbard {

std::uint64_t random_seed() noexcept {
  std::uint64_t seed = 0;
  if (::getrandom(&seed, sizeof seed, 0) == static_cast<ssize_t>(sizeof seed)) return seed;
  return static_cast<std::uint64_t>(wall_now().time_since_epoch().count());  // jitter needs no secrecy
}

}  // namespace tickbard
