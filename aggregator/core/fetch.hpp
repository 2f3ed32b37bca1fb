#pragma once

#include <cstddef>
#include <cstdint>

namespace tickbard {

/// Has the processor bring `bytes` bytes, soon to be read and written, into its cache. Any address is allowed.
inline void fetch(const void* first, std::size_t bytes) noexcept {
  constexpr std::uintptr_t kLine = 64;
  const auto from = reinterpret_cast<std::uintptr_t>(first);
  for (std::uintptr_t line = from & ~(kLine - 1); line < from + bytes; line += kLine) {
    __builtin_prefetch(reinterpret_cast<const void*>(line), 1);
  }
}

}  // namespace tickbard
