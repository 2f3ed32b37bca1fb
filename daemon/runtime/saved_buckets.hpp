#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "aggregator/bars/changed_pages.hpp"
#include "aggregator/core/error.hpp"

namespace tickbard {

/// The open minutes as the disk has them, for a power cut: a copy of bucket memory in a file of its own. Nothing
/// of it is locked or write-protected while it is on its way, so a slow disk holds up nobody who takes trades. A
/// run's first save writes a whole file and puts it in the place of an earlier one; the others, what changed. So
/// the file is always whole, each of its pages as of the last save or the one that a power cut broke off.
/// Owner: one thread, any. Errors: a sentence; the next call begins with a whole file. Lifetime: that of its file.
class SavedBuckets {
 public:
  /// `boot`: of the machine now; 0: unknown.
  SavedBuckets(std::filesystem::path file, std::uint32_t layout, std::uint64_t boot)
      : file_(std::move(file)), layout_(layout), boot_(boot) {}
  ~SavedBuckets();
  SavedBuckets(const SavedBuckets&) = delete;
  SavedBuckets& operator=(const SavedBuckets&) = delete;

  /// Returns when what `chunks` held at the call is on the disk.
  Result<void> save(std::span<const std::span<const std::byte>> chunks);

  /// What a header keeps of the boot's number; never 0 of one that is known.
  static std::uint32_t folded(std::uint64_t boot);

 private:
  Result<void> write_changed(std::span<const std::span<const std::byte>> chunks, bool& wrote);
  Result<void> begin(std::span<const std::span<const std::byte>> chunks);
  Result<void> failure(const char* what);

  const std::filesystem::path file_;
  const std::uint32_t layout_;
  const std::uint64_t boot_;
  int fd_ = -1;  ///< of what stands at file_; -1: no whole one of this run yet
  ChangedPages pages_;
};

}  // namespace tickbard
