#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>

#include "aggregator/bars/bucket_data.hpp"

namespace tickbard {

/// One slot of bucket memory: a BucketData under its own sequence lock. One writer; readers never stop it.
/// Owner: market thread writes; any thread reads.
/// Errors: a version left odd says that a crash caught the slot mid-write.
/// Lifetime: laid over bytes that BucketMemory owns, all-zero bytes being a free slot; never constructed or
/// destroyed.
///
/// Every word of the data is atomic, so a torn read is no data race, and the version tells that it was torn.
/// Instead of fences (which thread sanitizers do not understand) the words carry the order: the writer's stores
/// are releases, so none of them is seen before the odd version; the reader's loads are acquires, so none of
/// them comes after the second look at the version. On x86 all of these are plain moves.
class Bucket {
 public:
  static constexpr std::size_t kBytes = 256;  ///< a divisor of a page: no slot lies on two pages of the file
  static constexpr std::size_t kWords = sizeof(BucketData) / sizeof(std::uint64_t);

  /// The writer's view. Precondition: called by the writer.
  BucketData load() const noexcept {
    Words w;
    for (std::size_t i = 0; i < kWords; ++i) w[i] = word(i).load(std::memory_order_relaxed);
    return unpack(w);
  }

  /// Makes `data` the content. Precondition: called by the writer.
  void publish(const BucketData& data) noexcept {
    const Words w = std::bit_cast<Words>(data);
    const std::uint64_t v = version().load(std::memory_order_relaxed);
    version().store(v | 1, std::memory_order_relaxed);
    for (std::size_t i = 0; i < kWords; ++i) word(i).store(w[i], std::memory_order_release);
    version().store((v | 1) + 1, std::memory_order_release);
  }

  /// One attempt of a reader: false if the writer was at it.
  bool try_read(BucketData& out) const noexcept {
    const std::uint64_t before = version().load(std::memory_order_acquire);
    if ((before & 1) != 0) return false;
    Words w;
    for (std::size_t i = 0; i < kWords; ++i) w[i] = word(i).load(std::memory_order_acquire);
    if (version().load(std::memory_order_relaxed) != before) return false;
    out = unpack(w);
    return true;
  }

  bool torn() const noexcept { return (version().load(std::memory_order_relaxed) & 1) != 0; }

 private:
  using Words = std::array<std::uint64_t, kWords>;

  static BucketData unpack(const Words& w) noexcept { return std::bit_cast<BucketData>(w); }

  std::atomic_ref<std::uint64_t> version() const noexcept { return std::atomic_ref<std::uint64_t>(version_); }
  std::atomic_ref<std::uint64_t> word(std::size_t i) const noexcept {
    return std::atomic_ref<std::uint64_t>(words_[i]);
  }

  alignas(64) mutable std::uint64_t version_;
  mutable std::uint64_t words_[kBytes / sizeof(std::uint64_t) - 1];
};

static_assert(sizeof(Bucket) == Bucket::kBytes);
static_assert(Bucket::kWords < Bucket::kBytes / sizeof(std::uint64_t));
static_assert(std::atomic_ref<std::uint64_t>::is_always_lock_free);

}  // namespace tickbard
