#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// The folder of the archives while one writes to it: no other does, of whatever store.
/// Owner: the thread that writes. Lifetime: the folder is free again when this dies, or its process does.
class ArchiveFolder {
 public:
  /// Makes the folder if it is missing. Errors: a sentence; also that another is at work in it.
  static Result<ArchiveFolder> open(const std::filesystem::path& folder);

  ArchiveFolder(ArchiveFolder&& other) noexcept;
  ArchiveFolder& operator=(ArchiveFolder&&) = delete;
  ~ArchiveFolder();

  /// Where a day's next archive goes, as `archives.file` has it: price_bars/2026-01-12.csv.gz, or .2.csv.gz and so
  /// on beside a file that is there, for that one may be of another store and the only copy of its rows. What a
  /// run that was cut off left half written is taken away. Errors: a sentence.
  Result<std::filesystem::path> place_for(std::string_view table, std::chrono::sys_days day) const;

  /// Gives a proven file its name, for good: never over another one. Errors: a sentence.
  Result<void> name(const std::filesystem::path& fresh, const std::filesystem::path& file) const;

  const std::filesystem::path& path() const { return folder_; }

 private:
  ArchiveFolder(std::filesystem::path folder, int fd) : folder_(std::move(folder)), fd_(fd) {}

  std::filesystem::path folder_;
  int fd_ = -1;
};

/// What a file is called until it is proven.
std::filesystem::path unproven(const std::filesystem::path& file);

/// The file that a row of `archives` names. The table's word is no reason to read just any file: another program
/// may have written the row. Errors: a sentence; it is not there, leads out of the folder, or is no regular file.
Result<std::filesystem::path> archive_below(const std::filesystem::path& folder, const std::string& name);

}  // namespace tickbard
