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

TEST(Processors, a_thread_stays_where_it_is_put) {
  cpu_set_t mine;
  ASSERT_EQ(::sched_getaffinity(0, sizeof mine, &mine), 0);
  unsigned last = 0;
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &mine)) last = cpu;
  }
  EXPECT_TRUE(check_processors(Cpus{last}));
  cpu_set_t its;
  bool there = false, anywhere = false, nowhere = true;
  NamedThread thread("pinned", [&] {
    anywhere = stay_on(std::nullopt);
    there = stay_on(last);
    ::sched_getaffinity(0, sizeof its, &its);
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
