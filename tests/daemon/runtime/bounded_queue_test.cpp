#include "daemon/runtime/bounded_queue.hpp"

#include <atomic>

#include "daemon/runtime/named_thread.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(BoundedQueue, refuse_keeps_what_is_in_and_leaves_the_element_with_the_producer) {
  BoundedQueue<std::unique_ptr<int>> queue(1, WhenFull::refuse);
  EXPECT_EQ(queue.push(std::make_unique<int>(1)), Pushed::yes);
  auto second = std::make_unique<int>(2);
  EXPECT_EQ(queue.push(std::move(second)), Pushed::full);
  ASSERT_TRUE(second);
  EXPECT_EQ(**queue.try_pop(), 1);
  EXPECT_FALSE(queue.try_pop());
}

TEST(BoundedQueue, drop_oldest_counts_what_went) {
  BoundedQueue<int> queue(2, WhenFull::drop_oldest);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(queue.push(i), Pushed::yes);
  EXPECT_EQ(queue.dropped(), 3u);
  EXPECT_EQ(*queue.pop(), 3);
  EXPECT_EQ(*queue.pop(), 4);
  EXPECT_FALSE(queue.pop_for(0ns));
}

TEST(BoundedQueue, wait_lets_the_producer_on_when_there_is_room) {
  BoundedQueue<int> queue(1, WhenFull::wait);
  NamedThread producer("producer", [&] {
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(queue.push(i), Pushed::yes);
    queue.close();
  });
  int next = 0;
  while (const auto got = queue.pop()) EXPECT_EQ(*got, next++);
  EXPECT_EQ(next, 1000);
}

TEST(BoundedQueue, close_wakes_everybody_and_what_is_in_can_still_be_taken) {
  BoundedQueue<int> queue(1, WhenFull::wait);
  queue.push(1);
  NamedThread producer("producer", [&] { EXPECT_EQ(queue.push(2), Pushed::closed); });
  queue.close();
  producer.join();
  EXPECT_EQ(*queue.pop(), 1);
  EXPECT_FALSE(queue.pop());
  EXPECT_EQ(queue.push(3), Pushed::closed);
}

TEST(BoundedQueue, pop_many_takes_a_batch) {
  BoundedQueue<int> queue(10, WhenFull::refuse);
  for (int i = 0; i < 7; ++i) queue.push(i);
  std::vector<int> batch;
  EXPECT_EQ(queue.pop_many(batch, 5, 0ns), 5u);
  EXPECT_EQ(queue.pop_many(batch, 5, 0ns), 2u);
  EXPECT_EQ(queue.pop_many(batch, 5, 0ns), 0u);
  EXPECT_EQ(batch, (std::vector<int>{0, 1, 2, 3, 4, 5, 6}));
}

TEST(BoundedQueueRace, producers_and_consumers_lose_nothing) {
  constexpr int kEach = 3'000;
  BoundedQueue<int> queue(16, WhenFull::wait);
  std::atomic<long> sum{0};
  std::atomic<int> taken{0};
  std::vector<NamedThread> consumers;
  for (int i = 0; i < 2; ++i) {
    consumers.emplace_back("consumer", [&] {
      while (const auto v = queue.pop()) {
        sum += *v;
        ++taken;
      }
    });
  }
  {
    std::vector<NamedThread> producers;
    for (int p = 0; p < 2; ++p) {
      producers.emplace_back("producer", [&] {
        for (int k = 1; k <= kEach; ++k) queue.push(k);
      });
    }
  }
  queue.close();
  consumers.clear();
  EXPECT_EQ(taken, 2 * kEach);
  EXPECT_EQ(sum, 2L * kEach * (kEach + 1) / 2);
}

}  // namespace
}  // namespace tickbard
