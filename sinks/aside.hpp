#pragma once

#include <filesystem>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// The name under which a FILE that cannot be used is kept: FILE.corrupt.<now>, with "-2", "-3" … where that is
/// taken. Chosen once for a database and its companions (-wal, -shm), which must stay together.
std::filesystem::path aside_name(const std::filesystem::path& file, UnixNanos now);

}  // namespace tickbard
