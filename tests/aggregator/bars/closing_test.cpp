// Closing and giving up by portions: whatever comes between two of them finds what it would have found after all.
#include "tests/aggregator/bars/store_bench.hpp"

namespace tickbard {
namespace {

using Lines = std::vector<std::string>;

/// The feed's clock passes ten plus `seconds`, and the store works on at most so many buckets.
struct Portions : StoreBench {
  using StoreBench::StoreBench;

  Lines some(int seconds, std::size_t most) {
    store.close_through(0, kTen + std::chrono::seconds{seconds}, listening);
    std::vector<Event> events;
    std::size_t left = most;
    more = store.issue_some(events, true, heard, left);
    EXPECT_LE(left, most);
    EXPECT_LE(events.size(), most - left);
    return lines_of(events);
  }
  /// Until nothing is due.
  Lines rest(int seconds, std::size_t most) {
    Lines out;
    do {
      const Lines lines = some(seconds, most);
      out.insert(out.end(), lines.begin(), lines.end());
    } while (more);
    return out;
  }
  bool evict_some(int seconds, std::size_t most) {
    std::size_t left = most;
    return store.evict_some(0, kTen + std::chrono::seconds{seconds}, left);
  }
  SymbolIndex index(std::string_view symbol) { return *symbols.intern(sym(symbol)); }

  bool more = false;
};

const std::array<const char*, 5> kFive{"E", "A", "D", "B", "C"};

std::string first_of(std::string_view symbol) {
  return "bar " + std::string(symbol) + " 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r1";
}

/// Five symbols with a bar each, of which two have left.
struct HalfClosed : Portions {
  explicit HalfClosed(BucketMemory& memory, bool keeps_trades = false) : Portions(memory, keeps_trades) {
    std::uint64_t id = 0;
    for (const char* s : kFive) add(s, print_at(5, "10", "1", ++id));
    EXPECT_EQ(some(60, 4), (Lines{first_of("A"), first_of("B")})) << "in order, and two portions for that";
    EXPECT_TRUE(more);
  }
};

TEST(Closing, portions_say_what_all_at_once_says) {
  for (const std::size_t most : {1U, 2U, 7U, 64U, 5'000U}) {
    HeapBucketMemory one, other;
    StoreBench at_once(one);
    Portions portions(other);
    for (StoreBench* b : {&at_once, static_cast<StoreBench*>(&portions)}) {
      for (int i = 0; i < 500; ++i) {
        b->add("S" + std::to_string(i * 37 % 500), print_at(i % 120, "10", "1"));
        if (i % 9 == 0) b->add("S" + std::to_string(i * 37 % 500), print_at(i % 120 + 1, "11", "2"));
      }
    }
    EXPECT_EQ(portions.rest(120, most), at_once.pass(120));
    EXPECT_EQ(portions.tally.bars_closed.get(), at_once.tally.bars_closed.get());
    for (StoreBench* b : {&at_once, static_cast<StoreBench*>(&portions)}) {
      for (int i = 0; i < 500; i += 3) b->add("S" + std::to_string(i * 37 % 500), print_at(i % 120, "9", "1"));
    }
    EXPECT_EQ(portions.rest(121, most), at_once.pass(121)) << "amendments too";
  }
}

TEST(Closing, a_print_for_a_bar_that_has_not_left_amends_it) {
  HeapBucketMemory memory;
  HalfClosed b(memory);
  EXPECT_EQ(b.add("D", print_at(6, "12", "1")), Taken::counted);
  EXPECT_EQ(b.add("A", print_at(6, "12", "1")), Taken::counted) << "this one has left";
  EXPECT_EQ(b.rest(60, 2), (Lines{first_of("C"), first_of("D"), first_of("E"),
                                  "bar A 10:00 O=10 H=12 L=10 C=12 V=2 N=2 r2 amended",
                                  "bar D 10:00 O=10 H=12 L=10 C=12 V=2 N=2 r2 amended"}));
  EXPECT_EQ(b.tally.bars_closed.get(), 5U);
  EXPECT_EQ(b.tally.bars_amended.get(), 2U);
}

TEST(Closing, the_short_way_is_not_open_to_a_minute_that_is_over) {
  HeapBucketMemory memory;
  HalfClosed b(memory);
  EXPECT_EQ(b.store.newest_page(0), nullptr);
  b.add("D", print_at(61, "12", "1"));
  EXPECT_NE(b.store.newest_page(0), nullptr);
}

TEST(Closing, a_mark_a_cancel_and_a_first_price_find_the_minute_closed) {
  HeapBucketMemory memory;
  Portions b(memory, true);
  std::uint64_t id = 0;
  for (const char* s : kFive) b.add(s, print_at(5, "10", "1", ++id));
  b.add("F", with(print_at(5, "10", "1", 6), kVolumeOnly));
  b.some(60, 2);
  b.store.mark(b.index("C"), kTenMinute, quality::kGap);
  EXPECT_TRUE(b.store.take_back(b.index("D"), 0, TradeId{3}));
  EXPECT_EQ(b.add("F", print_at(6, "10", "1", 7)), Taken::counted);
  EXPECT_EQ(b.tally.held.get(), 0U);
  EXPECT_EQ(b.rest(60, 3), (Lines{first_of("A"), first_of("B"), first_of("C"), first_of("D"), first_of("E"),
                                  "bar C 10:00 O=10 H=10 L=10 C=10 V=1 N=1 r2 gap amended",
                                  "bar D 10:00 O=10 H=10 L=10 C=10 V=0 N=0 r2 amended",
                                  "bar F 10:00 O=10 H=10 L=10 C=10 V=2 N=2 r1"}));
}

TEST(Closing, the_resume_point_is_that_of_the_bar_as_it_leaves) {
  HeapBucketMemory memory;
  HalfClosed b(memory);
  b.add("C", print_at(6, "12", "1", 99));
  b.some(60, 1);
  ASSERT_EQ(b.store.closed().size(), 1U);
  EXPECT_EQ(b.store.closed()[0].symbol, b.index("C"));
  EXPECT_EQ(b.store.closed()[0].last_id, 5U) << "99 is in no bar that has left";
}

TEST(Closing, a_minute_that_ends_meanwhile_follows) {
  HeapBucketMemory memory;
  HalfClosed b(memory);
  b.add("A", print_at(61, "7", "1"));
  EXPECT_EQ(b.rest(120, 2),
            (Lines{first_of("C"), first_of("D"), first_of("E"), "bar A 10:01 O=7 H=7 L=7 C=7 V=1 N=1 r1"}));
}

TEST(Closing, readers_see_a_minute_until_it_is_over_for_them) {
  HeapBucketMemory memory;
  HalfClosed b(memory);
  EXPECT_EQ(b.forming("A"), "none");
  EXPECT_EQ(b.forming("C"), first_of("C") + " forming");
  EXPECT_EQ(b.store.minutes_after(b.index("C"), kTenMinute - std::chrono::minutes{1}).size(), 1U);
  b.rest(60, 1);
  EXPECT_EQ(b.forming("C"), "none");
  EXPECT_EQ(b.store.minutes_after(b.index("C"), kTenMinute - std::chrono::minutes{1}).size(), 1U);
}

TEST(Closing, T034_a_kill_between_two_portions_leaves_closed_minutes_and_open_ones) {
  HeapBucketMemory memory;
  HalfClosed before(memory);
  before.add("D", print_at(6, "12", "1"));  // closed ahead of its turn, and changed since
  ImageMemory left = ImageMemory::of(memory);
  StoreBench b(left);
  EXPECT_EQ(b.pass(61), (Lines{first_of("A"), first_of("B"), first_of("C") + " partial",
                               "bar D 10:00 O=10 H=12 L=10 C=12 V=2 N=2 r2 amended", first_of("E") + " partial"}));
}

TEST(Closing, few_of_very_many_symbols_cost_no_more_than_themselves) {
  HeapBucketMemory memory;
  Portions b(memory);
  for (int i = 0; i < 200'000; ++i) b.index("S" + std::to_string(i));
  for (const int i : {199'999, 5, 77'777}) b.add("S" + std::to_string(i), print_at(5, "10", "1"));
  EXPECT_EQ(b.some(60, 4), (Lines{first_of("S199999"), first_of("S5"), first_of("S77777")}));
  EXPECT_FALSE(b.more);
}

TEST(Closing, a_minute_is_given_up_at_once_though_its_buckets_go_by_portions) {
  HeapBucketMemory memory;
  Portions b(memory, true);
  std::uint64_t id = 0;
  for (const char* s : kFive) b.add(s, print_at(5, "10", "1", ++id));
  b.add("F", with(print_at(5, "10", "1", 6), kVolumeOnly));
  b.add("A", print_at(65, "10", "1", 7));
  b.rest(60, 64);
  EXPECT_TRUE(b.evict_some(61, 2));
  for (const char* s : {"A", "B", "C", "D", "E", "F", "NEW"})
    EXPECT_EQ(b.add(s, print_at(6, "10", "1")), Taken::too_late) << s;
  for (std::uint64_t n = 1; n <= 6; ++n) {
    for (const char* s : kFive) EXPECT_FALSE(b.store.take_back(b.index(s), 0, TradeId{n}));
  }
  b.store.mark(b.index("E"), kTenMinute, quality::kGap);
  EXPECT_EQ(b.rest(61, 2), Lines{});
  EXPECT_EQ(b.tally.held.get(), 0U) << "it was asked for, so it had to go";
  EXPECT_EQ(b.tally.volume_only.get(), 1U);
  while (b.evict_some(61, 2)) {
  }
  EXPECT_EQ(b.rest(120, 2), Lines{"bar A 10:01 O=10 H=10 L=10 C=10 V=1 N=1 r1"});
}

TEST(Closing, a_price_of_a_minute_half_given_up_is_still_the_last_valid_one) {
  HeapBucketMemory memory;
  Portions b(memory, true);
  b.add("A", print_at(5, "10", "1", 1));
  for (const char* s : {"B", "C", "D"}) b.add(s, print_at(5, "10", "1"));
  b.add("A", print_at(65, "12", "1", 2));
  b.rest(120, 64);
  EXPECT_TRUE(b.evict_some(61, 1));
  EXPECT_TRUE(b.store.take_back(b.index("A"), 0, TradeId{2}));
  EXPECT_EQ(b.rest(120, 1), Lines{"bar A 10:01 O=10 H=10 L=10 C=10 V=0 N=0 r2 amended"});
}

TEST(Closing, slots_given_up_by_portions_serve_again_over_a_long_day) {
  HeapBucketMemory memory;
  Portions b(memory);
  for (int minute = 0; minute < 2'000; ++minute) {
    for (const char* s : kFive) b.add(s, print_at(60.0 * minute + 1, "10", "1"));
    EXPECT_EQ(b.rest(60 * minute + 60, 3).size(), kFive.size());
    while (b.evict_some(60 * minute - 900, 2))
      EXPECT_EQ(b.add("A", print_at(60.0 * minute - 965, "10", "1")), Taken::too_late);
  }
  EXPECT_EQ(memory.existing().size(), 1U);
}

}  // namespace
}  // namespace tickbard
