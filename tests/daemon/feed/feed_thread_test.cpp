#include "daemon/feed/feed_thread.hpp"

#include <gtest/gtest.h>

#include <future>

namespace tickbard {
namespace {

// A thread that would pause for an hour after each thing that it did: the test ends only if it does not keep main
// waiting for that.
TEST(FeedThread, what_main_has_done_on_it_waits_for_no_pause) {
  FeedThread thread(nullptr);
  std::promise<void> begun;
  thread.start("coalescing", {.coalesce = std::chrono::hours{1}}, [&] { begun.set_value(); });
  begun.get_future().wait();
  for (int i = 0; i != 100; ++i) {
    std::promise<void> done;
    thread.post([&] { done.set_value(); });
    done.get_future().wait();
  }
  thread.post([&] { thread.finish(); });
  thread.join();
}

}  // namespace
}  // namespace tickbard
