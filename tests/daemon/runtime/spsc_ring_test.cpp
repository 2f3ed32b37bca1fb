#include "daemon/runtime/spsc_ring.hpp"

#include <thread>

#include "tests/support/ring.hpp"

namespace tickbard {
namespace {

TEST(SpscRing, capacity_is_rounded_up_and_kept) {
  SpscRing<int> ring(5);
  EXPECT_EQ(ring.capacity(), 8u);
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(put(ring, i));
  EXPECT_FALSE(put(ring, 8));
  EXPECT_EQ(ring.size(), 8u);
}

TEST(SpscRing, what_is_staged_is_seen_only_when_published) {
  SpscRing<int> ring(8);
  ASSERT_TRUE(ring.stage(1));
  ASSERT_TRUE(ring.stage(2));
  EXPECT_TRUE(ring.empty());
  EXPECT_EQ(ring.consume([](int) { FAIL(); }), 0u);
  ring.publish();
  std::vector<int> got;
  EXPECT_EQ(ring.consume([&](int v) { got.push_back(v); }), 2u);
  EXPECT_EQ(got, (std::vector<int>{1, 2}));
}

TEST(SpscRing, consume_takes_at_most_what_is_asked) {
  SpscRing<int> ring(8);
  for (int i = 0; i < 5; ++i) put(ring, i);
  int last = -1;
  EXPECT_EQ(ring.consume([&](int v) { last = v; }, 3), 3u);
  EXPECT_EQ(last, 2);
  EXPECT_EQ(ring.consume([&](int v) { last = v; }, 3), 2u);
  EXPECT_EQ(last, 4);
}

TEST(SpscRing, hands_out_spans_as_they_lie_in_memory) {
  SpscRing<int> ring(8);
  for (int i = 0; i < 6; ++i) put(ring, i);
  ring.consume([](int) {});
  for (int i = 6; i < 12; ++i) put(ring, i);
  std::vector<std::vector<int>> spans;
  EXPECT_EQ(ring.consume_spans([&](std::span<const int> s) { spans.emplace_back(s.begin(), s.end()); }), 6u);
  EXPECT_EQ(spans, (std::vector<std::vector<int>>{{6, 7}, {8, 9, 10, 11}})) << "once around the end";
  EXPECT_EQ(ring.consume_spans([](std::span<const int>) { FAIL(); }), 0u);
}

TEST(SpscRing, goes_round_and_round) {
  SpscRing<std::uint64_t> ring(4);
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  for (int i = 0; i < 1000; ++i) {
    for (int k = 0; k < i % 5; ++k) {
      if (put(ring, in)) ++in;
    }
    ring.consume([&](std::uint64_t v) { ASSERT_EQ(v, out++); }, static_cast<std::size_t>(i % 3));
  }
  ring.consume([&](std::uint64_t v) { ASSERT_EQ(v, out++); });
  EXPECT_EQ(in, out);
}

// Two threads, a small ring, so that full and empty are met all the time. Each element carries a check value that
// a torn or early read would break; under the thread sanitizer the memory orders themselves are tested.
struct Item {
  std::uint64_t number = 0;
  std::uint64_t check[6] = {};
};

TEST(SpscRingRace, everything_arrives_once_in_order_and_whole) {
  constexpr std::uint64_t kItems = 200'000;
  SpscRing<Item> ring(64);
  std::thread producer([&] {
    for (std::uint64_t i = 0; i < kItems;) {
      Item item;
      item.number = i;
      for (std::uint64_t k = 0; k < 6; ++k) item.check[k] = i * 31 + k;
      if (ring.stage(item)) {
        ++i;
        if (i % 7 == 0) ring.publish();
      } else {
        ring.publish();
        std::this_thread::yield();
      }
    }
    ring.publish();
  });
  std::uint64_t next = 0;
  bool whole = true;
  while (next < kItems) {
    const auto n = ring.consume(
        [&](const Item& item) {
          whole = whole && item.number == next;
          for (std::uint64_t k = 0; k < 6; ++k) whole = whole && item.check[k] == next * 31 + k;
          ++next;
        },
        1 + next % 50);
    if (n == 0) std::this_thread::yield();
  }
  producer.join();
  EXPECT_TRUE(whole);
  EXPECT_TRUE(ring.empty());
}

}  // namespace
}  // namespace tickbard
