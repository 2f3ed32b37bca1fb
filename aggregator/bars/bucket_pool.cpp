#include "aggregator/bars/bucket_pool.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

namespace tickbard {
namespace {

struct ChunkHeader {
  char magic[8];
  std::uint32_t layout;
  std::uint32_t slot_bytes;
};

constexpr ChunkHeader kHeader{{'t', 'b', 'b', 'u', 'c', 'k', 'e', 't'}, BucketPool::kLayout, Bucket::kBytes};

static_assert(sizeof(ChunkHeader) == BucketPool::kMarkAt);

using Word = std::atomic_ref<std::uint64_t>;  // the market's, and seen by who copies chunks

/// Behind the first chunk's header: the boot of the machine in which a run vouched for the whole memory, and of
/// how many chunks that was.
Word mark_of(std::byte* chunk) {
  return Word(*reinterpret_cast<std::uint64_t*>(chunk + BucketPool::kMarkAt));
}
constexpr unsigned kChunkBits = 20;
constexpr std::uint64_t mark(std::uint64_t boot, std::size_t chunks) {
  return boot << kChunkBits | chunks;
}

/// Behind that, in each chunk: whether all of its slots are marked.
Word marked_of(std::byte* chunk) {
  return Word(*reinterpret_cast<std::uint64_t*>(chunk + BucketPool::kMarkAt + sizeof(std::uint64_t)));
}

constexpr std::size_t kHeaderBytes = BucketPool::kFirstSlot;  // keeps the slots on their boundary

template <class F>
void each_slot(std::span<std::byte> chunk, F&& f) {
  for (std::size_t at = kHeaderBytes; at + Bucket::kBytes <= chunk.size(); at += Bucket::kBytes) {
    f(*reinterpret_cast<Bucket*>(&chunk[at]));
  }
}

}  // namespace

BucketPool::BucketPool(BucketMemory& memory) : memory_(memory) {
  slots_.reserve(kExpected);
  free_.reserve(kExpected);
  auto left = memory_.existing();
  std::erase_if(left, [](const auto& chunk) { return chunk.size() < kHeaderBytes + Bucket::kBytes; });
  const std::size_t vouched_for = left.empty() ? 0 : vouched(left.front(), memory_.boot());
  for (const auto chunk : left) {
    const bool scan = adopt(chunk, chunks_ < vouched_for);  // a chunk that was wiped has nothing to scan
    append_slots(chunk, scan, vouched_for != 0);
    ++chunks_;
  }
  std::reverse(free_.begin(), free_.end());
  recovery_.wiped_chunks += vouched_for - std::min(vouched_for, chunks_);
  intact_ = recovery_.wiped_chunks == 0 && recovery_.unknown == 0 && vouched_for != 0;
  vouch(intact_);
}

bool BucketPool::ready(std::span<const std::byte> chunk) noexcept {
  return marked_of(const_cast<std::byte*>(chunk.data())).load(std::memory_order_acquire) == 1;
}

std::size_t BucketPool::vouched(std::span<const std::byte> first_chunk, std::uint64_t boot) noexcept {
  const std::uint64_t is = mark_of(const_cast<std::byte*>(first_chunk.data())).load();
  return boot != 0 && is >> kChunkBits == mark(boot, 0) >> kChunkBits ? is - mark(boot, 0) : 0;
}

bool BucketPool::is_chunk(std::span<const std::byte> bytes) {
  return std::memcmp(bytes.data(), &kHeader, sizeof kHeader) == 0;
}

void BucketPool::make_ready(std::span<std::byte> zeros) {
  std::memcpy(zeros.data(), &kHeader, sizeof kHeader);
  each_slot(zeros, [](Bucket& slot) { slot.mark(); });
  marked_of(zeros.data()).store(1, std::memory_order_release);
}

bool BucketPool::take_newer(std::span<std::byte> chunk, std::span<const std::byte> copy,
                            std::span<std::byte> first_chunk) {
  bool took = false;
  const auto take = [&](std::size_t at, std::size_t bytes) {
    if (!std::exchange(took, true)) mark_of(first_chunk.data()).store(0);
    std::memcpy(&chunk[at], &copy[at], bytes);
  };
  if (!is_chunk(chunk)) take(0, kHeaderBytes);
  for (std::size_t at = kHeaderBytes; at + Bucket::kBytes <= chunk.size(); at += Bucket::kBytes) {
    const auto& is = *reinterpret_cast<const Bucket*>(&chunk[at]);
    const auto& was = *reinterpret_cast<const Bucket*>(&copy[at]);
    if (was.changes() <= is.changes() || was.torn() || was.belief() != Bucket::Belief::whole) continue;
    take(at, Bucket::kBytes);
  }
  return took;
}

void BucketPool::vouch(bool yes) {
  vouched_ = yes && !heap_used_;  // what is in the heap the next run will lack
  if (first_chunk_ != nullptr) mark_of(first_chunk_).store(vouched_ ? mark(memory_.boot(), chunks_) : 0);
}

bool BucketPool::adopt(std::span<std::byte> chunk, bool was_vouched_for) {
  if (first_chunk_ == nullptr) first_chunk_ = chunk.data();
  if (is_chunk(chunk)) return true;
  // Slots behind a header of zeros are what a power cut leaves that kept one page and not the other.
  const bool fresh = chunk[0] == std::byte{0} && std::memcmp(&chunk[0], &chunk[1], chunk.size() - 1) == 0;
  if (!fresh || was_vouched_for) ++recovery_.wiped_chunks;
  if (!fresh) std::memset(chunk.data(), 0, chunk.size());
  make_ready(chunk);
  return false;
}

void BucketPool::append_slots(std::span<std::byte> chunk, bool scan, bool same_boot) {
  // A power cut leaves zeros where a page had not reached the disk, and is told of by the boot.
  const bool were_marked = scan && marked_of(chunk.data()).load() == 1 && same_boot;
  each_slot(chunk, [&](Bucket& slot) {
    const auto id = static_cast<SlotId>(slots_.size());
    slots_.push_back(&slot);
    if (!scan) return free_.push_back(id);
    sort_left(id, were_marked);
    if (!slot.marked()) slot.mark();
  });
  marked_of(chunk.data()).store(1, std::memory_order_release);
}

/// Puts a slot of an earlier run where it belongs. The check comes first: a flag may be what was damaged.
void BucketPool::sort_left(SlotId id, bool all_marked) {
  const Bucket& slot = (*this)[id];
  if (slot.torn()) return recovery_.torn.push_back(id);
  const Bucket::Belief belief = slot.belief();
  if (belief == Bucket::Belief::nothing) {
    ++recovery_.unknown;
    return give_back(id);
  }
  const BucketData data = slot.load();
  if (!data.has(BucketData::kUsed)) {
    if (all_marked && !slot.marked()) ++recovery_.unknown;
    return free_.push_back(id);
  }
  const bool whole = belief == Bucket::Belief::whole && data.sane();
  (whole ? recovery_.found : recovery_.damaged).push_back(id);
}

SlotId BucketPool::take() {
  if (free_.empty()) {
    auto chunk = memory_.grow();
    if (chunk.size() < kHeaderBytes + Bucket::kBytes) {
      heap_used_ = true;
      chunk = heap_.grow();
    } else {
      ++chunks_;
    }
    if (!ready(chunk)) make_ready(chunk);
    if (first_chunk_ == nullptr) first_chunk_ = chunk.data();
    append_slots(chunk, false, false);
    std::reverse(free_.begin(), free_.end());
    vouch(vouched_);
  }
  const SlotId id = free_.back();
  free_.pop_back();
  return id;
}

void BucketPool::give_back(SlotId id) {
  (*this)[id].publish(BucketData{});
  free_.push_back(id);
}

}  // namespace tickbard
