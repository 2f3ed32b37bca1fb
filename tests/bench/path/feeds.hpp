#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "tests/bench/path/tape.hpp"

namespace tickbard::test {

/// Tapes of symbols that no other of them has, a feed's each.
std::vector<std::unique_ptr<Tape>> tapes_of(std::size_t feeds, int per_frame);

/// What so many feeds at once bring in, each with a thread, a connection and a server of its own on whatever core
/// is free: million trades a second of the wall clock. The first second of each is not counted.
double decoded_together(const std::vector<std::unique_ptr<Tape>>& tapes, std::size_t feeds,
                        int seconds);  ///< as ticks in their rings
double applied_together(const std::vector<std::unique_ptr<Tape>>& tapes, std::size_t feeds,
                        int seconds);  ///< and through the one market, every duty on

}  // namespace tickbard::test
