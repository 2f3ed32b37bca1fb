#pragma once

#include <cstdint>
#include <vector>

#include "aggregator/core/splitmix.hpp"

namespace tickbard {

/// A small seeded generator (splitmix64). The standard library's distributions differ between implementations;
/// a market drawn from this one is the same everywhere. Owner: whoever draws.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() { return splitmix64(state_); }

  /// In [0, n). Precondition: n > 0. The bias of the remainder is of no account for n far below 2^64.
  constexpr std::uint64_t below(std::uint64_t n) { return next() % n; }

  /// In (0, 1].
  constexpr double unit() { return static_cast<double>((next() >> 11) + 1) * 0x1.0p-53; }

  constexpr bool chance(std::uint64_t in_ten_thousand) { return below(10'000) < in_ten_thousand; }

 private:
  std::uint64_t state_;
};

/// Draws rank r in [0, n) with probability proportional to 1 / (r + 1), in constant time (Vose's alias table).
class ZipfTable {
 public:
  explicit ZipfTable(std::uint32_t n);
  std::uint32_t draw(Random& random) const;

 private:
  struct Cell {
    double keep;
    std::uint32_t other;
  };
  std::vector<Cell> cells_;
};

}  // namespace tickbard
