#pragma once

#include <filesystem>
#include <string>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// The first line of a file that not everyone may read.
/// Errors: a sentence that says what to do when it is missing, empty, or readable by everyone.
Result<std::string> read_secret_file(const std::filesystem::path& file);

/// True if every user of this machine may read it.
bool readable_by_everyone(const std::filesystem::path& file);

}  // namespace tickbard
