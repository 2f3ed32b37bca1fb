#pragma once

#include "tests/bench/path/tape.hpp"

namespace tickbard::test {

/// Frame reader, decoder and market from memory, on this thread: no socket, no ring, no journal; ns of the
/// processor a trade. Blocks of as much as one read gives are brought into the cache before the clock runs, as a
/// receive leaves them. The first second is not counted: it makes the symbols.
double ns_from_memory(Tape& tape, const Stretch& stretch);

}  // namespace tickbard::test
