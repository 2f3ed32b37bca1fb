#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

namespace tickbard {

/// Makes a folder and those above it that are missing, for owner and group alone (0750, less the umask); one that
/// is there stays as it is.
void make_private_folders(const std::filesystem::path& folder, std::error_code& failed);

/// Waits until the names of files in `folder` ("": the current one) are on the disk. False: errno says why.
bool folder_synced(const std::filesystem::path& folder);

/// Makes `text` the content of a small file (0640) and waits until that is on the disk; its name is there after
/// folder_synced(). False: errno says why.
bool file_synced(const std::filesystem::path& file, std::string_view text);

}  // namespace tickbard
