#pragma once

#include "daemon/app/config_source.hpp"

namespace tickbard {

/// The symbols of this instance's share. Precondition: a list, not "*", where there is more than one share.
std::vector<std::string> share_of(const FeedConfig& feed);

/// Raw feeds to checked ones: defaults of the provider, symbol files, secrets, and every rule that joins two keys.
/// What is wrong goes into loaded.problems; `config_folder` is what "@file" is relative to.
void resolve_feeds(const RawConfig& raw, const std::filesystem::path& config_folder, LoadedConfig& loaded);

}  // namespace tickbard
