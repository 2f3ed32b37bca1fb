#include "daemon/runtime/saved_buckets.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "aggregator/bars/bucket_memory.hpp"
#include "daemon/runtime/bucket_file.hpp"

namespace tickbard {

SavedBuckets::~SavedBuckets() {
  if (fd_ >= 0) ::close(fd_);
}

std::uint32_t SavedBuckets::folded(std::uint64_t boot) {
  const auto half = static_cast<std::uint32_t>(boot ^ (boot >> 32));
  return half == 0 && boot != 0 ? 1 : half;
}

Result<void> SavedBuckets::save(std::span<const std::span<const std::byte>> chunks) {
  if (fd_ < 0) return begin(chunks);
  bool wrote = false;
  if (auto written = write_changed(chunks, wrote); !written) return written;
  if (wrote && ::fdatasync(fd_) != 0) return failure("write");
  return {};
}

Result<void> SavedBuckets::begin(std::span<const std::span<const std::byte>> chunks) {
  const std::filesystem::path fresh = file_.string() + ".new";
  pages_.forget();
  fd_ = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640);
  if (fd_ < 0 || !BucketFile::write_header(fd_, layout_, folded(boot_))) return failure("begin");
  bool wrote = false;
  if (auto written = write_changed(chunks, wrote); !written) return written;
  if (::fsync(fd_) != 0) return failure("write");
  if (::rename(fresh.c_str(), file_.c_str()) != 0) return failure("replace");
  // Until the folder is on the disk too, a power cut finds the earlier file or none.
  const int folder = ::open(file_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool kept = folder >= 0 && ::fsync(folder) == 0;
  const int why = errno;
  if (folder >= 0) ::close(folder);
  errno = why;
  return kept ? Result<void>{} : failure("replace");
}

Result<void> SavedBuckets::write_changed(std::span<const std::span<const std::byte>> chunks, bool& wrote) {
  for (std::size_t i = 0; i != chunks.size(); ++i) {
    const std::size_t begins = BucketFile::kHeaderBytes + i * BucketMemory::kChunkBytes;
    for (auto run = pages_.next(i, chunks[i], 0); !run.bytes.empty();
         run = pages_.next(i, chunks[i], run.at + run.bytes.size())) {
      const ssize_t n = ::pwrite(fd_, run.bytes.data(), run.bytes.size(), static_cast<off_t>(begins + run.at));
      if (n >= 0 && n != static_cast<ssize_t>(run.bytes.size())) errno = ENOSPC;  // a part of it fitted
      if (n != static_cast<ssize_t>(run.bytes.size())) return failure("write");
      wrote = true;
    }
  }
  return {};
}

/// The file at its place stays as it is: a state of some seconds ago, whole.
Result<void> SavedBuckets::failure(const char* what) {
  const std::string why = std::generic_category().message(errno);
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  return Problem{std::string("cannot ") + what + " " + file_.string() + ": " + why};
}

}  // namespace tickbard
