#include "aggregator/session/backoff.hpp"

#include <algorithm>

#include "aggregator/core/splitmix.hpp"

namespace tickbard {

std::chrono::nanoseconds Backoff::next() {
  std::chrono::nanoseconds ceiling = times_.first;
  for (unsigned i = 0; i < attempts_ && ceiling < times_.cap; ++i) ceiling *= 2;
  ceiling = std::min(ceiling, times_.cap);
  ++attempts_;
  if (ceiling <= times_.least) return times_.least;
  const auto width = static_cast<std::uint64_t>((ceiling - times_.least).count()) + 1;
  return times_.least + std::chrono::nanoseconds{static_cast<std::int64_t>(splitmix64(state_) % width)};
}

}  // namespace tickbard
