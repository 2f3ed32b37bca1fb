#include "daemon/runtime/named_thread.hpp"

#include <pthread.h>
#include <signal.h>

#include <atomic>

#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/random.hpp"

namespace tickbard {
namespace {

TEST(NamedThread, carries_its_name_cut_to_what_the_kernel_keeps) {
  std::string seen;
  NamedThread thread("feed:a-rather-long-name", [&] {
    char name[16] = {};
    pthread_getname_np(pthread_self(), name, sizeof name);
    seen = name;
  });
  thread.join();
  EXPECT_EQ(seen, "feed:a-rather-l");
  EXPECT_EQ(thread.name(), seen);
}

TEST(NamedThread, joins_when_it_goes_and_when_it_is_replaced) {
  std::atomic<int> runs{0};  // both may run at once
  {
    NamedThread thread("one", [&] { ++runs; });
    thread = NamedThread("two", [&] { ++runs; });
  }
  EXPECT_EQ(runs, 2);
}

TEST(NamedThread, leaves_signals_to_main) {
  bool blocked = false;
  NamedThread thread("quiet", [&] {
    sigset_t mask;
    pthread_sigmask(SIG_BLOCK, nullptr, &mask);
    blocked = sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGHUP) == 1;
  });
  thread.join();
  EXPECT_TRUE(blocked);
  sigset_t ours;
  pthread_sigmask(SIG_BLOCK, nullptr, &ours);
  EXPECT_EQ(sigismember(&ours, SIGTERM), 0);
}

TEST(Clock, monotonic_time_does_not_go_back_and_the_start_lies_before_now) {
  const MonoTime a = mono_now();
  EXPECT_LE(a, mono_now());
  EXPECT_LE(kProcessStart, wall_now());
  EXPECT_GT(wall_now(), kEarliestEvent);
  EXPECT_LT(wall_now(), kLatestEvent);
}

TEST(Random, seeds_differ) {
  EXPECT_NE(random_seed(), random_seed());
}

}  // namespace
}  // namespace tickbard
