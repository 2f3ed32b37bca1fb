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
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) {
    return Problem{"The lock file " + file.string() + " cannot be opened: " + words_of(errno) +
                   "; check owner and mode of the state directory."};
  }
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const int code = errno;
    ::close(fd);
    if (code != EWOULDBLOCK)
      return Problem{"The lock file " + file.string() + " cannot be locked: " + words_of(code) + "."};
    std::string holder;
    std::ifstream(file) >> holder;
    return Problem{"Another tickbard" + (holder.empty() ? std::string() : " (process " + holder + ")") +
                   " uses the state directory " + state_dir.string() +
                   "; stop it, or give this one a state_dir of its own."};
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  // The number is for people only; the lock holds without it.
  if (::ftruncate(fd, 0) != 0 || ::write(fd, pid.data(), pid.size()) < 0) errno = 0;
  return StateLock(fd);
}

StateLock::StateLock(StateLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

StateLock& StateLock::operator=(StateLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

StateLock::~StateLock() {
  if (fd_ >= 0) ::close(fd_);
}

bool state_dir_is_locked(const std::filesystem::path& state_dir) {
  const int fd = ::open(lock_file(state_dir).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool locked = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(fd);
  return locked;
}

}  // namespace tickbard
