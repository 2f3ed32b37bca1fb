#pragma once

#include <cstdint>
#include <string_view>

namespace tickbard {

/// FNV-1a with 64 bits: the same number for the same bytes on every machine and in every version, so it may stand
/// in files. No defence against an adversary.
constexpr std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t h = 0xCBF29CE484222325ULL;
  for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return h;
}

}  // namespace tickbard
