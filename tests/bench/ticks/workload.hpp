#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tickbard::test {

/// Trades as a provider sends them, by formula: the same for everyone who measures.
/// Symbols are drawn by Zipf's law (the n-th symbol trades 1/n as often as the first); decimals, sizes, ids and
/// condition lists vary as they do on the wire: some 104 bytes a trade in Polygon's form. One symbol of a hundred
/// jumps, and alerts as often as it may; the others move by less than 1 %.
struct Workload {
  int symbols = 12'000;
  int trades = 200'000;  ///< so many different ones that no branch predictor learns them
  int per_frame = 10;
  std::int64_t first_milli = 1'763'735'400'000;  ///< 2025-11-21 14:30 UTC, a session's open
  int trades_per_second = 200'000;
  std::uint64_t seed = 7;
  int first_symbol = 0;  ///< its names begin with that symbol of all
  std::string_view provider = "polygon";
};

/// The text of the frames one after the other; each is followed by room to read on, as in a receive buffer.
struct Frames {
  std::string text;
  std::vector<std::string_view> all;
};

/// Round `n` has the same trades as round 0 with later times, ids and sequences.
Frames make_frames(const Workload& what, int round = 0);

/// The n-th symbol of the workload, and the whole dollars of its price if it does not jump.
std::string symbol_name(int n);
std::uint64_t steady_dollars(std::size_t n);

}  // namespace tickbard::test
