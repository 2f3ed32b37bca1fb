#pragma once

#include "tests/bench/path/tape.hpp"
#include "tests/bench/receive/readers.hpp"

namespace tickbard::test {

struct TlsEnds;

/// A sender's piece: the stretch, as fast as it is taken.
void send_tape(Tape& tape, const Stretch& stretch, const Channel& channel);

/// A stretch of the tape through our whole client, as fast as it takes them: of all its threads, which share this
/// thread's core. The first second is not counted: it makes the symbols. Errors: throws.
Reading read_whole(Tape& tape, const Stretch& stretch, const TlsEnds* tls = nullptr);

/// The same bytes by recv() of 64 KB, as ours reads, at its pace.
Reading read_tape_raw(Tape& tape, const Stretch& stretch, double wall_ns_a_trade);

}  // namespace tickbard::test
