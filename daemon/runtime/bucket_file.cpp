#include "daemon/runtime/bucket_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

#include "aggregator/bars/bucket_memory.hpp"
#include "aggregator/core/fnv.hpp"

namespace tickbard {
namespace {

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
  std::uint32_t number = 0;
  std::uint64_t chunk_bytes = BucketMemory::kChunkBytes;
  std::uint64_t check = 0;  // of everything before it
};
static_assert(sizeof(Header) == 48);

std::uint64_t check_of(const Header& h) {
  return fnv1a({reinterpret_cast<const char*>(&h), offsetof(Header, check)});
}

bool read(int fd, Header& h) {
  return ::pread(fd, &h, sizeof h, 0) == static_cast<ssize_t>(sizeof h);
}

}  // namespace

std::string BucketFile::unfit(int fd, std::uint32_t layout) {
  Header h;
  if (!read(fd, h)) return "it is too short";
  if (h.magic != kMagic) return "it is no file of open minutes";
  if (h.byte_order != kByteOrder) return "it was written on another kind of machine";
  if (h.check != check_of(h)) return "its header is damaged";
  if (h.format != kFormat || h.layout != layout || h.chunk_bytes != BucketMemory::kChunkBytes) {
    return "it was written by another version of tickbard";
  }
  return {};
}

std::uint32_t BucketFile::number_of(int fd) {
  Header h;
  return read(fd, h) ? h.number : 0;
}

bool BucketFile::write_header(int fd, std::uint32_t layout, std::uint32_t number) {
  Header h;
  h.layout = layout;
  h.number = number;
  h.check = check_of(h);
  std::array<std::byte, kHeaderBytes> page{};
  std::memcpy(page.data(), &h, sizeof h);
  return write_all(fd, page, 0);
}

bool BucketFile::write_all(int fd, std::span<const std::byte> bytes, std::size_t at) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    at += static_cast<std::size_t>(n);
  }
  return true;
}

bool BucketFile::sync_folder_of(const std::filesystem::path& file) {
  const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool synced = ::fsync(folder) == 0;
  const int why = errno;
  ::close(folder);
  errno = why;
  return synced;
}

std::string BucketFile::in_its_place(const std::filesystem::path& file) {
  std::error_code unknown;
  const std::filesystem::file_type is = std::filesystem::status(file, unknown).type();
  if (is == std::filesystem::file_type::directory) return "it is a folder";
  if (is == std::filesystem::file_type::fifo) return "it is a pipe";
  if (is == std::filesystem::file_type::socket) return "it is a socket";
  return {};
}

}  // namespace tickbard
