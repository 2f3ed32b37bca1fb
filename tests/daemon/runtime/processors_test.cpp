#include "daemon/runtime/processors.hpp"

#include <sched.h>

#include <vector>

#include "daemon/runtime/named_thread.hpp"

namespace tickbard {
namespace {

using Cpus = std::vector<unsigned>;

TEST(Processors, the_first_is_the_markets_and_the_feeds_have_the_others_in_turn) {
  EXPECT_EQ(market_processor({}), std::nullopt);
  EXPECT_EQ(feed_processor({}, 3), std::nullopt);
  const Cpus one{5}, three{5, 2, 7};
  EXPECT_EQ(market_processor(one), 5U);
  EXPECT_EQ(feed_processor(one, 0), 5U) << "a single one has them all";
  EXPECT_EQ(market_processor(three), 5U);
  EXPECT_EQ(feed_processor(three, 0), 2U);
  EXPECT_EQ(feed_processor(three, 1), 7U);
  EXPECT_EQ(feed_processor(three, 2), 2U);
}

TEST(Processors, one_that_this_process_may_not_use_is_named) {
  const Cpus none{1023};
  const auto checked = check_processors(none);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().text.find("ingest.cpus names processor 1023, and this process may use "), 0U)
      << checked.error().text;
  EXPECT_TRUE(check_processors({}));
}

cpu_set_t mine() {
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof set, &set);
  return set;
}

Cpus all_of_mine() {
  Cpus out;
  const cpu_set_t set = mine();
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) out.push_back(cpu);
  }
  return out;
}

TEST(Processors, threads_that_sleep_leave_those_of_threads_that_do_not_if_others_are_there) {
  const Cpus all = all_of_mine();
  if (all.size() < 2) GTEST_SKIP() << "there is one processor";
  cpu_set_t left, in_vain, inside;
  NamedThread thread("starter", [&] {
    stay_off(all);
    in_vain = mine();
    stay_off(Cpus{all.back(), 1023, 100'000});
    NamedThread("started", [&] { left = mine(); }).join();
    NamedThread("spinner", [&] { stay_on(all.back()), inside = mine(); }).join();
  });
  thread.join();
  EXPECT_EQ(CPU_COUNT(&in_vain), static_cast<int>(all.size())) << "somewhere they must run";
  EXPECT_EQ(CPU_COUNT(&left), static_cast<int>(all.size()) - 1);
  EXPECT_FALSE(CPU_ISSET(all.back(), &left));
  EXPECT_TRUE(CPU_ISSET(all.back(), &inside));
}

TEST(Processors, a_thread_stays_where_it_is_put) {
  const unsigned last = all_of_mine().back();
  EXPECT_TRUE(check_processors(Cpus{last}));
  cpu_set_t its;
  bool there = false, anywhere = false, nowhere = true;
  NamedThread thread("pinned", [&] {
    anywhere = stay_on(std::nullopt);
    there = stay_on(last);
    its = mine();
    nowhere = stay_on(1023U);
  });
  thread.join();
  EXPECT_TRUE(anywhere);
  EXPECT_TRUE(there);
  EXPECT_EQ(CPU_COUNT(&its), 1);
  EXPECT_TRUE(CPU_ISSET(last, &its));
  EXPECT_FALSE(nowhere) << "no machine of ours has so many";
}

}  // namespace
}  // namespace tickbard
