#include "daemon/runtime/mapped_buckets.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "aggregator/core/fnv.hpp"
#include "daemon/runtime/bucket_file.hpp"
#include "daemon/runtime/saved_buckets.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kHeaderBytes = BucketFile::kHeaderBytes;
constexpr std::size_t kChunk = BucketMemory::kChunkBytes;

std::string reason_of(int error) {
  return std::generic_category().message(error);
}

Problem failure(const std::filesystem::path& file, const char* what, int error) {
  return {std::string("cannot ") + what + " " + file.string() + ": " + reason_of(error) +
          "; check that the state directory exists, is writable and has room"};
}

int open_file(const std::filesystem::path& file, int flags) {
  return ::open(file.c_str(), O_RDWR | O_CLOEXEC | flags, 0640);
}

/// Where the machine has been down since, what it had saved takes the place of `file`, of which the disk may have
/// parts only. Empty, or what a person should know.
std::string take_over_saved(const std::filesystem::path& file, std::uint32_t layout, std::uint64_t boot,
                            const std::filesystem::path& aside) {
  const std::filesystem::path saved = MappedBuckets::saved(file), saved_aside = MappedBuckets::saved(aside);
  std::string why = BucketFile::in_its_place(saved);
  if (why.empty()) {
    const int fd = open_file(saved, 0);
    if (fd < 0 && errno == ENOENT) return {};
    why = fd < 0 ? reason_of(errno) : BucketFile::unfit(fd, layout);
    const bool of_this_boot = fd >= 0 && (boot == 0 || BucketFile::boot_of(fd) == SavedBuckets::folded(boot));
    if (fd >= 0) ::close(fd);
    if (why.empty() && of_this_boot) return {};  // the file is younger
    if (why.empty()) {
      std::error_code failed;
      std::filesystem::rename(saved, file, failed);
      if (!failed) return {};
      why = failed.message();
    }
  }
  std::error_code stays;
  std::filesystem::rename(saved, saved_aside, stays);
  return "the copy of the open minutes in " + saved.string() + " cannot be used: " + why + "; " +
         (stays ? "it stays there" : "it was set aside as " + saved_aside.string()) +
         ", and what the disk has of " + file.string() + " counts";
}

/// A copy that is older than the file goes, so that no later boot takes it over; the file reaches the disk first.
void drop_saved(const std::filesystem::path& file, int fd) {
  std::error_code none;
  const std::filesystem::path saved = MappedBuckets::saved(file);
  if (std::filesystem::is_regular_file(saved, none) && ::fsync(fd) == 0) std::filesystem::remove(saved, none);
}

}  // namespace

Result<MappedBuckets> MappedBuckets::open(const std::filesystem::path& file, std::uint32_t layout,
                                          const std::filesystem::path& aside, std::uint64_t boot) {
  std::string notice = take_over_saved(file, layout, boot, aside);
  std::string why = BucketFile::in_its_place(file);
  int fd = -1;
  struct stat info {};
  if (why.empty()) {
    fd = open_file(file, O_CREAT);
    if (fd < 0) return failure(file, "open", errno);
    if (::fstat(fd, &info) != 0 || info.st_size != 0) why = BucketFile::unfit(fd, layout);
    if (!why.empty()) ::close(fd);
  }
  if (!why.empty()) {
    std::error_code error;
    std::filesystem::rename(file, aside, error);
    if (error) return failure(file, "set aside the unusable", error.value());
    notice += (notice.empty() ? "" : "; ") + std::string("the open minutes in ") + file.string() +
              " cannot be continued: " + why + "; it was set aside as " + aside.string() +
              ", and this minute's bars will be marked partial";
    fd = open_file(file, O_CREAT | O_EXCL);
    if (fd < 0) return failure(file, "make", errno);
    info.st_size = 0;
  }
  const bool fresh = info.st_size == 0;
  MappedBuckets buckets(file, fd, boot);
  buckets.notice_ = std::move(notice);
  if (fresh) {
    if (!BucketFile::write_header(fd, layout, 0)) return failure(file, "write", errno);
    drop_saved(file, fd);
    return buckets;
  }
  const auto bytes =
      static_cast<std::size_t>(info.st_size) - std::min(static_cast<std::size_t>(info.st_size), kHeaderBytes);
  for (std::size_t i = 0; i != bytes / kChunk; ++i) {
    if (!buckets.map_chunk(i)) return failure(file, "map", errno);
  }
  // A process that died while the file grew leaves a part of a chunk; nothing was ever handed out from it.
  if (bytes % kChunk != 0 && ::ftruncate(fd, static_cast<off_t>(kHeaderBytes + bytes / kChunk * kChunk)) != 0) {
    return failure(file, "shorten", errno);
  }
  drop_saved(file, fd);
  return buckets;
}

MappedBuckets::MappedBuckets(MappedBuckets&& other) noexcept
    : file_(std::move(other.file_)),
      fd_(std::exchange(other.fd_, -1)),
      boot_(other.boot_),
      chunks_(std::exchange(other.chunks_, {})),
      shown_({chunks_.begin(), chunks_.end()}),
      notice_(std::move(other.notice_)),
      trouble_(other.trouble_.read()) {}

MappedBuckets::~MappedBuckets() {
  for (const auto chunk : chunks_) ::munmap(chunk.data(), chunk.size());
  if (fd_ >= 0) ::close(fd_);
}

bool MappedBuckets::map_chunk(std::size_t index) {
  const auto at = static_cast<off_t>(kHeaderBytes + index * kChunk);
  void* memory = ::mmap(nullptr, kChunk, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, at);
  if (memory == MAP_FAILED) return false;
  chunks_.emplace_back(static_cast<std::byte*>(memory), kChunk);
  shown_.set({chunks_.begin(), chunks_.end()});
  return true;
}

std::vector<std::span<std::byte>> MappedBuckets::existing() {
  return chunks_;
}

std::span<std::byte> MappedBuckets::grow() {
  const std::size_t index = chunks_.size();
  const auto at = static_cast<off_t>(kHeaderBytes + index * kChunk);
  if (const int error = ::posix_fallocate(fd_, at, static_cast<off_t>(kChunk)); error != 0) {
    trouble_.set(failure(file_, "extend", error).text);
    return {};
  }
  if (!map_chunk(index)) {
    trouble_.set(failure(file_, "map", errno).text);
    return {};
  }
  return chunks_.back();
}

std::uint64_t boot_of_machine() {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id.empty() ? 0 : fnv1a(id);
}

std::filesystem::path MappedBuckets::saved(const std::filesystem::path& file) {
  return file.string() + ".saved";
}

}  // namespace tickbard
