#pragma once

#include <filesystem>
#include <system_error>

namespace tickbard {

/// Makes a folder and those above it that are missing, for owner and group alone (0750, less the umask); one that
/// is there stays as it is.
void make_private_folders(const std::filesystem::path& folder, std::error_code& failed);

/// Waits until the names of files in `folder` ("": the current one) are on the disk. False: errno says why.
bool folder_synced(const std::filesystem::path& folder);

}  // namespace tickbard
