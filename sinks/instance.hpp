#pragma once

#include <filesystem>
#include <string>

namespace tickbard {

/// A UUID that is the same for this state directory at every start, and no other's: how a daemon knows its own
/// rows in a store that several share. Kept in STATE_DIR/instance; one that cannot be kept is another at the next
/// start. Precondition: the caller holds the StateLock.
std::string instance_of(const std::filesystem::path& state_dir);

}  // namespace tickbard
