#include "daemon/runtime/saved_buckets.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include "daemon/runtime/bucket_file.hpp"
#include "daemon/runtime/mapped_buckets.hpp"

namespace tickbard {
namespace {

Problem failure(const char* what, const std::filesystem::path& file) {
  return {std::string("cannot ") + what + " " + file.string() + ": " + std::generic_category().message(errno)};
}

}  // namespace

SavedBuckets::~SavedBuckets() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> SavedBuckets::save(bool may_grow) {
  may_grow_ = may_grow;
  lacks_room_ = false;
  if (buckets_.chunk_count() != chunks_.size()) chunks_ = buckets_.chunks();
  struct stat info {};
  if (fd_ >= 0 && ::fstat(fd_, &info) == 0 && info.st_nlink == 0)
    ::close(std::exchange(fd_, -1));  // somebody removed it
  if (fd_ < 0) return begin();
  const std::filesystem::path file = MappedBuckets::saved(buckets_.file());
  bool wrote = false;
  Result<void> saved = write_changed(wrote) ? Result<void>{} : failure("write", file);
  if (wrote && ::fdatasync(fd_) != 0) saved = failure("sync", file);  // also of what fitted
  if (!saved) pages_.forget();  // of a sync that failed nobody knows what it left out
  return saved;
}

Result<void> SavedBuckets::begin() {
  const std::filesystem::path file = MappedBuckets::saved(buckets_.file()), fresh = file.string() + ".new";
  if (std::error_code none; std::filesystem::is_directory(file, none)) {
    errno = EISDIR;  // as rename() would say, after all of it was written
    return failure("replace", file);
  }
  pages_.forget();
  reserved_ = 0;
  fd_ = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640);
  if (fd_ < 0) return failure("make", fresh);
  bool wrote = false;
  const bool written = BucketFile::write_header(fd_, buckets_.layout(), buckets_.number()) &&
                       write_changed(wrote) && ::fsync(fd_) == 0;
  const bool placed = written && ::rename(fresh.c_str(), file.c_str()) == 0;
  // Until the folder is on the disk too, a power cut finds the earlier file.
  if (placed && BucketFile::sync_folder_of(file)) return {};
  const Problem problem = placed    ? failure("sync the folder of", file)
                          : written ? failure("replace", file)
                                    : failure("write", fresh);
  ::close(std::exchange(fd_, -1));       // the next call begins again
  if (!placed) ::unlink(fresh.c_str());  // what little room there is is not for this
  return problem;
}

/// Room for one more chunk, or none of it is taken: where the disk is full, others need what is left.
bool SavedBuckets::reserve(std::size_t at) {
  int error = ENOSPC;
  if (may_grow_) {
    error = ::posix_fallocate(fd_, static_cast<off_t>(at), static_cast<off_t>(BucketMemory::kChunkBytes));
    if (error != 0 && ::ftruncate(fd_, static_cast<off_t>(at)) != 0) error = errno;
  }
  lacks_room_ = error != 0;
  if (lacks_room_) {
    errno = error;
  } else {
    ++reserved_;
  }
  return !lacks_room_;
}

bool SavedBuckets::write_changed(bool& wrote) {
  for (std::size_t i = 0; i != chunks_.size(); ++i) {
    const std::size_t begins = BucketFile::kHeaderBytes + i * BucketMemory::kChunkBytes;
    if (i == reserved_ && !reserve(begins)) return false;
    for (auto run = pages_.next(i, chunks_[i], 0); !run.bytes.empty();
         run = pages_.next(i, chunks_[i], run.at + run.bytes.size())) {
      if (!BucketFile::write_all(fd_, run.bytes, begins + run.at)) return false;
      wrote = true;
    }
  }
  return true;
}

}  // namespace tickbard
