#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "aggregator/bars/bucket.hpp"
#include "aggregator/bars/bucket_memory.hpp"
#include "aggregator/bars/symbol_table.hpp"

namespace tickbard {

using SlotId = std::uint32_t;
inline constexpr SlotId kNoSlot = UINT32_MAX;

/// Bucket slots cut from chunks of BucketMemory, and the list of the free ones.
/// Each chunk starts with a header (magic, layout version, slot size); a chunk of another layout is wiped. Every
/// slot of it is marked, so that zeros in the place of one show.
/// Owner: market thread.
/// Errors: when the memory gives no more, slots come from the heap: bars stay right, but a crash would lose them.
/// Lifetime: slots stay at their address as long as the pool and the memory live, also when given back: a reader
/// may be looking.
class BucketPool {
 public:
  /// The version of what a slot means. Raise it with every change of BucketData or Bucket.
  static constexpr std::uint32_t kLayout = 3;

  /// So many slots have their place here from the start: as many symbols as are expected, in the minutes that are
  /// kept with the default amend window.
  static constexpr std::size_t kExpected = 18 * SymbolTable::kExpected;

  /// Where in a chunk the first slot is; before it stands the header.
  static constexpr std::size_t kFirstSlot = Bucket::kBytes;
  /// The only word of it that changes once the chunk is ready(): the mark of who vouches.
  static constexpr std::size_t kMarkAt = 16;

  /// The chunk has its header and marked slots. Precondition: it came from grow() in this run, or its pool has
  /// taken it in. Any thread.
  static bool ready(std::span<const std::byte> chunk) noexcept;

  /// For how many chunks a run vouched in this boot of the machine; 0: for none. Precondition: that of the first
  /// one.
  static std::size_t vouched(std::span<const std::byte> first_chunk, std::uint64_t boot) noexcept;

  /// It has the header of this version's chunks.
  static bool is_chunk(std::span<const std::byte> bytes);

  /// Makes an empty chunk of zero bytes: what take() does with one that grow() gives, and is spared where the
  /// memory has done it ahead. Any thread, of memory that no pool has yet, on a 64-byte boundary.
  static void make_ready(std::span<std::byte> zeros);

  /// A copy of a chunk, of some earlier time: its slots that are whole and newer than those of `chunk` take their
  /// places. Before the first of them does, nobody vouches any more for the memory that begins with `first_chunk`.
  /// True: there was one. Precondition: is_chunk(copy), and no pool has the memory yet.
  static bool take_newer(std::span<std::byte> chunk, std::span<const std::byte> copy,
                         std::span<std::byte> first_chunk);

  /// What the scan of an earlier run's chunks came upon.
  struct Recovery {
    std::vector<SlotId> found;     ///< whole buckets
    std::vector<SlotId> torn;      ///< caught mid-write; name and minute may be right
    std::vector<SlotId> damaged;   ///< figures changed by nobody, or contradicting themselves; the rest is right
    std::size_t unknown = 0;       ///< changed or zeroed by nobody, and it cannot be told whose they were; emptied
    std::size_t wiped_chunks = 0;  ///< of another layout, zeroed by nobody, or no longer there
  };

  explicit BucketPool(BucketMemory& memory);

  const Recovery& recovery() const { return recovery_; }

  /// What was found is all that the earlier run had, to its last write: the same boot of the machine, the same
  /// file, and that run had vouched for it. Damaged figures are known to be missing; an unknown slot may have been
  /// anybody's.
  bool intact() const { return intact_; }

  /// From now on a later run may rely on finding everything here; with false it must not.
  void vouch(bool yes);

  SlotId take();
  void give_back(SlotId id);
  Bucket& operator[](SlotId id) noexcept { return *slots_[id]; }
  const Bucket& operator[](SlotId id) const noexcept { return *slots_[id]; }
  std::size_t capacity() const { return slots_.size(); }
  bool on_heap() const { return heap_used_; }  ///< BucketMemory gave no more at least once

 private:
  /// True if the chunk carries our header; wiped and made ready otherwise.
  bool adopt(std::span<std::byte> chunk, bool was_vouched_for);
  void append_slots(std::span<std::byte> chunk, bool scan, bool same_boot);
  void sort_left(SlotId id, bool all_marked);

  BucketMemory& memory_;
  HeapBucketMemory heap_;
  bool heap_used_ = false;
  bool intact_ = false;
  bool vouched_ = false;
  std::byte* first_chunk_ = nullptr;  ///< its header carries the mark
  std::size_t chunks_ = 0;            ///< of the memory
  std::vector<Bucket*> slots_;
  std::vector<SlotId> free_;
  Recovery recovery_;
};

}  // namespace tickbard
