#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "aggregator/core/bar.hpp"
#include "aggregator/core/error.hpp"
#include "aggregator/derive/interval.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// What is known of an archive: what `archives` keeps of it.
struct ArchiveFacts {
  std::filesystem::path file;
  std::uint64_t rows = 0;
  std::string sha256;
  std::uint64_t bytes = 0;
};

/// The bars of an archive, in their order: by (start, symbol).
/// Owner: one thread. Errors: after next() has said false, failure() is empty or a sentence.
class ArchiveReader {
 public:
  static Result<ArchiveReader> open(const std::filesystem::path& file, Interval interval);

  ArchiveReader(ArchiveReader&&) noexcept;
  ArchiveReader& operator=(ArchiveReader&&) noexcept;
  ~ArchiveReader();

  bool next(Bar& bar);
  const std::string& failure() const { return failure_; }

 private:
  struct Parts;
  explicit ArchiveReader(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
  std::string failure_;
};

/// A UTC day of bars from the store to `file`, with what `older`, an archive of the same day, has beside it: of
/// two rows of one minute the one with the greater (revision, trade_count). The file is fsynced. Errors: store;
/// class disk for files.
StoreResult<ArchiveFacts> write_archive_file(const std::filesystem::path& file, Tables& tables, Interval interval,
                                             std::chrono::sys_days day, const std::filesystem::path* older);

/// Reads the whole file back: its bytes are those that were written, it decompresses, each line is a bar of its
/// place, and there are as many as were written. Errors: a sentence that says what is wrong with which file.
Result<void> verify_archive_file(const ArchiveFacts& facts, Interval interval, std::chrono::sys_days day);

}  // namespace tickbard
