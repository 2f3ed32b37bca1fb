// An only feed on the market's thread: what a ring and a second thread did before.
#include <future>
#include <thread>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/rules/trade_rules.hpp"
#include "daemon/loops/market_loop.hpp"
#include "tests/daemon/feed/feed_rig.hpp"

namespace tickbard {
namespace {

using test::send;

struct Way {
  bool spin = false;
  std::chrono::nanoseconds coalesce{};
  friend void PrintTo(const Way& way, std::ostream* out) {
    *out << (way.spin ? "spinning" : way.coalesce.count() != 0 ? "coalescing" : "blocking");
  }
};

struct SharedFeed : testing::TestWithParam<Way> {
  void open(const std::string& url) {
    FeedOptions how;
    how.name = "us";
    how.provider = find_provider("alpaca");
    how.url = url;
    how.subscription.symbols = {"AAPL"};
    how.subscription.credentials = {"the-key", "the-secret"};
    how.spin = GetParam().spin;
    const auto take = [this](std::span<const FeedEvent> events, MonoTime now) { loop.take(events, now); };
    feed = std::make_unique<FeedConnection>(how, reactor, take, [](LogLevel, std::string_view, std::string) {});
  }

  bool received(std::uint64_t trades) {
    const MonoTime limit = mono_now() + 20s;
    while (loop.counts().tally.received != trades) {
      if (mono_now() > limit) return false;
      std::this_thread::yield();
    }
    return true;
  }

  const Calendar calendar = Calendar::always();
  const TradeRules rules = *TradeRules::parse(TradeRules::built_in());
  HeapBucketMemory memory;
  EventQueue queue{8};
  Doorbell bell;
  AsioReactor reactor{bell, GetParam().coalesce};
  Market market{{}, {{"us", &calendar, "", false, false}}, rules, memory};
  MarketLoop loop{market,
                  {},
                  queue,
                  bell,
                  {.spin = GetParam().spin, .reactor = &reactor},
                  [](const std::string& text) { ADD_FAILURE() << text; },
                  mono_now()};
  std::unique_ptr<FeedConnection> feed;
};

TEST_P(SharedFeed, streams_into_the_market_and_both_stop_in_order) {
  ScriptedServer server({alpaca({send(alpaca_trade(1)), send(alpaca_trade(2)), send(alpaca_trade(3))})});
  open(server.url());
  loop.start();
  ASSERT_TRUE(feed->start());
  ASSERT_TRUE(received(3));
  EXPECT_EQ(loop.counts().prints, std::vector<std::uint64_t>{3});
  std::uint64_t asked = 0;
  std::promise<void> done;
  loop.tell([&](Market& told, UnixNanos) {
    asked = told.tally().received.get();
    done.set_value();
  });
  done.get_future().wait();  // an errand wakes a loop that waits for sockets
  EXPECT_EQ(asked, 3U);

  feed->stop();
  feed->join();
  loop.stop(MonoTime::max());
  std::vector<std::string> words;
  while (const auto batch = queue.try_pop()) {
    for (const Event& event : batch->events) {
      if (const Bar* bar = std::get_if<Bar>(&event)) words.push_back("bar of " + std::to_string(bar->trade_count));
      if (const Gap* gap = std::get_if<Gap>(&event)) words.push_back("gap " + std::string(name_of(gap->reason)));
    }
  }
  EXPECT_EQ(words, (std::vector<std::string>{"gap shutdown", "bar of 3"}));
}

TEST_P(SharedFeed, a_new_subscription_is_made_on_the_same_thread) {
  ScriptedServer server({alpaca({send(alpaca_trade(1))}), alpaca({send(alpaca_trade(2))})});
  open(server.url());
  loop.start();
  ASSERT_TRUE(feed->start());
  ASSERT_TRUE(received(1));
  Subscription other;
  other.symbols = {"AAPL"};
  other.credentials = {"another-key", "the-secret"};
  feed->reload(other);
  ASSERT_TRUE(received(2));
  EXPECT_EQ(feed->status().connects.get(), 2U);
  feed->stop();
  feed->join();
  loop.stop(MonoTime::max());
}

INSTANTIATE_TEST_SUITE_P(Waiting, SharedFeed, testing::Values(Way{}, Way{.spin = true}, Way{.coalesce = 1ms}));

}  // namespace
}  // namespace tickbard
