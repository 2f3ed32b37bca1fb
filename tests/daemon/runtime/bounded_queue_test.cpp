#include "daemon/runtime/bounded_queue.hpp"

#include <atomic>

#include "daemon/runtime/named_thread.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(BoundedQueue, a_full_one_keeps_what_is_in_and_leaves_the_element_with_the_producer) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_EQ(queue.push(std::make_unique<int>(1)), Pushed::yes);
  auto second = std::make_unique<int>(2);
  EXPECT_EQ(queue.push(std::move(second)), Pushed::full);
  ASSERT_TRUE(second);
  EXPECT_EQ(**queue.try_pop(), 1);
  EXPECT_FALSE(queue.try_pop());
  EXPECT_EQ(queue.push(std::move(second)), Pushed::yes) << "there is room again";
}

TEST(BoundedQueue, elements_come_out_in_order) {
  BoundedQueue<int> queue(5);
  for (int i = 0; i < 5; ++i) queue.push(i);
  EXPECT_EQ(queue.size(), 5u);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(*queue.pop_for(0ns), i);
  EXPECT_FALSE(queue.pop_for(0ns));
}

TEST(BoundedQueue, close_wakes_everybody_and_what_is_in_can_still_be_taken) {
  BoundedQueue<int> queue(2);
  queue.push(1);
  std::vector<int> got;
  NamedThread consumer("consumer", [&] {
    while (const auto v = queue.pop()) got.push_back(*v);
  });
  queue.push(2);
  queue.close();
  consumer.join();
  EXPECT_EQ(got, (std::vector<int>{1, 2}));
  EXPECT_EQ(queue.push(3), Pushed::closed);
  EXPECT_FALSE(queue.try_pop());
}

TEST(BoundedQueueRace, producers_and_consumers_lose_nothing) {
  constexpr int kEach = 3'000;
  BoundedQueue<int> queue(16);
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
        for (int k = 1; k <= kEach; ++k) {
          while (queue.push(k) == Pushed::full) std::this_thread::yield();
        }
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
