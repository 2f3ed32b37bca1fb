#pragma once

#include "daemon/loops/journal_loop.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard {

/// What the journal's thread does in one round, without waiting.
inline bool turn(JournalLoop& loop) {
  loop.wait(std::chrono::nanoseconds{0});
  return loop.step(mono_now(), wall_now());
}

}  // namespace tickbard
