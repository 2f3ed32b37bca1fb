#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "aggregator/bars/changed_pages.hpp"
#include "aggregator/core/error.hpp"

namespace tickbard {

class MappedBuckets;

/// The open minutes as the disk has them, for a power cut: a copy of bucket memory in a file of its own. Nothing
/// of it is locked or write-protected while it is on its way, so a slow disk holds up nobody who takes trades. A
/// run's first save writes a whole file and puts it in the place of an earlier one; the others write what changed.
/// So there is never half a file; each of its pages is as of the last save, or of the one that a power cut or a
/// full disk broke off. Owner: one thread, any. Errors: a sentence; the next call writes everything. Lifetime:
/// `buckets` outlives it.
class SavedBuckets {
 public:
  explicit SavedBuckets(const MappedBuckets& buckets) : buckets_(buckets) {}
  ~SavedBuckets();
  SavedBuckets(const SavedBuckets&) = delete;
  SavedBuckets& operator=(const SavedBuckets&) = delete;

  /// Returns when what the memory held at the call is on the disk. `may_grow` false: what takes more room than
  /// the file has fails as on a full disk, which is not asked.
  Result<void> save(bool may_grow = true);

  /// There was no room for more in the last save().
  bool lacks_room() const { return lacks_room_; }

 private:
  Result<void> begin();
  bool reserve(std::size_t at);
  bool write_changed(bool& wrote);

  const MappedBuckets& buckets_;
  std::vector<std::span<const std::byte>> chunks_;  ///< of them, as known
  int fd_ = -1;                                     ///< of this run's file; -1: there is none yet
  std::size_t reserved_ = 0;                        ///< chunks that it has room for
  bool may_grow_ = true, lacks_room_ = false;
  ChangedPages pages_;
};

}  // namespace tickbard
