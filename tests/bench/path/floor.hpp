#pragma once

#include "tests/bench/path/tape.hpp"

namespace tickbard::test {

struct FromMemory {
  double cpu_ns = 0;         ///< a trade
  double longest_us = 0;     ///< the market's longest step: it closes a minute's bars
  std::uint64_t closed = 0;  ///< bars
};

/// Frame reader, decoder and market from memory, on this thread: no socket, no ring, no journal. Blocks of as much
/// as one read gives are brought into the cache before the clock runs, as a receive leaves them. The first second
/// is not counted: it makes the symbols.
FromMemory from_memory(Tape& tape, const Stretch& stretch);

}  // namespace tickbard::test
