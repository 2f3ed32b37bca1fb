#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// Where the colons of a text stand. Who knows them, and knows the form of the text, knows where each of its values
// begins and ends without having read the one before it: so a processor can read them all at once.
namespace tickbard::colons {

inline constexpr std::size_t kBlock = 64;

/// A stretch of text is at most so long: offsets have 16 bits, and the cache keeps both.
inline constexpr std::size_t kStretch = 4096;

/// So many offsets are written at most, those of no meaning behind the last one among them.
inline constexpr std::size_t kRoom = kStretch + kBlock;

/// Writes the offsets of the colons in `text` to `out`, in order, and returns how many there are. It goes by whole
/// blocks: up to kBlock - 1 bytes behind the text must be readable, and colons there are among those found.
/// Precondition: size <= kStretch, and `out` has kRoom places. Any thread.
using Find = std::size_t (*)(const char* text, std::size_t size, std::uint16_t* out) noexcept;

struct Finder {
  std::string_view name;
  Find find;
};

/// All that this processor can run, the fastest one first.
std::span<const Finder> finders() noexcept;

/// What every processor of this kind can run.
inline Find baseline() noexcept {
  const std::span<const Finder> all = finders();
  return all[all.size() < 2 ? 0 : all.size() - 2].find;
}

}  // namespace tickbard::colons
