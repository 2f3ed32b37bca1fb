#include "sinks/number_reserve.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "sinks/private_folder.hpp"

namespace tickbard {

NumberReserve::NumberReserve(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream in(file_);
  in >> bound_;
  if (!in) bound_ = 0;
}

StoreResult<void> NumberReserve::cover(std::uint64_t last) {
  if (last <= bound_) return {};
  const std::uint64_t next = last + kStride;
  const std::filesystem::path fresh = file_.string() + ".new";
  if (!file_synced(fresh, std::to_string(next) + "\n") || ::rename(fresh.c_str(), file_.c_str()) != 0 ||
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
