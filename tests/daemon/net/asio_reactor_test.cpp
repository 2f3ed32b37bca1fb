#include "daemon/net/asio_reactor.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <vector>

#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/named_thread.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

struct Turned {
  void post(int n) {
    boost::asio::post(reactor.io(), [this, n] { done.push_back(n); });
  }

  Doorbell bell;
  AsioReactor reactor{bell};
  std::vector<int> done;
};

TEST(AsioReactor, runs_one_handler_at_a_time) {
  Turned t;
  EXPECT_FALSE(t.reactor.poll_one());
  for (int n = 1; n <= 3; ++n) t.post(n);
  EXPECT_TRUE(t.reactor.poll_one());
  EXPECT_EQ(t.done, (std::vector<int>{1}));
  t.reactor.wait_one(1h);
  EXPECT_EQ(t.done, (std::vector<int>{1, 2}));
  EXPECT_TRUE(t.reactor.poll_one());
  EXPECT_FALSE(t.reactor.poll_one());
  EXPECT_EQ(t.done, (std::vector<int>{1, 2, 3}));
}

/// A connection that is read by trying, and has something in each of the first so many tries.
struct Tried final : SpinReader {
  Tried(SpinReaders& by, int n) : left(n) { by.add(*this); }
  bool try_read() override {
    ++times;
    return left > 0 && left-- > 0;
  }

  int left, times = 0;
};

TEST(AsioReactor, what_is_read_by_trying_is_tried_in_every_turn_and_keeps_no_handler_waiting_for_ever) {
  Turned t;
  Tried flood(t.reactor.spin_readers(), 1'000);
  t.post(1);
  int turns = 1;
  for (; t.done.empty() && turns != 1'000; ++turns) EXPECT_TRUE(t.reactor.spin_one());
  EXPECT_EQ(turns, SpinReaders::kRounds + 1);
  flood.left = 0;
  EXPECT_FALSE(t.reactor.spin_one());
  flood.left = 1;
  t.post(2);
  EXPECT_TRUE(t.reactor.poll_one());
  EXPECT_EQ(t.done, (std::vector<int>{1})) << "what was found comes first";
  EXPECT_TRUE(t.reactor.poll_one());
  EXPECT_EQ(t.done, (std::vector<int>{1, 2}));
}

TEST(AsioReactor, whoever_would_sleep_tries_what_is_only_read_by_trying) {
  Turned t;
  Tried reader(t.reactor.spin_readers(), 0);
  t.reactor.wait_one(1h);
  EXPECT_EQ(reader.times, 1);
}

TEST(AsioReactor, a_wait_ends_by_itself) {
  Turned t;
  t.reactor.wait_one(1ms);
  EXPECT_TRUE(t.done.empty());
}

TEST(AsioReactor, a_ring_before_the_wait_is_not_lost) {
  Turned t;
  t.bell.ring();
  t.reactor.wait_one(1h);
}

TEST(AsioReactor, a_ring_wakes_it_and_once_heard_it_waits_again) {
  Turned t;
  NamedThread other("other", [&] { t.bell.ring(); });
  t.reactor.wait_one(1h);
  other.join();
  while (t.reactor.poll_one()) {
  }
  boost::asio::steady_timer timer(t.reactor.io(), 1ms);
  timer.async_wait([&](boost::system::error_code) { t.done.push_back(1); });
  while (t.done.empty()) t.reactor.wait_one(1h);
}

// A reactor that coalesces: it would sleep for an hour, and the test ends only because it pauses instead.
TEST(AsioReactor, after_something_came_it_takes_what_is_there_and_then_pauses_for_no_longer_than_it_is_told) {
  Doorbell bell;
  AsioReactor reactor(bell, 1ms);
  std::vector<int> done;
  for (int n = 1; n <= 3; ++n) boost::asio::post(reactor.io(), [&done, n] { done.push_back(n); });
  for (int n = 1; n <= 3; ++n) {
    reactor.wait_one(1h);
    EXPECT_EQ(done.size(), n);
  }
  reactor.wait_one(1h);
  EXPECT_EQ(done, (std::vector<int>{1, 2, 3}));
}

TEST(AsioReactor, a_pause_ends_with_the_wait_and_with_a_ring) {
  Doorbell bell;
  AsioReactor reactor(bell, 1h);
  const auto something = [&reactor] {
    boost::asio::post(reactor.io(), [] {});
    reactor.wait_one(1h);
  };
  something();
  reactor.wait_one(1ms);
  something();
  bell.ring();
  reactor.wait_one(1h);
  something();
  NamedThread other("other", [&] { bell.ring(); });
  reactor.wait_one(1h);
}

// The loop may sleep for an hour: the test ends only if no ring is ever lost, whatever else goes on.
TEST(AsioReactorRace, no_ring_and_no_handler_is_lost) {
  constexpr int kTimes = 20'000;
  Turned t;
  std::atomic<int> rung{0};
  NamedThread bells("bells", [&] {
    for (int i = 0; i < kTimes; ++i) {
      rung.fetch_add(1);
      t.bell.ring();
    }
  });
  NamedThread posts("posts", [&] {
    for (int i = 0; i < kTimes; ++i) t.post(i);
  });
  while (rung.load() != kTimes || t.done.size() != kTimes) t.reactor.wait_one(1h);
}

}  // namespace
}  // namespace tickbard
