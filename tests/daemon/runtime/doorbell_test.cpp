#include "daemon/runtime/doorbell.hpp"

#include <atomic>

#include "daemon/runtime/named_thread.hpp"
#include "daemon/runtime/spsc_ring.hpp"
#include "tests/support/ring.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(Doorbell, a_ring_before_the_nap_is_not_lost) {
  Doorbell bell;
  bell.ring();
  bell.ring();
  EXPECT_TRUE(bell.wait(1h));
  EXPECT_FALSE(bell.wait(0ns)) << "both rings were for the one nap";
}

TEST(Doorbell, a_nap_ends_by_itself) {
  Doorbell bell;
  EXPECT_FALSE(bell.wait(1ms));
  EXPECT_FALSE(bell.wait(-5s));
}

TEST(Doorbell, whoever_watches_it_hears_it_as_well) {
  Doorbell bell;
  bell.ring();
  bell.ring();
  EXPECT_TRUE(bell.watch(1h));
  EXPECT_FALSE(bell.watch(0ns)) << "both rings were for the one watch";
  EXPECT_FALSE(bell.watch(1ms));
  NamedThread other("other", [&] { bell.ring(); });
  EXPECT_TRUE(bell.watch(1h));
}

// The consumer may sleep for an hour: the test ends only if no ring is ever lost.
TEST(DoorbellRace, no_ring_is_lost) {
  constexpr int kRounds = 20'000;
  Doorbell there;
  Doorbell back;
  SpscRing<int> ring(4);
  NamedThread consumer("consumer", [&] {
    int next = 0;
    while (next < kRounds) {
      if (ring.consume([&](int v) {
            ASSERT_EQ(v, next);
            ++next;
          }) == 0) {
        there.wait(1h);
      } else {
        back.ring();
      }
    }
  });
  for (int i = 0; i < kRounds;) {
    if (put(ring, i)) {
      ++i;
      there.ring();
    } else {
      back.wait(1h);
    }
  }
  consumer.join();
  EXPECT_TRUE(ring.empty());
}

TEST(DoorbellRace, many_may_ring) {
  constexpr int kEach = 5'000;
  Doorbell bell;
  std::atomic<int> rung{0};
  std::vector<NamedThread> ringers;
  for (int i = 0; i < 3; ++i) {
    ringers.emplace_back("ringer", [&] {
      for (int k = 0; k < kEach; ++k) {
        rung.fetch_add(1, std::memory_order_relaxed);
        bell.ring();
      }
    });
  }
  bool heard = true;
  while (rung.load(std::memory_order_relaxed) < 3 * kEach) heard = bell.wait(1h) && heard;
  EXPECT_TRUE(heard) << "a ring was lost";
}

}  // namespace
}  // namespace tickbard
