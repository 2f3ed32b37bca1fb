#include "aggregator/bars/bucket_pool.hpp"

#include <cstring>
#include <set>

#include "aggregator/bars/bucket_store.hpp"
#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kPerChunk = BucketMemory::kChunkBytes / Bucket::kBytes - 1;

/// Gives `limit` chunks and no more, like a full disk.
class SmallMemory final : public BucketMemory {
 public:
  explicit SmallMemory(int limit) : limit_(limit) {}
  std::vector<std::span<std::byte>> existing() override { return heap_.existing(); }
  std::span<std::byte> grow() override { return limit_-- > 0 ? heap_.grow() : std::span<std::byte>{}; }

 private:
  int limit_;
  HeapBucketMemory heap_;
};

TEST(BucketPool, slots_are_distinct_and_come_back) {
  HeapBucketMemory memory;
  BucketPool pool(memory);
  std::set<SlotId> ids;
  for (std::size_t i = 0; i < kPerChunk + 10; ++i) ids.insert(pool.take());
  EXPECT_EQ(ids.size(), kPerChunk + 10);
  EXPECT_EQ(memory.existing().size(), 2U);
  const std::size_t capacity = pool.capacity();
  for (const SlotId id : ids) pool.give_back(id);
  for (std::size_t i = 0; i < kPerChunk + 10; ++i) pool.take();
  EXPECT_EQ(pool.capacity(), capacity) << "what came back is used again";
}

TEST(BucketPool, a_chunk_that_was_made_ready_ahead_is_as_one_it_makes) {
  class Ahead final : public BucketMemory {
   public:
    std::vector<std::span<std::byte>> existing() override { return heap_.existing(); }
    std::span<std::byte> grow() override {
      const auto chunk = heap_.grow();
      BucketPool::make_ready(chunk);
      return chunk;
    }

   private:
    HeapBucketMemory heap_;
  };
  Ahead ahead;
  HeapBucketMemory zeros;
  BucketPool one(ahead), other(zeros);
  for (std::size_t i = 0; i != kPerChunk + 1; ++i) EXPECT_EQ(one.take(), other.take());
  EXPECT_EQ(one.capacity(), other.capacity());
  for (std::size_t i = 0; i != 2; ++i) {
    const auto made = ahead.existing()[i], taken = zeros.existing()[i];
    EXPECT_TRUE(BucketPool::ready(taken));
    EXPECT_EQ(std::memcmp(made.data(), taken.data(), made.size()), 0) << i;
  }
}

TEST(BucketPool, when_the_memory_is_full_bars_go_on_in_the_heap) {
  SmallMemory memory(1);
  BucketPool pool(memory);
  for (std::size_t i = 0; i < kPerChunk; ++i) pool.take();
  EXPECT_FALSE(pool.on_heap());
  const SlotId extra = pool.take();
  EXPECT_TRUE(pool.on_heap());
  pool[extra].publish(BucketData::empty(sym("X"), kTenMinute, 1));
  EXPECT_TRUE(pool[extra].load().has(BucketData::kUsed));
}

/// Memory on a machine that may be started anew.
class BootedMemory final : public BucketMemory {
 public:
  std::vector<std::span<std::byte>> existing() override { return heap_.existing(); }
  std::span<std::byte> grow() override { return full ? std::span<std::byte>{} : heap_.grow(); }
  std::uint64_t boot() const override { return booted; }

  std::uint64_t booted = 7;
  bool full = false;

 private:
  HeapBucketMemory heap_;
};

TEST(BucketPool, is_intact_only_where_a_run_of_the_same_boot_vouched_for_it) {
  BootedMemory memory;
  {
    BucketPool pool(memory);
    EXPECT_FALSE(pool.intact()) << "a new file: an old one may have been lost";
    pool.take();
  }
  EXPECT_FALSE(BucketPool(memory).intact()) << "nobody vouched";
  BucketPool(memory).vouch(true);
  EXPECT_TRUE(BucketPool(memory).intact());
  EXPECT_TRUE(BucketPool(memory).intact()) << "and so it stays";
  memory.booted = 8;
  EXPECT_FALSE(BucketPool(memory).intact());
  memory.booted = 7;
  EXPECT_FALSE(BucketPool(memory).intact()) << "a run that found it lacking took the mark away";
  BucketPool(memory).vouch(true);
  memory.booted = 0;
  EXPECT_FALSE(BucketPool(memory).intact()) << "the boot cannot be told";
}

TEST(BucketPool, nobody_vouches_for_what_is_in_the_heap) {
  BootedMemory memory;
  {
    BucketPool pool(memory);
    pool.take();
    pool.vouch(true);
    memory.full = true;
    for (std::size_t i = 0; i < kPerChunk; ++i) pool.take();
    EXPECT_TRUE(pool.on_heap());
    pool.vouch(true);
  }
  EXPECT_FALSE(BucketPool(memory).intact());
}

TEST(BucketStore, says_in_the_tally_that_the_memory_is_full) {
  SmallMemory memory(1);
  SymbolTable symbols;
  Tally tally;
  BucketStore store(memory, symbols, tally, {{1, false}});
  for (std::size_t i = 0; i < kPerChunk; ++i) {
    store.add(0, *symbols.intern(sym("X" + std::to_string(i))), print_at(1, "10", "1"));
  }
  EXPECT_EQ(tally.on_heap.get(), 0U);
  EXPECT_EQ(store.add(0, *symbols.intern(sym("LAST")), print_at(1, "10", "1")), Taken::counted);
  EXPECT_EQ(tally.on_heap.get(), 1U);
}

TEST(BucketPool, a_scan_finds_used_slots_and_tells_torn_ones) {
  HeapBucketMemory memory;
  SlotId whole = 0, torn = 0, mad = 0, returned = 0;
  {
    BucketPool pool(memory);
    whole = pool.take();
    torn = pool.take();
    mad = pool.take();
    returned = pool.take();
    BucketData data = BucketData::empty(sym("X"), kTenMinute, 1);
    data.add(print_at(1, "10", "1"));
    for (const SlotId id : {whole, torn, returned}) pool[id].publish(data);
    data.high = price("1");
    pool[mad].publish(data);
    pool.give_back(returned);
    auto* version = reinterpret_cast<std::uint64_t*>(&pool[torn]);
    ++*version;
  }
  BucketPool pool(memory);
  EXPECT_EQ(pool.recovery().found, std::vector<SlotId>{whole});
  EXPECT_EQ(pool.recovery().torn, std::vector<SlotId>{torn});
  EXPECT_EQ(pool.recovery().damaged, std::vector<SlotId>{mad});
  EXPECT_EQ(pool.recovery().wiped_chunks, 0U);
  const SlotId next = pool.take();
  EXPECT_TRUE(next != whole && next != torn && next != mad);
}

TEST(BucketPool, a_slot_that_may_have_been_anybodys_is_emptied_and_the_memory_is_not_intact) {
  HeapBucketMemory memory;
  {
    BucketPool pool(memory);
    pool[pool.take()].publish(BucketData::empty(sym("X"), kTenMinute, 1));
    pool.vouch(true);
  }
  memory.existing()[0][Bucket::kBytes + Bucket::kDataAt + offsetof(BucketData, flags)] ^=
      std::byte{BucketData::kUsed};
  {
    BucketPool pool(memory);
    EXPECT_EQ(pool.recovery().unknown, 1U) << "no free slot looks like that";
    EXPECT_FALSE(pool.intact());
  }
  EXPECT_EQ(BucketPool(memory).recovery().unknown, 0U);
  EXPECT_FALSE(BucketPool(memory).intact()) << "what it held is still missing";
}

TEST(BucketPool, zeros_in_the_place_of_slots_are_not_taken_for_free_ones) {
  BootedMemory memory;
  {
    BucketPool pool(memory);
    for (int i = 0; i != 8; ++i) pool[pool.take()].publish(BucketData::empty(sym("X"), kTenMinute, 1));
    pool.vouch(true);
  }
  const auto lose_a_sector = [&] {
    std::memset(&memory.existing()[0][4 * Bucket::kBytes], 0, 2 * Bucket::kBytes);
  };
  lose_a_sector();
  {
    BucketPool pool(memory);
    EXPECT_EQ(pool.recovery().unknown, 2U);
    EXPECT_EQ(pool.recovery().found.size(), 6U);
    EXPECT_FALSE(pool.intact());
    pool.vouch(true);
  }
  EXPECT_EQ(BucketPool(memory).recovery().unknown, 0U) << "told once";
  lose_a_sector();
  memory.booted = 8;
  EXPECT_EQ(BucketPool(memory).recovery().unknown, 0U) << "a power cut leaves that, and the boot tells of it";
}

/// What a run of the same boot vouched for, of three chunks, after `lose` befell it.
template <class F>
void expect_lost_chunks(std::size_t lost, std::size_t found, F&& lose) {
  class Memory final : public BucketMemory {
   public:
    std::vector<std::span<std::byte>> existing() override { return chunks; }
    std::span<std::byte> grow() override { return chunks.emplace_back(heap_.grow()); }
    std::vector<std::span<std::byte>> chunks;

   private:
    HeapBucketMemory heap_;
  } memory;
  {
    BucketPool pool(memory);
    for (std::size_t i = 0; i != 2 * kPerChunk + 1; ++i)
      pool[pool.take()].publish(BucketData::empty(sym("X"), kTenMinute, 1));
    pool.vouch(true);
  }
  lose(memory.chunks);
  BucketPool pool(memory);
  EXPECT_EQ(pool.recovery().wiped_chunks, lost);
  EXPECT_EQ(pool.recovery().found.size(), found);
  EXPECT_EQ(pool.intact(), lost == 0);
}

TEST(BucketPool, chunks_that_a_run_vouched_for_are_missed_where_they_are_zeroed_or_gone) {
  using Chunks = std::vector<std::span<std::byte>>;
  const auto zero = [](std::span<std::byte> chunk) { std::memset(chunk.data(), 0, chunk.size()); };
  expect_lost_chunks(0, 2 * kPerChunk + 1, [](Chunks&) {});
  expect_lost_chunks(1, kPerChunk + 1, [&](Chunks& chunks) { zero(chunks[1]); });
  expect_lost_chunks(1, 2 * kPerChunk, [&](Chunks& chunks) { zero(chunks[2]); });
  expect_lost_chunks(1, 2 * kPerChunk, [](Chunks& chunks) { chunks.pop_back(); });
  expect_lost_chunks(2, kPerChunk, [](Chunks& chunks) { chunks.resize(1); });
}

TEST(BucketPool, slots_of_a_chunk_whose_making_was_interrupted_are_free) {
  BootedMemory memory;
  {
    BucketPool pool(memory);
    pool.take();
    pool.vouch(true);
  }
  // Killed after the header, before all slots were marked.
  std::memset(&memory.existing()[0][24], 0, BucketMemory::kChunkBytes - 24);
  BucketPool pool(memory);
  EXPECT_EQ(pool.recovery().unknown, 0U);
  EXPECT_TRUE(pool.intact());
}

TEST(BucketPool, a_chunk_of_another_layout_is_wiped_not_guessed) {
  HeapBucketMemory memory;
  auto chunk = memory.grow();
  std::memset(chunk.data(), 0x5A, chunk.size());
  BucketPool pool(memory);
  EXPECT_EQ(pool.recovery().wiped_chunks, 1U);
  EXPECT_TRUE(pool.recovery().found.empty());
  EXPECT_TRUE(pool.recovery().torn.empty());
  EXPECT_EQ(pool.capacity(), kPerChunk);
}

TEST(BucketPool, a_chunk_cut_short_gives_the_slots_it_has) {
  class Cut final : public BucketMemory {
   public:
    explicit Cut(std::size_t bytes) { whole_ = heap_.grow().first(bytes); }
    std::vector<std::span<std::byte>> existing() override { return {whole_}; }
    std::span<std::byte> grow() override { return {}; }

   private:
    HeapBucketMemory heap_;
    std::span<std::byte> whole_;
  };
  for (const auto& [bytes, slots] : std::vector<std::pair<std::size_t, std::size_t>>{
           {0, 0}, {100, 0}, {256, 0}, {511, 0}, {512, 1}, {1000, 2}, {4096, 15}}) {
    Cut memory(bytes);
    EXPECT_EQ(BucketPool(memory).capacity(), slots) << bytes;
  }
}

}  // namespace
}  // namespace tickbard
