#include "sinks/private_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace tickbard {

void make_private_folders(const std::filesystem::path& folder, std::error_code& failed) {
  failed.clear();
  std::filesystem::path made;
  for (const std::filesystem::path& part : folder) {
    made /= part;
    if (part.empty() || std::filesystem::is_directory(made, failed)) continue;
    // What stands in the way, or that somebody was faster, mkdir knows better.
    if (::mkdir(made.c_str(), 0750) == 0 || errno == EEXIST) continue;
    failed.assign(errno, std::generic_category());
    return;
  }
  failed.clear();
  if (!folder.empty() && !std::filesystem::is_directory(folder, failed) && !failed)
    failed = std::make_error_code(std::errc::not_a_directory);
}

bool folder_synced(const std::filesystem::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool done = ::fsync(fd) == 0;
  const int why = errno;
  ::close(fd);
  errno = why;
  return done;
}

bool file_synced(const std::filesystem::path& file, std::string_view text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0640);
  if (fd < 0) return false;
  const bool done = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  const int why = errno;
  ::close(fd);
  errno = why;
  return done;
}

}  // namespace tickbard
