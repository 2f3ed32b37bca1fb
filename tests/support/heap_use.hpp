#pragma once

#include <cstddef>
#include <optional>

namespace tickbard::test {

/// Bytes that this thread has taken by `new` and not given back, as the allocator rounds them up. A program that
/// links heap_use.cpp counts; none under a sanitizer, which has an allocator of its own.
std::optional<std::size_t> heap_use();

/// How often this thread has called `new`, under the same conditions.
std::optional<std::size_t> heap_calls();

}  // namespace tickbard::test
