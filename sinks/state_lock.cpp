#include "sinks/state_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "sinks/private_folder.hpp"

namespace tickbard {

namespace {

std::filesystem::path lock_file(const std::filesystem::path& state_dir) {
  return state_dir / "lock";
}

/// The lock that counts is on the folder itself: the file can be removed while a daemon runs, and made again by
/// the next. The file is locked too, and names the holder: NFS locks no folder.
int open_folder(const std::filesystem::path& state_dir) {
  return ::open(state_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/// Takes the lock, unless somebody has it. Where there is no such lock, nobody has.
bool is_held(int fd, int kind) {
  return fd >= 0 && ::flock(fd, kind | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

std::string words_of(int code) {
  return std::strerror(code);
}

}  // namespace

Result<StateLock> StateLock::take(const std::filesystem::path& state_dir) {
  std::error_code failed;
  make_private_folders(state_dir, failed);
  if (failed) {
    return Problem{"The state directory " + state_dir.string() + " cannot be made: " + failed.message() +
                   "; make it, or set state_dir to a folder that may be written."};
  }
  const std::filesystem::path file = lock_file(state_dir);
  StateLock lock{open_folder(state_dir), ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)};
  if (lock.file_ < 0) {
    return Problem{"The lock file " + file.string() + " cannot be opened: " + words_of(errno) +
                   "; check owner and mode of the state directory."};
  }
  const bool folder_held = is_held(lock.folder_, LOCK_EX);
  if (folder_held || ::flock(lock.file_, LOCK_EX | LOCK_NB) != 0) {
    if (!folder_held && errno != EWOULDBLOCK)
      return Problem{"The lock file " + file.string() + " cannot be locked: " + words_of(errno) + "."};
    std::string holder;
    std::ifstream(file) >> holder;
    return Problem{"Another tickbard" + (holder.empty() ? std::string() : " (process " + holder + ")") +
                   " uses the state directory " + state_dir.string() +
                   "; stop it, or give this one a state_dir of its own."};
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  // The number is for people only; the lock holds without it.
  if (::ftruncate(lock.file_, 0) != 0 || ::write(lock.file_, pid.data(), pid.size()) < 0) errno = 0;
  return lock;
}

StateLock::StateLock(StateLock&& other) noexcept
    : folder_(std::exchange(other.folder_, -1)), file_(std::exchange(other.file_, -1)) {}

StateLock& StateLock::operator=(StateLock&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(file_, other.file_);
  return *this;
}

StateLock::~StateLock() {
  for (const int fd : {file_, folder_}) {
    if (fd >= 0) ::close(fd);
  }
}

bool state_dir_is_locked(const std::filesystem::path& state_dir) {
  for (const int fd : {open_folder(state_dir), ::open(lock_file(state_dir).c_str(), O_RDONLY | O_CLOEXEC)}) {
    if (fd < 0) continue;
    const bool held = is_held(fd, LOCK_SH);
    ::close(fd);
    if (held) return true;
  }
  return false;
}

}  // namespace tickbard
