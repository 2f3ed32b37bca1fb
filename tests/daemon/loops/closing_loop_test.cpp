#include <gtest/gtest.h>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/rules/trade_rules.hpp"
#include "daemon/loops/market_loop.hpp"
#include "tests/support/ring.hpp"

namespace tickbard {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixNanos kMinuteBegins = from_unix_nanos(1'700'042'400'000'000'000);  // a whole minute
constexpr MonoTime kMonoBegins{};
constexpr int kSymbols = 1'000;

/// A market in which so many trade that a close takes many steps; the test is the threads.
struct ClosingBench {
  ClosingBench()
      : market({}, {{"a", &calendar, "", false, false}}, rules, memory),
        loop(
            market, {&ring}, queue, bell, {}, [](const std::string& text) { ADD_FAILURE() << text; },
            kMonoBegins) {
    for (int i = 0; i != kSymbols; ++i) trade(i, kMinuteBegins);
    step(0);
  }

  void trade(int symbol, UnixNanos time) {
    FeedEvent event;
    event.tick.symbol = *Symbol::parse("S" + std::to_string(symbol));
    event.tick.price = *parse_price("10.5");
    event.tick.size = *parse_size("3");
    event.tick.event_time = event.tick.recv_time = time;
    event.tick.id = TradeId::from_number(++id);
    put(ring, event);
  }
  bool step(int second) { return loop.step(kMonoBegins + seconds{second}, kMinuteBegins + seconds{second}); }
  std::uint64_t closed() const { return loop.counts().tally.bars_closed; }

  /// Of one batch; 0: there is none.
  std::size_t bars() {
    const auto batch = queue.try_pop();
    if (!batch) return 0;
    std::size_t n = 0;
    for (const Event& event : batch->events) n += std::holds_alternative<Bar>(event) ? 1U : 0U;
    return n;
  }

  const Calendar calendar = Calendar::always();
  const TradeRules rules = *TradeRules::parse(TradeRules::built_in());
  HeapBucketMemory memory;
  SpscRing<FeedEvent> ring{2048};
  EventQueue queue{8};
  Doorbell bell;
  Market market;
  MarketLoop loop;
  std::uint64_t id = 0;
};

TEST(ClosingLoop, a_close_goes_on_between_prints_and_leaves_as_one_batch) {
  ClosingBench b;
  while (b.step(3)) {
  }
  b.bars();  // the symbols' introduction
  int steps = 0;
  for (std::uint64_t before = b.closed(); before != kSymbols; before = b.closed()) {
    EXPECT_EQ(b.bars(), 0U) << "it is not complete";
    b.trade(++steps, kMinuteBegins + seconds{63});
    EXPECT_TRUE(b.step(63)) << "there is more to do";
    EXPECT_LE(b.closed() - before, 100U) << "a step is short";
  }
  EXPECT_GT(steps, 10);
  EXPECT_EQ(b.loop.counts().tally.received, b.id) << "every print was taken meanwhile";
  EXPECT_EQ(b.bars(), static_cast<std::size_t>(kSymbols));
}

// A recording played as fast as it goes, say: each step finds the ring full, and its minutes have few prints a
// symbol.
TEST(ClosingLoop, a_market_that_is_never_at_rest_closes_all_the_same) {
  ClosingBench b;
  while (b.step(3)) {
  }
  b.bars();
  int steps = 0, symbol = 0;
  std::size_t bars = 0;
  while (bars != kSymbols && steps != 100) {
    for (int i = 0; i != 500; ++i) b.trade(symbol++ % kSymbols, kMinuteBegins + seconds{63});
    b.step(63);
    bars = b.bars();
    ++steps;
  }
  EXPECT_LE(steps, 10);
  EXPECT_EQ(b.loop.counts().tally.received, b.id);
}

TEST(ClosingLoop, a_close_that_lasts_long_gives_out_what_it_has) {
  ClosingBench b;
  while (b.step(3)) {
  }
  b.bars();
  while (b.closed() < 100) b.step(63);
  EXPECT_EQ(b.bars(), 0U);
  b.step(65);
  EXPECT_GE(b.bars(), 100U);
}

TEST(ClosingLoop, putting_minutes_away_holds_nothing_up) {
  ClosingBench b;
  while (b.step(63)) {
  }
  while (b.queue.try_pop()) {
  }
  constexpr int kLater = 17 * 60 + 3;
  b.trade(1, kMinuteBegins + minutes{15});
  b.trade(2, kMinuteBegins + seconds{kLater});
  EXPECT_TRUE(b.step(kLater));  // the minute of the one is over, and the first minute is to be put away
  EXPECT_EQ(b.bars(), 1U);
  int steps = 0;
  while (b.step(kLater)) ++steps;
  EXPECT_GT(steps, 10) << "by portions";
}

TEST(ClosingLoop, what_is_half_closed_when_it_stops_is_closed_and_handed_over) {
  ClosingBench b;
  while (b.step(3)) {
  }
  b.bars();
  EXPECT_TRUE(b.step(63));
  b.loop.start();
  b.loop.stop(MonoTime::max());
  std::size_t bars = 0;
  while (const auto batch = b.queue.try_pop()) {
    for (const Event& event : batch->events) {
      if (const Bar* bar = std::get_if<Bar>(&event)) bars += bar->revision == 1 && bar->trade_count == 1 ? 1U : 0U;
    }
  }
  EXPECT_EQ(bars, static_cast<std::size_t>(kSymbols));
}

}  // namespace
}  // namespace tickbard
