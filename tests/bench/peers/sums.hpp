#pragma once

#include <cstdint>

namespace tickbard::test {

/// What everybody who is measured makes of the trades: open, high, low, close and volume of each symbol and
/// minute, without conditions, duplicates or anything else that makes it hard. And the sums that show whether it
/// is right.
struct Sums {
  std::uint64_t trades = 0, volume = 0;
  std::uint64_t close = 0;  ///< in 1e-4, of all minutes of all symbols
  friend bool operator==(const Sums&, const Sums&) = default;
};

}  // namespace tickbard::test
