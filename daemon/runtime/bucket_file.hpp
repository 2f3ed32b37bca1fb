#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace tickbard {

/// What a file of bucket chunks begins with: one page (magic, format version, layout of the slots, chunk size,
/// check sum), then the chunks. Any thread.
class BucketFile {
 public:
  static constexpr std::size_t kHeaderBytes = 4096;  // one page: chunks stay page-aligned

  /// Empty: fit for use with slots of this layout. Otherwise what is wrong with it, in words.
  static std::string unfit(int fd, std::uint32_t layout);

  /// The boot of the machine that was written with the header; 0: none. Precondition: not unfit().
  static std::uint32_t boot_of(int fd);

  /// False: errno says why.
  static bool write_header(int fd, std::uint32_t layout, std::uint32_t boot);

  /// Empty: a file, or nothing yet. Otherwise what stands there instead; opening a pipe might wait for ever.
  static std::string in_its_place(const std::filesystem::path& file);
};

}  // namespace tickbard
