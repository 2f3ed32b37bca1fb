// Replaces the global operators new and delete of the program that links it.
#include "tests/support/heap_use.hpp"

#include <malloc.h>

#include <cstdlib>
#include <new>

#ifdef TICKBARD_SANITIZED

std::optional<std::size_t> tickbard::test::heap_use() {
  return std::nullopt;
}
std::optional<std::size_t> tickbard::test::heap_calls() {
  return std::nullopt;
}

#else

namespace {

thread_local std::size_t in_use = 0, calls = 0;

void* counted(void* bytes) {
  if (bytes == nullptr) throw std::bad_alloc();
  in_use += malloc_usable_size(bytes);
  ++calls;
  return bytes;
}

void give_back(void* bytes) noexcept {
  if (bytes != nullptr) in_use -= malloc_usable_size(bytes);
  std::free(bytes);
}

}  // namespace

std::optional<std::size_t> tickbard::test::heap_use() {
  return in_use;
}
std::optional<std::size_t> tickbard::test::heap_calls() {
  return calls;
}

void* operator new(std::size_t size) {
  return counted(std::malloc(size == 0 ? 1 : size));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(step, (size + step - 1) / step * step));
}
void operator delete(void* bytes) noexcept {
  give_back(bytes);
}
void operator delete(void* bytes, std::size_t) noexcept {
  give_back(bytes);
}
void operator delete(void* bytes, std::align_val_t) noexcept {
  give_back(bytes);
}
void operator delete(void* bytes, std::size_t, std::align_val_t) noexcept {
  give_back(bytes);
}

#endif
