#include "aggregator/bars/changed_pages.hpp"

#include <atomic>
#include <cstring>
#include <thread>

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kPage = ChangedPages::kPageBytes;
constexpr SlotId kPerPage = kPage / Bucket::kBytes;
constexpr SlotId kFirstPage = kPerPage - 1;  // slots in it: the chunk's header takes the place of one
constexpr std::size_t kPages = BucketMemory::kChunkBytes / kPage;

struct Pages {
  HeapBucketMemory memory;
  BucketPool pool{memory};
  ChangedPages changed;

  Pages() { pool.take(); }

  std::span<const std::byte> chunk() { return memory.existing()[0]; }

  /// "0", "3-5 9": pages, a word for each run.
  std::string next() {
    std::string out;
    for (auto run = changed.next(0, chunk(), 0); !run.bytes.empty();
         run = changed.next(0, chunk(), run.at + run.bytes.size())) {
      const std::size_t first = run.at / kPage, last = first + run.bytes.size() / kPage - 1;
      EXPECT_EQ(std::memcmp(run.bytes.data(), &chunk()[run.at], run.bytes.size()), 0) << first;  // not vouched for
      out += (out.empty() ? "" : " ") + std::to_string(first) + (last == first ? "" : "-" + std::to_string(last));
    }
    return out;
  }

  void print_into(SlotId slot) {
    BucketData data = pool[slot].load();
    if (!data.has(BucketData::kUsed)) data = BucketData::empty(sym("X"), kTenMinute, 1);
    data.add(print_at(1, "10", "1"));
    pool[slot].publish(data);
  }
};

TEST(ChangedPages, are_all_at_first_sixteen_at_a_time_and_then_none) {
  Pages pages;
  std::string all;
  for (std::size_t i = 0; i != kPages; i += 16) {
    all += (i == 0 ? "" : " ") + std::to_string(i) + "-" + std::to_string(i + 15);
  }
  EXPECT_EQ(pages.next(), all);
  EXPECT_EQ(pages.next(), "");
  pages.changed.forget();
  EXPECT_EQ(pages.next(), all);
}

TEST(ChangedPages, are_those_of_the_slots_that_changed) {
  struct Case {
    const char* what;
    std::vector<SlotId> slots;
    const char* pages;
  };
  for (const Case& c : std::vector<Case>{
           {"the first slot", {0}, "0"},
           {"the last of a page", {kFirstPage - 1}, "0"},
           {"the first of the next", {kFirstPage}, "1"},
           {"two of one page", {kFirstPage, kFirstPage + 3}, "1"},
           {"neighbours", {kFirstPage, kFirstPage + kPerPage}, "1-2"},
           {"with a page between", {kFirstPage, kFirstPage + 2 * kPerPage}, "1 3"},
           {"the last of the chunk", {kPages * kPerPage - 2}, "255"},
       }) {
    SCOPED_TRACE(c.what);
    Pages pages;
    pages.next();
    for (const SlotId slot : c.slots) pages.print_into(slot);
    EXPECT_EQ(pages.next(), c.pages);
    EXPECT_EQ(pages.next(), "");
  }
}

TEST(ChangedPages, leave_the_mark_behind_that_a_run_vouches_with) {
  Pages pages;
  pages.pool.vouch(true);
  const auto run = pages.changed.next(0, pages.chunk(), 0);
  HeapBucketMemory copied;
  std::memcpy(copied.grow().data(), run.bytes.data(), run.bytes.size());
  EXPECT_TRUE(BucketPool(pages.memory).intact());
  EXPECT_FALSE(BucketPool(copied).intact());
}

TEST(ChangedPages, of_a_chunk_that_is_not_made_yet_there_are_none) {
  HeapBucketMemory memory;
  ChangedPages changed;
  EXPECT_TRUE(changed.next(0, memory.grow(), 0).bytes.empty());
}

TEST(ChangedPages, of_each_chunk_are_its_own) {
  Pages pages;
  while (pages.memory.existing().size() == 1) pages.pool.take();
  pages.next();
  const auto second = pages.memory.existing()[1];
  EXPECT_EQ(pages.changed.next(1, second, 0).bytes.size(), ChangedPages::kRunBytes);
  EXPECT_EQ(pages.next(), "") << "of the first";
}

TEST(ChangedPages, a_slot_whose_writer_died_in_the_middle_is_copied_as_torn) {
  Pages pages;
  pages.print_into(0);
  ++*reinterpret_cast<std::uint64_t*>(&pages.pool[0]);
  const auto run = pages.changed.next(0, pages.chunk(), 0);
  const auto& copy = *reinterpret_cast<const Bucket*>(&run.bytes[BucketPool::kFirstSlot]);
  EXPECT_TRUE(copy.torn());
}

// Raced under the thread sanitizer.
TEST(ChangedPages, a_slot_is_copied_whole_while_its_writer_goes_on_and_its_last_state_is_not_missed) {
  Pages pages;
  constexpr int kPrints = 20'000;
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i != kPrints; ++i) pages.print_into(0);
    done.store(true);
  });
  BucketData last;
  const auto look = [&] {
    for (auto run = pages.changed.next(0, pages.chunk(), 0); !run.bytes.empty();
         run = pages.changed.next(0, pages.chunk(), run.at + run.bytes.size())) {
      if (run.at != 0) continue;
      const auto& copy = *reinterpret_cast<const Bucket*>(&run.bytes[BucketPool::kFirstSlot]);
      if (copy.torn()) continue;  // allowed, where the writer was at it every time
      ASSERT_EQ(copy.belief(), Bucket::Belief::whole);
      last = copy.load();
    }
  };
  while (!done.load()) look();
  writer.join();
  look();
  EXPECT_EQ(last.prints, static_cast<std::uint32_t>(kPrints));
}

}  // namespace
}  // namespace tickbard
