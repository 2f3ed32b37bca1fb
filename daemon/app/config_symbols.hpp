#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// The symbols of "@name", one a line; '#' begins a comment. `folder` is what a relative name is relative to.
/// Errors: what follows the key in a sentence.
Result<std::vector<std::string>> read_symbol_file(const std::filesystem::path& folder, const std::string& name);

/// Whether `text` is made of letters, digits and the characters of `also`: 1 to `most` of them.
bool plain_name(std::string_view text, std::size_t most, std::string_view also);

}  // namespace tickbard
