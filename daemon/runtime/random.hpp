#pragma once

#include <cstdint>

namespace tickbard {

/// A seed from the kernel. Everything random here is a function of a seed that was handed in, so that a test or a
/// simulation can repeat it; this is where the seed of a real run comes from (jitter of back-offs, ids of
/// requests).
std::uint64_t random_seed() noexcept;

}  // namespace tickbard
