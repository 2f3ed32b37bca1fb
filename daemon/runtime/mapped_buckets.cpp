#include "daemon/runtime/mapped_buckets.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "aggregator/core/fnv.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kHeaderBytes = 4096;  // one page: chunks stay page-aligned
constexpr std::size_t kChunk = BucketMemory::kChunkBytes;
constexpr std::uint32_t kFormat = 1;
constexpr std::array<char, 16> kMagic{'t', 'i', 'c', 'k', 'b', 'a', 'r', 'd',
                                      ' ', 'b', 'u', 'c', 'k', 'e', 't', 's'};
constexpr std::uint32_t kByteOrder = 0x01020304;

/// In the byte order of the machine: a file of another kind of machine is refused by `byte_order`.
struct Header {
  std::array<char, 16> magic = kMagic;
  std::uint32_t byte_order = kByteOrder;
  std::uint32_t format = kFormat;
  std::uint32_t layout = 0;
  std::uint32_t reserved = 0;
  std::uint64_t chunk_bytes = kChunk;
  std::uint64_t check = 0;  // of everything before it
};
static_assert(sizeof(Header) == 48);

std::uint64_t check_of(const Header& h) {
  return fnv1a({reinterpret_cast<const char*>(&h), offsetof(Header, check)});
}

std::string reason_of(int error) {
  return std::generic_category().message(error);
}

Problem failure(const std::filesystem::path& file, const char* what, int error) {
  return {std::string("cannot ") + what + " " + file.string() + ": " + reason_of(error) +
          "; check that the state directory exists, is writable and has room"};
}

/// Empty: a file, or nothing yet. Otherwise what stands there instead; opening a pipe might wait for ever.
std::string in_its_place(const std::filesystem::path& file) {
  std::error_code unknown;
  const std::filesystem::file_type is = std::filesystem::status(file, unknown).type();
  if (is == std::filesystem::file_type::directory) return "it is a folder";
  if (is == std::filesystem::file_type::fifo) return "it is a pipe";
  if (is == std::filesystem::file_type::socket) return "it is a socket";
  return {};
}

/// Empty: fit for use. Otherwise what is wrong with it.
std::string unfit(int fd, std::uint32_t layout) {
  Header h;
  if (::pread(fd, &h, sizeof h, 0) != static_cast<ssize_t>(sizeof h)) return "it is too short";
  if (h.magic != kMagic) return "it is no file of open minutes";
  if (h.byte_order != kByteOrder) return "it was written on another kind of machine";
  if (h.check != check_of(h)) return "its header is damaged";
  if (h.format != kFormat || h.layout != layout || h.chunk_bytes != kChunk) {
    return "it was written by another version of tickbard";
  }
  return {};
}

int open_file(const std::filesystem::path& file, int flags) {
  return ::open(file.c_str(), O_RDWR | O_CLOEXEC | flags, 0640);
}

bool write_header(int fd, std::uint32_t layout) {
  Header h;
  h.layout = layout;
  h.check = check_of(h);
  std::array<char, kHeaderBytes> page{};
  std::memcpy(page.data(), &h, sizeof h);
  return ::pwrite(fd, page.data(), page.size(), 0) == static_cast<ssize_t>(page.size());
}

}  // namespace

Result<MappedBuckets> MappedBuckets::open(const std::filesystem::path& file, std::uint32_t layout,
                                          const std::filesystem::path& aside) {
  std::string why = in_its_place(file);
  int fd = -1;
  struct stat info {};
  if (why.empty()) {
    fd = open_file(file, O_CREAT);
    if (fd < 0) return failure(file, "open", errno);
    if (::fstat(fd, &info) != 0 || info.st_size != 0) why = unfit(fd, layout);
    if (!why.empty()) ::close(fd);
  }
  std::string notice;
  if (!why.empty()) {
    std::error_code error;
    std::filesystem::rename(file, aside, error);
    if (error) return failure(file, "set aside the unusable", error.value());
    notice = "the open minutes in " + file.string() + " cannot be continued: " + why + "; it was set aside as " +
             aside.string() + ", and this minute's bars will be marked partial";
    fd = open_file(file, O_CREAT | O_EXCL);
    if (fd < 0) return failure(file, "make", errno);
    info.st_size = 0;
  }
  const bool fresh = info.st_size == 0;
  MappedBuckets buckets(file, fd);
  buckets.notice_ = std::move(notice);
  if (fresh) {
    if (!write_header(fd, layout)) return failure(file, "write", errno);
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
  return buckets;
}

MappedBuckets::MappedBuckets(MappedBuckets&& other) noexcept
    : file_(std::move(other.file_)),
      fd_(std::exchange(other.fd_, -1)),
      chunks_(std::exchange(other.chunks_, {})),
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

std::uint64_t MappedBuckets::boot() const {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id.empty() ? 0 : fnv1a(id);
}

// fsync writes back pages made dirty through a mapping too, and needs no list of chunks: any thread may call it.
bool MappedBuckets::sync() noexcept {
  return ::fsync(fd_) == 0;
}

}  // namespace tickbard
