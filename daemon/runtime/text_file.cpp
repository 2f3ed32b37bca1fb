#include "daemon/runtime/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tickbard {
namespace {

/// Owner: one call of read_text_file.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

Problem last_error() {
  return {std::strerror(errno)};
}

Problem not_regular(mode_t mode) {
  if (S_ISDIR(mode)) return {"it is a folder"};
  if (S_ISFIFO(mode)) return {"it is a pipe, as <(…) of a shell is; write its text to a file"};
  return {"it is a device, not a file"};
}

Problem too_long(std::size_t most) {
  return {"it is longer than " + std::to_string(most) + " bytes"};
}

}  // namespace

Result<std::string> read_text_file(const std::filesystem::path& file, std::size_t most) {
  // O_NONBLOCK: opening a pipe would otherwise wait for its writer. It changes nothing for a regular file.
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  struct stat about {};
  if (fd.get() < 0 || ::fstat(fd.get(), &about) != 0) return last_error();
  if (!S_ISREG(about.st_mode)) return not_regular(about.st_mode);
  if (about.st_size > 0 && static_cast<std::size_t>(about.st_size) > most) return too_long(most);

  std::string text;
  char part[16 << 10];
  for (;;) {
    const ssize_t n = ::read(fd.get(), part, sizeof part);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return last_error();
    if (n == 0) break;
    text.append(part, static_cast<std::size_t>(n));
    if (text.size() > most) return too_long(most);  // it grows, or lies in a file system that knows no sizes
  }
  return {boost::system::in_place_value, std::move(text)};
}

}  // namespace tickbard
