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

/// The same of objects that begin with a cache line.
template <class T>
void fetch_whole(const T& object, std::size_t bytes = sizeof(T)) noexcept {
  static_assert(alignof(T) >= 64);
  for (std::size_t i = 0; i < bytes; i += 64) {
    __builtin_prefetch(reinterpret_cast<const char*>(&object) + i, 1);
  }
}

}  // namespace tickbard
