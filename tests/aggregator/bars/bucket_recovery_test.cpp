#include <random>
#include <set>

#include "tests/aggregator/bars/store_bench.hpp"

namespace tickbard {
namespace {

using Lines = std::vector<std::string>;

TEST(Recovery, T034_open_minutes_go_on_as_partial_and_closed_ones_as_they_were) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.add("X", print_at(65, "11", "1", 7));
    b.add("Y", with(print_at(66, "3", "2"), kVolumeOnly));
    b.pass(60);
  }
  StoreBench b(memory);
  EXPECT_EQ(b.store.recovered().buckets.size(), 3U);
  EXPECT_EQ(b.forming("X"), "bar X 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 partial forming");
  EXPECT_EQ(b.pass(61), Lines{"bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1"});
  EXPECT_EQ(b.tally.bars_closed.get(), 0U) << "said again, not closed again";
  b.add("Y", print_at(70, "4", "1"));
  b.add("X", print_at(6, "12", "1"));
  EXPECT_EQ(b.pass(120), (Lines{"bar X 10:00 O=10 H=12 L=10 C=12 V=2 N=2 r2 amended",
                                "bar X 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 partial",
                                "bar Y 10:01 O=4 H=4 L=4 C=4 V=3 N=2 r1 partial"}));
  // What the earlier run held belongs to its tally, not to this one's.
  EXPECT_EQ(b.tally.counted.get(), 2U);
  EXPECT_EQ(b.tally.held.get(), 0U);
}

TEST(Recovery, a_symbol_that_trades_late_takes_over_how_its_minute_was_heard) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.pass(60);
  }
  StoreBench b(memory);
  b.listening = Listening{};  // this run has heard nothing of it
  b.add("Y", print_at(6, "11", "1"));
  b.add("Y", print_at(66, "11", "1"));
  EXPECT_EQ(b.pass(120),
            (Lines{"bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1", "bar Y 10:00 O=11 H=11 L=11 C=11 V=1 N=1 r1",
                   "bar Y 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 partial"}));
}

TEST(Recovery, a_minute_just_given_up_is_issued_once_more_after_a_kill) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.pass(60);
    b.add("X", print_at(6, "11", "1"));
    EXPECT_EQ(b.pass(900).size(), 1U);
    b.evict(61);
  }
  {
    StoreBench b(memory);
    EXPECT_EQ(b.pass(901), Lines{"bar X 10:00 O=10 H=11 L=10 C=11 V=2 N=2 r2 amended"})
        << "the disk may have refused it until the kill";
    b.evict(61);
    b.evict(121);
  }
  EXPECT_TRUE(StoreBench(memory).store.recovered().buckets.empty());
}

TEST(Recovery, an_amendment_that_was_not_issued_yet_is) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.pass(60);
    b.add("X", print_at(6, "11", "1"));
  }
  StoreBench b(memory);
  EXPECT_EQ(b.pass(61), Lines{"bar X 10:00 O=10 H=11 L=10 C=11 V=2 N=2 r2 amended"});
  EXPECT_EQ(b.pass(62), Lines{});
}

TEST(Recovery, buckets_of_a_feed_no_longer_configured_are_issued_and_let_go) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.add("Y", with(print_at(5, "10", "1"), kVolumeOnly));
  }
  {
    StoreBench b(memory, false, 2);
    EXPECT_EQ(b.pass(0), Lines{"bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1 partial"});
    EXPECT_EQ(b.pass(1), Lines{});
    EXPECT_EQ(b.add("X", print_at(90, "10", "1")), Taken::counted);
  }
  EXPECT_EQ(StoreBench(memory, false, 2).store.recovered().buckets.size(), 1U);
}

TEST(Recovery, T046_prints_of_this_run_can_be_taken_back_from_a_continued_minute) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory, true);
    b.add("X", print_at(5, "10", "1", 1));
  }
  StoreBench b(memory, true);
  b.add("X", print_at(6, "20", "1", 2));
  const SymbolIndex x = *b.symbols.find(sym("X"));
  EXPECT_FALSE(b.store.take_back(x, 0, TradeId{1})) << "the earlier run's prints are figures only";
  EXPECT_TRUE(b.store.take_back(x, 0, TradeId{2}));
  EXPECT_EQ(b.pass(60), Lines{"bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1 partial"});
}

TEST(Recovery, T046_a_minute_without_a_price_of_its_own_takes_none_of_another_one_over_a_restart) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory, true);
    b.add("X", print_at(-50, "90", "1", 1));
    b.add("X", print_at(5, "10", "1", 2));
    b.add("X", with(print_at(6, "11", "1", 3), kRangeAndVolume));
    EXPECT_TRUE(b.store.take_back(*b.symbols.find(sym("X")), 0, TradeId{2}));
    EXPECT_EQ(b.forming("X"), "bar X 10:00 O=90 H=90 L=90 C=90 V=0 N=1 r1 amended forming");
  }
  StoreBench b(memory, true);
  b.add("X", print_at(7, "12", "1", 4));
  EXPECT_EQ(b.forming("X"), "bar X 10:00 O=12 H=12 L=12 C=12 V=2 N=2 r1 partial forming");
}

TEST(Recovery, a_torn_open_minute_goes_on_empty_and_a_torn_issued_one_stands) {
  HeapBucketMemory memory;
  {
    StoreBench b(memory);
    b.add("X", print_at(5, "10", "1"));
    b.pass(60);
    b.add("X", print_at(65, "11", "1"));
    b.add("Y", print_at(65, "12", "1"));
  }
  const auto chunk = memory.existing()[0];
  for (const std::size_t slot : {1U, 2U}) ++*reinterpret_cast<std::uint64_t*>(&chunk[slot * Bucket::kBytes]);
  StoreBench b(memory);
  ASSERT_EQ(b.store.recovered().torn.size(), 2U);
  EXPECT_TRUE(b.store.recovered().torn[0].was_issued);
  EXPECT_FALSE(b.store.recovered().torn[1].was_issued);
  EXPECT_EQ(b.add("X", print_at(6, "99", "1")), Taken::too_late) << "a poorer bar must not follow a whole one";
  EXPECT_EQ(b.forming("X"), "none");
  EXPECT_EQ(b.add("X", print_at(70, "13", "1")), Taken::counted);
  EXPECT_EQ(b.pass(120), (Lines{"bar X 10:01 O=13 H=13 L=13 C=13 V=1 N=1 r1 partial",
                                "bar Y 10:01 O=12 H=12 L=12 C=12 V=1 N=1 r1 partial"}));
}

/// The image a kill leaves in the middle of one publish: words before `cut` are new, the version is odd.
void tear(std::byte* image, const std::byte* after, std::size_t cut) {
  std::uint64_t version = 0;
  std::memcpy(&version, image, sizeof version);
  version |= 1;
  std::memcpy(image, &version, sizeof version);
  std::memcpy(image + sizeof version, after + sizeof version, cut * sizeof(std::uint64_t));
}

// Killed at any instant, in any word of any write: every bar that comes out afterwards is one that truly stood,
// and a slot caught mid-write brings none.
TEST(Recovery, cut_at_random_points_no_figure_is_ever_guessed) {
  std::mt19937 random(11);
  const char* const names[] = {"A", "BRK.B", "LONGNAME:WITH-A-PAIR", "D"};
  int torn_seen = 0, whole_seen = 0;
  for (int round = 0; round < 60; ++round) {
    HeapBucketMemory memory;
    StoreBench bench(memory);
    std::set<std::string> stood;  // every state any bucket ever had, as a line without revision and quality
    const auto figures = [](const std::string& line) { return line.substr(0, line.find(" r")); };
    ImageMemory before = ImageMemory::of(memory);
    double t = 0;
    const auto steps = 1 + random() % 80;
    for (unsigned i = 0; i < steps; ++i) {
      if (i + 1 == steps) before = ImageMemory::of(memory);
      const std::string name = names[random() % 4];
      if (random() % 10 == 0) {
        bench.pass(static_cast<int>(t));
        bench.evict(static_cast<int>(t) - 300);
      } else {
        t += static_cast<double>(random() % 40);
        bench.add(name, print_at(t - static_cast<double>(random() % 50), std::to_string(1 + random() % 90), "3"));
      }
      for (const auto chunk : memory.existing()) {
        for (std::size_t at = Bucket::kBytes; at < 80 * Bucket::kBytes; at += Bucket::kBytes) {
          const BucketData d = reinterpret_cast<Bucket*>(&chunk[at])->load();
          if (!d.has(BucketData::kUsed)) continue;
          stood.insert(figures(line_of(d.bar())));
        }
      }
    }
    // Tear every slot that the last step wrote, the same number of words into it.
    const std::size_t cut = random() % (Bucket::kWords + 1);
    const auto now = memory.existing();
    const auto then = before.existing();
    if (then.empty()) continue;
    for (std::size_t at = Bucket::kBytes; at < now[0].size(); at += Bucket::kBytes) {
      if (std::memcmp(&now[0][at], &then[0][at], Bucket::kBytes) != 0) tear(&then[0][at], &now[0][at], cut);
    }
    StoreBench after(before);
    torn_seen += static_cast<int>(after.store.recovered().torn.size());
    for (const auto& line : after.pass(100'000)) {
      ++whole_seen;
      EXPECT_TRUE(stood.contains(figures(line))) << "never stood so: " << line;
    }
  }
  EXPECT_GT(torn_seen, 20);
  EXPECT_GT(whole_seen, 200);
}

TEST(Recovery, any_bytes_at_all_are_survived) {
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    HeapBucketMemory memory;
    {
      StoreBench b(memory);
      for (int i = 0; i < 50; ++i) b.add("S" + std::to_string(i), print_at(i, "10", "1"));
    }
    const auto chunk = memory.existing()[0];
    for (int i = 0; i < 2000; ++i)
      chunk[Bucket::kBytes + random() % (50 * Bucket::kBytes)] = std::byte(random() & 255);
    StoreBench b(memory);
    for (const auto& torn : b.store.recovered().torn) EXPECT_TRUE(Symbol::parse(torn.symbol.view()));
    b.pass(60);
    EXPECT_EQ(b.add("S1", print_at(3600, "10", "1")), Taken::counted);
  }
}

}  // namespace
}  // namespace tickbard
