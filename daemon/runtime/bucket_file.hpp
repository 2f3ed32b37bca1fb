#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace tickbard {

/// What a file of bucket chunks begins with: one page (magic, format version, layout of the slots, number of the
/// memory, chunk size, check sum), then the chunks. Any thread. Errors: false, and errno says why.
class BucketFile {
 public:
  static constexpr std::size_t kHeaderBytes = 4096;  // one page: chunks stay page-aligned

  /// Empty: fit for use with slots of this layout. Otherwise what is wrong with it, in words.
  static std::string unfit(int fd, std::uint32_t layout);

  /// The number of the memory, the same in a file and in copies of it; 0: of a version that had none.
  /// Precondition: not unfit().
  static std::uint32_t number_of(int fd);

  static bool write_header(int fd, std::uint32_t layout, std::uint32_t number);

  static bool write_all(int fd, std::span<const std::byte> bytes, std::size_t at);

  /// A name that was made or changed in the file's folder is on the disk.
  static bool sync_folder_of(const std::filesystem::path& file);

  /// Empty: a file, or nothing yet. Otherwise what stands there instead; opening a pipe might wait for ever.
  static std::string in_its_place(const std::filesystem::path& file);
};

}  // namespace tickbard
