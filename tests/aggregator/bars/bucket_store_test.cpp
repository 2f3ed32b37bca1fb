#include "aggregator/bars/bucket_store.hpp"

#include "tests/aggregator/bars/store_bench.hpp"

namespace tickbard {
namespace {

using Lines = std::vector<std::string>;

TEST(BucketStore, a_minute_closes_when_its_end_is_reached_and_only_once) {
  HeapBucketMemory memory;
  StoreBench b(memory);
  EXPECT_EQ(b.add("X", print_at(5, "10", "1")), Taken::counted);
  EXPECT_EQ(b.pass(59), Lines{});
  EXPECT_EQ(b.pass(60), Lines{"bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1"});
  EXPECT_EQ(b.pass(600), Lines{});
}

TEST(BucketStore, bars_come_by_minute_then_symbol) {
  HeapBucketMemory memory;
  StoreBench b(memory);
  for (const auto* s : {"ZZ", "A", "M", "AB", "Z"}) {
    b.add(s, print_at(70, "1", "1"));
    b.add(s, print_at(10, "1", "1"));
  }
  Lines order;
  for (const auto& l : b.pass(120)) order.push_back(l.substr(4, l.find(" O") - 4));
  EXPECT_EQ(order, (Lines{"A 10:00", "AB 10:00", "M 10:00", "Z 10:00", "ZZ 10:00", "A 10:01", "AB 10:01",
                          "M 10:01", "Z 10:01", "ZZ 10:01"}));
}

TEST(BucketStore, several_late_prints_make_one_new_issue) {
  HeapBucketMemory memory;
  StoreBench b(memory);
  b.add("X", print_at(5, "10", "1"));
  b.pass(60);
  for (int i = 0; i < 5; ++i) b.add("X", print_at(6 + i, "11", "1"));
  EXPECT_EQ(b.pass(62), Lines{"bar X 10:00 O=10 H=11 L=10 C=11 V=6 N=6 r2 amended"});
  EXPECT_EQ(b.pass(63), Lines{});
  EXPECT_EQ(b.tally.bars_amended.get(), 1U);
}

TEST(BucketStore, what_waits_for_a_price_is_held_then_counted_or_given_up) {
  HeapBucketMemory memory;
  StoreBench b(memory);
  EXPECT_EQ(b.add("X", with(print_at(1, "10", "5"), kVolumeOnly)), Taken::held);
  EXPECT_EQ(b.add("X", with(print_at(2, "9", "5"), kRangeAndVolume)), Taken::held);
  EXPECT_EQ(b.add("Y", with(print_at(2, "9", "5"), kVolumeOnly)), Taken::held);
  EXPECT_EQ(b.tally.held.get(), 3U);
  EXPECT_EQ(b.pass(60), Lines{}) << "no price, no bar";
  EXPECT_EQ(b.add("X", print_at(3, "10", "1")), Taken::counted);
  EXPECT_EQ(b.tally.counted.get(), 3U);
  EXPECT_EQ(b.pass(61), Lines{"bar X 10:00 O=10 H=10 L=9 C=10 V=11 N=3 r1"});
  b.evict(61);
  EXPECT_EQ(b.tally.held.get(), 0U);
  EXPECT_EQ(b.tally.volume_only.get(), 1U);
}

TEST(BucketStore, a_minute_given_up_is_final) {
  HeapBucketMemory memory;
  StoreBench b(memory);
  b.add("X", print_at(5, "10", "1"));
  b.pass(120);
  b.evict(60);  // "ended before": the minute ended at 60
  EXPECT_EQ(b.add("X", print_at(6, "10", "1")), Taken::counted);
  b.pass(120);
  b.evict(61);
  EXPECT_EQ(b.add("X", print_at(6, "10", "1")), Taken::too_late);
  EXPECT_EQ(b.add("NEW", print_at(6, "10", "1")), Taken::too_late);
  EXPECT_EQ(b.add("X", print_at(61, "10", "1")), Taken::counted);
}

TEST(BucketStore, forming_shows_the_newest_open_minute) {
  HeapBucketMemory memory;
  StoreBench b(memory);
  EXPECT_EQ(b.forming("X"), "none");
  b.add("X", with(print_at(1, "10", "5"), kVolumeOnly));
  EXPECT_EQ(b.forming("X"), "none") << "no price yet";
  b.add("X", print_at(5, "10", "1"));
  EXPECT_EQ(b.forming("X"), "bar X 10:00 O=10 H=10 L=10 C=10 V=6 N=2 r1 forming");
  b.add("X", print_at(65, "11", "1"));
  b.add("X", print_at(6, "12", "1"));
  EXPECT_EQ(b.forming("X"), "bar X 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 forming");
  b.pass(60);
  EXPECT_EQ(b.forming("X"), "bar X 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 forming");
  b.pass(120);
  EXPECT_EQ(b.forming("X"), "none");
  b.evict(1000);
  b.add("Y", print_at(1000, "5", "1"));  // takes over X's slot
  EXPECT_EQ(b.forming("X"), "none");
  EXPECT_EQ(b.forming("Y"), "bar Y 10:16 O=5 H=5 L=5 C=5 V=1 N=1 r1 forming");
}

TEST(BucketStore, minutes_after_shows_what_may_not_be_stored_yet) {
  HeapBucketMemory memory;
  StoreBench b(memory);
  const auto after = [&](int minute) {
    Lines out;
    const auto index = b.symbols.find(sym("X"));
    for (const Bar& bar : b.store.minutes_after(*index, minute_of(kTen) + std::chrono::minutes{minute}))
      out.push_back(line_of(bar));
    return out;
  };
  b.add("X", print_at(5, "10", "1"));
  b.add("X", print_at(65, "11", "1"));
  const std::string closed = "bar X 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1";
  EXPECT_EQ(after(-1), (Lines{closed + " forming", "bar X 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 forming"}));
  b.pass(60);
  EXPECT_EQ(after(-1), (Lines{closed, "bar X 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 forming"}));
  EXPECT_EQ(after(0), Lines{"bar X 10:01 O=11 H=11 L=11 C=11 V=1 N=1 r1 forming"});
  EXPECT_EQ(after(1), Lines{});
  for (int minute = 2; minute < 20; ++minute) b.add("X", print_at(60 * minute, "11", "1"));
  EXPECT_EQ(after(-1).size(), 16U) << "the newest";
  b.add("X", print_at(60 * 20, "12", "1"));
  b.add("X", print_at(66, "12", "1"));  // a late one is put where it belongs
  EXPECT_EQ(after(18), (Lines{"bar X 10:19 O=11 H=11 L=11 C=11 V=1 N=1 r1 forming",
                              "bar X 10:20 O=12 H=12 L=12 C=12 V=1 N=1 r1 forming"}));
  b.evict(60 * 20 + 1);
  EXPECT_EQ(after(-1), Lines{"bar X 10:20 O=12 H=12 L=12 C=12 V=1 N=1 r1 forming"}) << "final: it is stored";
}

TEST(BucketStore, closing_without_bars_loses_nothing_that_was_taken_in) {
  HeapBucketMemory memory;
  StoreBench b(memory);
  b.add("X", print_at(5, "10", "1"));
  EXPECT_EQ(b.pass(60, false), Lines{});
  b.add("X", print_at(6, "11", "1"));
  EXPECT_EQ(b.pass(61), Lines{"bar X 10:00 O=10 H=11 L=10 C=11 V=2 N=2 r1"});
}

TEST(BucketStore, T046_a_print_taken_back_is_gone_from_every_figure) {
  HeapBucketMemory memory;
  StoreBench b(memory, true);
  b.add("X", print_at(1, "10", "1", 1));
  b.add("X", print_at(2, "50", "7", 2));
  b.add("X", print_at(3, "11", "2", 3));
  const auto found = b.store.take_back(*b.symbols.find(sym("X")), 0, TradeId{2});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->print.price, price("50"));
  EXPECT_FALSE(b.store.take_back(*b.symbols.find(sym("X")), 0, TradeId{2}));
  EXPECT_FALSE(b.store.take_back(*b.symbols.find(sym("X")), 4, TradeId{3})) << "another exchange's id";
  EXPECT_EQ(b.pass(60), Lines{"bar X 10:00 O=10 H=11 L=10 C=11 V=3 N=2 r1"});
  EXPECT_EQ(b.tally.cancelled.get(), 1U);
}

TEST(BucketStore, T046_without_kept_trades_nothing_can_be_taken_back) {
  HeapBucketMemory memory;
  StoreBench b(memory, false);
  b.add("X", print_at(1, "10", "1", 1));
  EXPECT_FALSE(b.store.take_back(*b.symbols.find(sym("X")), 0, TradeId{1}));
}

TEST(BucketStore, slots_are_used_again_over_a_long_day) {
  HeapBucketMemory memory;
  StoreBench b(memory);
  for (int minute = 0; minute < 2000; ++minute) {
    for (const auto* s : {"A", "B", "C"}) b.add(s, print_at(60.0 * minute + 1, "10", "1"));
    EXPECT_EQ(b.pass(60 * minute + 60).size(), 3U);
    b.evict(60 * minute - 900);
  }
  EXPECT_EQ(memory.existing().size(), 1U);
}

}  // namespace
}  // namespace tickbard
