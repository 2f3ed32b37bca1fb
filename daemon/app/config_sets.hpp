#pragma once

#include "daemon/app/config_source.hpp"

namespace tickbard {

/// Raw sets to checked ones: symbol files read, names of their own, members that a set can have.
/// What is wrong goes into loaded.problems; `config_folder` is what "@file" is relative to.
void resolve_sets(const RawConfig& raw, const std::filesystem::path& config_folder, LoadedConfig& loaded);

}  // namespace tickbard
