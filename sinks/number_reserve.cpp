#include "sinks/number_reserve.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "sinks/private_folder.hpp"

namespace tickbard {

namespace {

bool write_and_sync(const std::filesystem::path& file, const std::string& text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd < 0) return false;
  const bool done = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  return done;
}

}  // namespace

NumberReserve::NumberReserve(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream in(file_);
  in >> bound_;
  if (!in) bound_ = 0;
}

StoreResult<void> NumberReserve::cover(std::uint64_t last) {
  if (last <= bound_) return {};
  const std::uint64_t next = last + kStride;
  const std::filesystem::path fresh = file_.string() + ".new";
  if (!write_and_sync(fresh, std::to_string(next) + "\n") || ::rename(fresh.c_str(), file_.c_str()) != 0 ||
      !folder_synced(file_.parent_path())) {
    const int code = errno;
    return StoreError{
        code == EACCES || code == EPERM || code == EROFS ? StoreErrorClass::permission : StoreErrorClass::disk,
        "Cannot write " + file_.string() + ": " + std::strerror(code) +
            "; check space, owner and mode of its folder."};
  }
  bound_ = next;
  return {};
}

}  // namespace tickbard
