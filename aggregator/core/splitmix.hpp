#pragma once

#include <cstdint>

namespace tickbard {

/// The next number of splitmix64: one addition and a mixing; any seed is a good one, and the same seed gives the
/// same numbers everywhere.
constexpr std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = state += 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace tickbard
