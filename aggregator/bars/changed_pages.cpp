#include "aggregator/bars/changed_pages.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "aggregator/bars/bucket_pool.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kPage = ChangedPages::kPageBytes;
static_assert(kPage % Bucket::kBytes == 0 && BucketMemory::kChunkBytes % kPage == 0);

const Bucket& slot_at(const std::byte* place) {
  return *reinterpret_cast<const Bucket*>(place);
}

std::uint64_t word_at(const std::byte* place) {
  auto* word = const_cast<std::uint64_t*>(reinterpret_cast<const std::uint64_t*>(place));
  return std::atomic_ref(*word).load(std::memory_order_acquire);
}

/// It only grows, since what it adds up does. Never 0: a slot is marked.
std::uint64_t changes_of(const std::byte* page, bool first) {
  std::uint64_t sum = 0;
  for (std::size_t at = first ? BucketPool::kFirstSlot : 0; at != kPage; at += Bucket::kBytes) {
    sum += slot_at(page + at).changes();
  }
  return sum;
}

/// The slot as it stood at one time. False: the writer was at it with every attempt; then it is what came, and
/// torn.
bool copy_slot(const std::byte* place, std::byte* out) {
  constexpr int kAttempts = 64;
  std::array<std::uint64_t, Bucket::kBytes / sizeof(std::uint64_t)> words;
  static_assert(sizeof words == Bucket::kBytes);
  bool whole = false;
  for (int i = 0; i != kAttempts && !whole; ++i) {
    const std::uint64_t before = slot_at(place).changes();
    for (std::size_t w = 0; w != words.size(); ++w) words[w] = word_at(place + w * sizeof words[w]);
    whole = (before & 1) == 0 && slot_at(place).changes() == before;
  }
  if (!whole) words[0] |= 1;
  std::memcpy(out, words.data(), sizeof words);
  return whole;
}

/// Whoever vouched for the memory does not vouch for its copy. False: a slot of it is not whole.
bool copy_page(const std::byte* page, bool first, std::byte* out) {
  std::size_t at = 0;
  for (; first && at != BucketPool::kFirstSlot; at += sizeof(std::uint64_t)) {
    const std::uint64_t word = at == BucketPool::kMarkAt ? 0 : word_at(page + at);
    std::memcpy(out + at, &word, sizeof word);
  }
  bool whole = true;
  for (; at != kPage; at += Bucket::kBytes) whole = copy_slot(page + at, out + at) && whole;
  return whole;
}

}  // namespace

ChangedPages::Run ChangedPages::next(std::size_t index, std::span<const std::byte> chunk, std::size_t at) {
  if (!BucketPool::ready(chunk)) return {};
  const std::size_t first_page = index * (BucketMemory::kChunkBytes / kPage);
  seen_.resize(std::max(seen_.size(), first_page + chunk.size() / kPage));
  Run run;
  std::size_t taken = 0;
  for (; at + kPage <= chunk.size() && taken != kRunBytes; at += kPage) {
    std::uint64_t& seen = seen_[first_page + at / kPage];
    const std::uint64_t changes = changes_of(&chunk[at], at == 0);
    // Copied after the look: what changes meanwhile shows the next time. So does a slot whose writer was held up
    // in its midst; until then the page stays as it was seen last.
    const bool wanted = changes != seen && (copy_page(&chunk[at], at == 0, &copy_[taken]) || seen == 0);
    if (!wanted) {
      if (taken != 0) break;
      continue;
    }
    if (taken == 0) run.at = at;
    seen = changes;
    taken += kPage;
  }
  run.bytes = std::span(copy_).first(taken);
  return run;
}

}  // namespace tickbard
