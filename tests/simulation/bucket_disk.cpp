#include "tests/simulation/bucket_disk.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include "aggregator/bars/bucket.hpp"

namespace tickbard::sim {

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kWord = sizeof(std::uint64_t);

}  // namespace

void BucketDisk::Free::operator()(std::byte* p) const noexcept {
  std::free(p);
}

std::vector<std::span<std::byte>> BucketDisk::existing() {
  std::vector<std::span<std::byte>> out;
  for (const auto& chunk : chunks_) out.emplace_back(chunk.get(), kChunkBytes);
  return out;
}

std::span<std::byte> BucketDisk::grow() {
  auto* const bytes = static_cast<std::byte*>(std::aligned_alloc(kPage, kChunkBytes));
  if (bytes == nullptr) throw std::bad_alloc();
  std::memset(bytes, 0, kChunkBytes);
  chunks_.emplace_back(bytes);
  return {bytes, kChunkBytes};
}

std::vector<BucketDisk::Pages> BucketDisk::copy() const {
  std::vector<Pages> out;
  for (const auto& chunk : chunks_) out.emplace_back(chunk.get(), chunk.get() + kChunkBytes);
  return out;
}

void BucketDisk::sync() {
  synced_ = copy();
}

void BucketDisk::cut_power(Dice& dice) {
  ++boot_;
  for (std::size_t i = 0; i != chunks_.size(); ++i) {
    for (std::size_t at = 0; at != kChunkBytes; at += kPage) {
      if (dice.chance(0.5)) continue;  // the kernel had written this page by itself
      if (i < synced_.size()) {
        std::memcpy(chunks_[i].get() + at, synced_[i].data() + at, kPage);
      } else {
        std::memset(chunks_[i].get() + at, 0, kPage);
      }
    }
  }
}

void BucketDisk::lose() {
  chunks_.clear();
  synced_.clear();
}

void BucketDisk::flip(Dice& dice) {
  std::vector<std::byte*> used;
  for (const auto& chunk : chunks_) {
    for (std::size_t at = Bucket::kBytes; at != kChunkBytes; at += Bucket::kBytes) {
      std::byte* const slot = chunk.get() + at;
      if (reinterpret_cast<const Bucket*>(slot)->load().has(BucketData::kUsed)) used.push_back(slot);
    }
  }
  if (used.empty()) return;
  std::byte* const slot = used[dice.next() % used.size()];
  const std::uint64_t bit = dice.next() % (Bucket::kBytes * 8);
  slot[bit / 8] ^= std::byte{1} << bit % 8;
}

void BucketDisk::tear(Dice& dice) {
  bool torn = false;
  for (std::size_t i = 0; i != chunks_.size(); ++i) {
    for (std::size_t at = 0; at != kChunkBytes; at += Bucket::kBytes) {
      std::byte* const now = chunks_[i].get() + at;
      const Pages zeros(i < before_.size() ? 0 : kChunkBytes);
      const std::byte* const old = (i < before_.size() ? before_[i] : zeros).data() + at;
      if (std::memcmp(now, old, Bucket::kBytes) == 0) continue;
      if (torn) {  // later in the same call: not reached yet
        std::memcpy(now, old, Bucket::kBytes);
        continue;
      }
      torn = true;
      const auto reached = static_cast<std::size_t>(dice.between(0, Bucket::kWords));
      std::memcpy(now + kWord * (1 + reached), old + kWord * (1 + reached),
                  Bucket::kBytes - kWord * (1 + reached));
      std::uint64_t version = 0;
      std::memcpy(&version, old, kWord);
      version |= 1;
      std::memcpy(now, &version, kWord);
    }
  }
}

}  // namespace tickbard::sim
