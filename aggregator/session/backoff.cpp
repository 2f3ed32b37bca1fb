#include "aggregator/session/backoff.hpp"

#include <algorithm>

namespace tickbard {

std::chrono::nanoseconds Backoff::next() {
  std::chrono::nanoseconds ceiling = times_.first;
  for (unsigned i = 0; i < attempts_ && ceiling < times_.cap; ++i) ceiling *= 2;
  ceiling = std::min(ceiling, times_.cap);
  ++attempts_;
  if (ceiling <= times_.least) return times_.least;
  const auto width = static_cast<std::uint64_t>((ceiling - times_.least).count()) + 1;
  return times_.least + std::chrono::nanoseconds{static_cast<std::int64_t>(random() % width)};
}

// splitmix64: one addition and a mixing; any seed is a good one.
std::uint64_t Backoff::random() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace tickbard
