#include "aggregator/bars/bucket_pool.hpp"

#include <algorithm>
#include <cstring>

namespace tickbard {
namespace {

struct ChunkHeader {
  char magic[8];
  std::uint32_t layout;
  std::uint32_t slot_bytes;
};

constexpr ChunkHeader kHeader{{'t', 'b', 'b', 'u', 'c', 'k', 'e', 't'}, BucketPool::kLayout, Bucket::kBytes};

constexpr std::size_t kHeaderBytes = Bucket::kBytes;  // keeps the slots on their boundary

}  // namespace

BucketPool::BucketPool(BucketMemory& memory) : memory_(memory) {
  for (const auto chunk : memory_.existing()) {
    if (chunk.size() < kHeaderBytes + Bucket::kBytes) continue;
    append_slots(chunk, adopt(chunk));  // a chunk that was wiped has nothing to scan
  }
  std::reverse(free_.begin(), free_.end());
}

bool BucketPool::adopt(std::span<std::byte> chunk) {
  if (std::memcmp(chunk.data(), &kHeader, sizeof kHeader) == 0) return true;
  const bool fresh =
      std::all_of(chunk.begin(), chunk.begin() + sizeof kHeader, [](std::byte b) { return b == std::byte{0}; });
  if (!fresh) ++recovery_.wiped_chunks;
  std::memset(chunk.data(), 0, chunk.size());
  std::memcpy(chunk.data(), &kHeader, sizeof kHeader);
  return false;
}

void BucketPool::append_slots(std::span<std::byte> chunk, bool scan) {
  for (std::size_t at = kHeaderBytes; at + Bucket::kBytes <= chunk.size(); at += Bucket::kBytes) {
    auto* slot = reinterpret_cast<Bucket*>(chunk.data() + at);
    const auto id = static_cast<SlotId>(slots_.size());
    slots_.push_back(slot);
    const BucketData data = slot->load();
    if (scan && slot->torn()) {
      recovery_.torn.push_back(id);
    } else if (scan && data.has(BucketData::kUsed)) {
      (data.sane() ? recovery_.found : recovery_.torn).push_back(id);
    } else {
      free_.push_back(id);
    }
  }
}

SlotId BucketPool::take() {
  if (free_.empty()) {
    auto chunk = memory_.grow();
    if (chunk.size() < kHeaderBytes + Bucket::kBytes) {
      heap_used_ = true;
      chunk = heap_.grow();
    }
    adopt(chunk);
    append_slots(chunk, false);
    std::reverse(free_.begin(), free_.end());
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
