#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "aggregator/core/error.hpp"

namespace tickbard {

enum class Compression : std::uint8_t { none, gzip };

/// A file that is there whole or not at all: written beside its place under another name, fsynced, then renamed.
/// What is no regular file (a pipe, a device) is written to directly. The same content gives the same bytes.
/// Owner: one thread. Errors: one sentence with the file, the reason and what to do; nothing of it stays.
/// Lifetime: without commit() the file never appears.
class OutputFile {
 public:
  static Result<OutputFile> create(const std::filesystem::path& file, Compression compression);

  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) noexcept;
  ~OutputFile();

  Result<void> write(std::string_view text);
  /// The rest, fsync, rename, fsync of the folder.
  Result<void> commit();

  std::uint64_t bytes() const;  ///< in the file so far
  std::string sha256() const;   ///< of the file's bytes; after commit()

 private:
  struct Parts;
  explicit OutputFile(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// Lower-case hex of a file's bytes. Errors: a sentence.
struct FileDigest {
  std::string sha256;
  std::uint64_t bytes = 0;
};
Result<FileDigest> digest_of(const std::filesystem::path& file);

/// Makes a file's name certain to survive a loss of power.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace tickbard
