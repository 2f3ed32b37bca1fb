#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// Far beyond any file that a person writes for us.
inline constexpr std::size_t kMaxTextFile = 16 << 20;

/// The whole of a regular file. Pipes, devices and sockets are refused: reading one may wait, or go on, for ever.
/// Errors: the reason alone, to follow "FILE cannot be read" in brackets; the caller knows what the file is for.
Result<std::string> read_text_file(const std::filesystem::path& file, std::size_t most = kMaxTextFile);

}  // namespace tickbard
