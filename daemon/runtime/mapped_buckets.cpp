#include "daemon/runtime/mapped_buckets.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "aggregator/bars/bucket_pool.hpp"
#include "aggregator/core/fnv.hpp"
#include "daemon/runtime/bucket_file.hpp"
#include "daemon/runtime/random.hpp"

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

/// A file of bucket chunks as it was found.
struct Found {
  Found() = default;
  Found(Found&& other) noexcept
      : fd(std::exchange(other.fd, -1)), unfit(std::move(other.unfit)), error(other.error) {}
  ~Found() {
    if (fd >= 0) ::close(fd);
  }

  int fd = -1;        ///< of a fit one
  std::string unfit;  ///< empty: it is fit, or there is none
  int error = 0;      ///< why it could not be opened
};

Found look(const std::filesystem::path& file, std::uint32_t layout) {
  Found out;
  out.unfit = BucketFile::in_its_place(file);
  if (!out.unfit.empty()) return out;
  out.fd = open_file(file, 0);
  struct stat info {};
  if (out.fd < 0) {
    out.error = errno == ENOENT ? 0 : errno;
  } else if (::fstat(out.fd, &info) == 0 && info.st_size == 0) {
    ::close(std::exchange(out.fd, -1));  // as good as none
  } else {
    out.unfit = BucketFile::unfit(out.fd, layout);
    if (!out.unfit.empty()) ::close(std::exchange(out.fd, -1));
  }
  return out;
}

/// Made ahead, perhaps not to the end, and never handed out: what a used slot has is nowhere in it. It is made to
/// the end. Precondition: `made` is one.
bool spare(std::span<std::byte> chunk, std::span<const std::byte> made) {
  if (std::memcmp(chunk.data(), made.data(), kChunk) == 0) return true;
  for (std::size_t at = 0; at != kChunk; at += sizeof(std::uint64_t)) {
    std::uint64_t is = 0;
    std::memcpy(&is, &chunk[at], sizeof is);
    if (is != 0 && std::memcmp(&chunk[at], &made[at], sizeof is) != 0) return false;
  }
  BucketPool::make_ready(chunk);
  return true;
}

/// How many of the chunks were handed out: all but the last ones, kAhead at the most, that are spare.
std::size_t handed_out(std::span<const std::span<std::byte>> chunks, std::uint64_t boot) {
  if (chunks.empty()) return 0;
  HeapBucketMemory heap;
  const auto made = heap.grow();
  BucketPool::make_ready(made);
  const std::size_t most_ahead = std::min(MappedBuckets::kAhead, chunks.size());
  const std::size_t least = std::max(chunks.size() - most_ahead, BucketPool::vouched(chunks.front(), boot));
  std::size_t used = chunks.size();
  while (used > least && spare(chunks[used - 1], made)) --used;
  return used;
}

/// One that no earlier copy is of.
std::uint32_t new_number() {
  return static_cast<std::uint32_t>(random_seed()) | 1;
}

}  // namespace

Result<MappedBuckets> MappedBuckets::open(const std::filesystem::path& file, std::uint32_t layout,
                                          const std::filesystem::path& aside, std::uint64_t boot) {
  Found own = look(file, layout);
  if (own.error != 0) return failure(file, "open", own.error);
  Found copy = look(saved(file), layout);
  std::error_code error;
  std::string notice;
  const bool set_aside = !own.unfit.empty();
  if (set_aside) {
    std::filesystem::rename(file, aside, error);
    if (error) return failure(file, "set aside the unusable", error.value());
    notice = "the open minutes in " + file.string() + " cannot be continued: " + own.unfit +
             "; it was set aside as " + aside.string() + ", and this minute's bars will be marked partial";
  } else if (!copy.unfit.empty() || copy.error != 0) {
    notice = "the copy of the open minutes in " + saved(file).string() +
             " cannot be used: " + (copy.error != 0 ? reason_of(copy.error) : copy.unfit) +
             (own.fd >= 0 ? "; what the disk has of " : "; nor is there ") + file.string() +
             (own.fd >= 0 ? " counts" : ", so this minute's bars will be marked partial");
  }
  const bool copied = own.fd < 0 && copy.fd >= 0;
  if (copied) {
    std::filesystem::rename(saved(file), file, error);
    if (error) return failure(saved(file), "put back", error.value());
    notice += (notice.empty() ? "" : "; ") + file.string() +
              " was not there; the copy of the open minutes took its place, at most a second older";
  }
  const bool fresh = own.fd < 0 && copy.fd < 0;
  const int fd = fresh    ? open_file(file, O_CREAT | O_TRUNC)
                 : copied ? std::exchange(copy.fd, -1)
                          : std::exchange(own.fd, -1);
  if (fd < 0) return failure(file, "make", errno);
  const std::uint32_t number = fresh ? new_number() : BucketFile::number_of(fd);
  MappedBuckets buckets(file, fd, layout, number, boot);
  buckets.notice_ = std::move(notice);
  buckets.set_aside_ = set_aside;
  if (fresh &&
      !(BucketFile::write_header(fd, layout, number) && ::fsync(fd) == 0 && BucketFile::sync_folder_of(file))) {
    return failure(file, "write", errno);
  }
  if (!buckets.map_all()) return failure(file, "map", errno);
  if (copy.fd >= 0 && BucketFile::number_of(copy.fd) == number) buckets.take_newer(copy.fd);
  return buckets;
}

bool MappedBuckets::map_all() {
  struct stat info {};
  if (::fstat(fd_, &info) != 0) return false;
  const auto size = static_cast<std::size_t>(info.st_size);
  const std::size_t chunks = (size - std::min(size, kHeaderBytes)) / kChunk;
  std::vector<std::span<std::byte>> found;
  for (mapped_ = 0; mapped_ != chunks; ++mapped_) {
    found.push_back(map_chunk(mapped_));
    if (found.back().empty()) return false;
  }
  const std::size_t used = handed_out(found, boot_);
  for (std::size_t i = 0; i != chunks; ++i) i < used ? hand_out(found[i]) : put_ahead(found[i]);
  // A process that died while the file grew leaves a part of a chunk; nothing was ever handed out from it.
  const std::size_t whole = kHeaderBytes + chunks * kChunk;
  return size <= whole || ::ftruncate(fd_, static_cast<off_t>(whole)) == 0;
}

/// After a power cut the disk may lack of the file what it has of the copy. After a kill there is nothing to take.
void MappedBuckets::take_newer(int copy) {
  HeapBucketMemory heap;
  const auto bytes = heap.grow();
  bool took = false;
  for (std::size_t i = 0;; ++i) {
    const auto at = static_cast<off_t>(kHeaderBytes + i * kChunk);
    if (::pread(copy, bytes.data(), kChunk, at) != static_cast<ssize_t>(kChunk)) break;
    if (!BucketPool::is_chunk(bytes) || (i == chunks_.size() && grow().empty())) break;
    took = BucketPool::take_newer(chunks_[i], bytes, chunks_.front()) || took;
  }
  if (!took) return;
  notice_ = "the disk lacked some of the open minutes in " + file_.string() +
            ", as after a power cut; their copy had them, at most a second older";
}

MappedBuckets::MappedBuckets(MappedBuckets&& other) noexcept
    : file_(std::move(other.file_)),
      fd_(std::exchange(other.fd_, -1)),
      layout_(other.layout_),
      number_(other.number_),
      boot_(other.boot_),
      mapped_(other.mapped_),
      ahead_(std::move(other.ahead_)),
      chunks_(std::exchange(other.chunks_, {})),
      shown_(std::vector<std::span<const std::byte>>{chunks_.begin(), chunks_.end()}),
      count_(chunks_.size()),
      notice_(std::move(other.notice_)),
      set_aside_(other.set_aside_),
      trouble_(other.trouble_.read()),
      troubled_(other.troubled_.load()) {}

MappedBuckets::~MappedBuckets() {
  for (auto chunk = take_ahead(); !chunk.empty(); chunk = take_ahead()) chunks_.push_back(chunk);
  for (const auto chunk : chunks_) ::munmap(chunk.data(), chunk.size());
  if (fd_ >= 0) ::close(fd_);
}

std::vector<std::span<std::byte>> MappedBuckets::existing() {
  return chunks_;
}

std::span<std::byte> MappedBuckets::grow() {
  auto chunk = take_ahead();
  if (chunk.empty()) {
    std::lock_guard lock(making_);
    chunk = take_ahead();  // one was being made
    if (chunk.empty()) {
      auto made = make();
      if (!made) return in_trouble(made.error());
      chunk = *made;
    }
  }
  hand_out(chunk);
  return chunk;
}

bool MappedBuckets::make_ahead() {
  while (ahead_->size() < kAhead) {
    std::error_code unknown;  // then there is room
    if (std::filesystem::space(file_, unknown).available < kLeftFree) return false;
    std::lock_guard lock(making_);
    const auto chunk = make();
    if (!chunk) return false;  // told of when the market needs one
    BucketPool::make_ready(*chunk);
    put_ahead(*chunk);
  }
  return true;
}

Result<std::span<std::byte>> MappedBuckets::make() {
  const auto at = static_cast<off_t>(kHeaderBytes + mapped_ * kChunk);
  if (const int error = ::posix_fallocate(fd_, at, static_cast<off_t>(kChunk)); error != 0) {
    // Of the room that is left, none: others need it.
    return failure(file_, ::ftruncate(fd_, at) == 0 ? "extend" : "cut", error);
  }
  const auto chunk = map_chunk(mapped_);
  if (chunk.empty()) return failure(file_, "map", errno);
  ++mapped_;
  return chunk;
}

std::span<std::byte> MappedBuckets::map_chunk(std::size_t index) const {
  const auto at = static_cast<off_t>(kHeaderBytes + index * kChunk);
  void* memory = ::mmap(nullptr, kChunk, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, at);
  if (memory == MAP_FAILED) return {};
  return {static_cast<std::byte*>(memory), kChunk};
}

void MappedBuckets::put_ahead(std::span<std::byte> chunk) {
  ahead_->stage(chunk);
  ahead_->publish();
}

std::span<std::byte> MappedBuckets::take_ahead() {
  std::span<std::byte> chunk;
  if (ahead_ != nullptr) ahead_->consume([&](std::span<std::byte> one) { chunk = one; }, 1);
  return chunk;
}

void MappedBuckets::hand_out(std::span<std::byte> chunk) {
  chunks_.push_back(chunk);
  shown_.set({chunks_.begin(), chunks_.end()});
  count_.store(chunks_.size(), std::memory_order_release);
}

std::span<std::byte> MappedBuckets::in_trouble(const Problem& problem) {
  trouble_.set(problem.text);
  troubled_.store(true, std::memory_order_release);
  return {};
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
