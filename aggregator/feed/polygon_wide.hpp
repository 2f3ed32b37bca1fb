#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "aggregator/core/tick.hpp"
#include "aggregator/feed/condition_lists.hpp"
#include "aggregator/feed/digits.hpp"

namespace tickbard {

/// Polygon's trades in their usual order by the 64-byte vectors of newer processors, in which the bytes of all
/// numbers are brought to their places, compared and added up at once.
namespace polygon_wide {

/// The ticker of these letters, written word by word: a processor waits where two stores are read back as one.
inline void put_symbol(const digits::Capitals& name, Symbol& out) noexcept {
  const std::uint64_t none = 0, length = std::uint64_t{name.count} << 56;
  char* const bytes = reinterpret_cast<char*>(&out);
  std::memcpy(bytes, &name.letters, 8);
  std::memcpy(bytes + 8, &none, 8);
  std::memcpy(bytes + 16, &length, 8);
}

/// Which of the fields that may be missing a trade has: the conditions, and the participant's time.
struct Shape {
  std::size_t coded, told;  ///< 1: it has them

  constexpr std::size_t colons() const { return 9 + coded + told; }
};

/// Reads the trade of this shape whose colons are at `base` + `colons`[0] and so on, up to the tape; `end` is the
/// message's. False: that is not what stands there, and nothing is written. Preconditions: 64 readable bytes
/// behind `end`; the first two colons are those of {"ev":"T","sym":"; 18 offsets may be read, those of no meaning
/// among them.
using Read = bool (*)(const char* base, const std::uint16_t* colons, Shape shape, const char* end,
                      ConditionLists& lists, Tick& tick) noexcept;

/// nullptr: this processor has not what it takes.
Read reader() noexcept;

}  // namespace polygon_wide
}  // namespace tickbard
