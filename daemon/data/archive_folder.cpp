#include "daemon/data/archive_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "daemon/data/output_file.hpp"
#include "sinks/private_folder.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kSuffix = ".csv.gz", kUnproven = ".new";

Problem cannot_make(const std::filesystem::path& folder, const std::string& why) {
  return {"cannot make the folder " + folder.string() + ": " + why +
          "; check its rights and the space of its disk"};
}

bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(file, ignored));
}

}  // namespace

Result<ArchiveFolder> ArchiveFolder::open(const std::filesystem::path& folder) {
  std::error_code failed;
  make_private_folders(folder, failed);
  if (failed) return cannot_make(folder, failed.message());
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return cannot_make(folder, std::strerror(errno));
  ArchiveFolder out(folder, fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return out;
  return Problem{errno == EWOULDBLOCK ? "another retention is at work in " + folder.string() + ": wait for its end"
                                      : "cannot lock the folder " + folder.string() + ": " + std::strerror(errno)};
}

ArchiveFolder::ArchiveFolder(ArchiveFolder&& other) noexcept
    : folder_(std::move(other.folder_)), fd_(std::exchange(other.fd_, -1)) {}

ArchiveFolder::~ArchiveFolder() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::filesystem::path> ArchiveFolder::place_for(std::string_view table, std::chrono::sys_days day) const {
  const std::filesystem::path below(table);
  const std::string date = to_text(SessionDate{day});
  std::error_code failed;
  make_private_folders(folder_ / below, failed);
  if (failed) return cannot_make(folder_ / below, failed.message());
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / below, failed)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(date) || name.find(std::string(kSuffix).append(kUnproven)) == std::string::npos)
      continue;
    std::error_code ignored;
    std::filesystem::remove(entry.path(), ignored);
  }
  if (failed) return Problem{"cannot read the folder " + (folder_ / below).string() + ": " + failed.message()};
  for (int number = 1;; ++number) {
    const auto file =
        below / (date + (number > 1 ? "." + std::to_string(number) : std::string{}) + std::string(kSuffix));
    if (!is_there(folder_ / file)) return {boost::system::in_place_value, file};
  }
}

Result<void> ArchiveFolder::name(const std::filesystem::path& fresh, const std::filesystem::path& file) const {
  int done = ::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE);
  // File systems that cannot do it so: nobody else names files here while the folder is ours.
  if (done != 0 && (errno == EINVAL || errno == ENOSYS) && !is_there(file))
    done = ::rename(fresh.c_str(), file.c_str());
  if (done != 0) return Problem{"cannot name " + file.string() + ": " + std::strerror(errno)};
  return sync_folder(file.parent_path());
}

std::filesystem::path unproven(const std::filesystem::path& file) {
  return file.string().append(kUnproven);
}

Result<std::filesystem::path> archive_below(const std::filesystem::path& folder, const std::string& name) {
  const std::filesystem::path file = std::filesystem::path(name).lexically_normal();
  const auto wrong = [&](const std::string& what) {
    return Problem{"the file \"" + name + "\" that the table archives names " + what +
                   "; put the archive back, or correct the row; nothing was dropped"};
  };
  if (file.empty() || file.is_absolute() || *file.begin() == "..")
    return wrong("is not below the archive folder " + folder.string());
  std::error_code failed;
  // A folder that is a link is the administrator's choice and is followed; the file itself has to be one, for a
  // pipe would never end.
  const auto status = std::filesystem::symlink_status(folder / file, failed);
  if (!std::filesystem::exists(status))
    return wrong("is not in the archive folder " + folder.string() +
                 " (it is archive in state_dir, or in the current folder where no configuration is given)");
  if (!std::filesystem::is_regular_file(status)) return wrong("is no regular file in " + folder.string());
  return {boost::system::in_place_value, folder / file};
}

}  // namespace tickbard
