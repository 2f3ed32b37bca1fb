#pragma once

#include <filesystem>
#include <string>

#include "daemon/edge/query_loop.hpp"

namespace tickbard {

/// Opens the store of `url` read-only, each time it is called a connection of its own.
/// Lifetime: the reader it gives belongs to one thread.
OpenReader store_reader(std::string url, std::filesystem::path base, std::function<UnixNanos()> wall);

}  // namespace tickbard
