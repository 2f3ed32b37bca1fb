#include <gtest/gtest.h>

#include <thread>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/market/market.hpp"
#include "aggregator/rules/trade_rules.hpp"
#include "daemon/loops/journal_loop.hpp"
#include "daemon/loops/market_loop.hpp"
#include "daemon/runtime/clock.hpp"
#include "tests/daemon/loops/turn.hpp"
#include "tests/support/ring.hpp"

namespace tickbard {

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixNanos kTen = from_unix_nanos(1'700'042'400'000'000'000);  // a whole minute
constexpr MonoTime kStart{};

FeedEvent print(const char* symbol, UnixNanos at, std::uint64_t id) {
  FeedEvent event;
  event.tick.symbol = *Symbol::parse(symbol);
  event.tick.price = *parse_price("10.5");
  event.tick.size = *parse_size("3");
  event.tick.event_time = at;
  event.tick.recv_time = at;
  event.tick.id = TradeId::from_number(id);
  return event;
}

/// A market of two feeds, its rings and the queue behind it; the test is the threads.
struct Bench {
  explicit Bench(std::size_t batches = 8, MarketLoopOptions options = {})
      : queue(batches),
        market({}, {{"a", &calendar, "", false, false}, {"b", &calendar, "", false, false}}, rules, memory),
        loop(
            market, {&ring_a, &ring_b}, queue, bell, options,
            [this](std::string text) { failures.push_back(text); }, kStart) {}

  /// Puts one print a symbol and closes its minute; the loop has then one bar to hand over.
  void minute(int n) {
    const UnixNanos at = kTen + minutes{n};
    put(ring_a, print("AAA", at, static_cast<std::uint64_t>(n + 1)));
    loop.step(kStart + minutes{n}, at);
    loop.step(kStart + minutes{n} + seconds{63}, at + seconds{63});
  }

  std::size_t bars_waiting() {
    std::size_t bars = 0;
    while (auto batch = queue.try_pop()) {
      for (const Event& event : batch->events) bars += std::holds_alternative<Bar>(event) ? 1U : 0U;
    }
    return bars;
  }

  const Calendar calendar = Calendar::always();
  const TradeRules rules = *TradeRules::parse(TradeRules::built_in());
  HeapBucketMemory memory;
  SpscRing<FeedEvent> ring_a{64}, ring_b{64};
  EventQueue queue;
  Doorbell bell;
  std::vector<std::string> failures;
  Market market;
  MarketLoop loop;
};

TEST(MarketLoop, takes_from_every_ring_and_hands_over_closed_bars) {
  Bench bench;
  put(bench.ring_a, print("AAA", kTen, 1));
  put(bench.ring_b, print("BBB", kTen, 1));
  EXPECT_TRUE(bench.loop.step(kStart, kTen)) << "there was something to take";
  EXPECT_FALSE(bench.loop.step(kStart, kTen));
  EXPECT_EQ(bench.bars_waiting(), 0U) << "the minute is open";
  bench.loop.step(kStart + seconds{63}, kTen + seconds{63});
  EXPECT_EQ(bench.bars_waiting(), 2U);
}

TEST(MarketLoop, what_a_feed_on_its_thread_brought_is_no_reason_to_look_again_before_waiting) {
  Bench bench;
  const std::vector<FeedEvent> events{print("AAA", kTen, 1)};
  bench.loop.take(events, kStart);
  EXPECT_FALSE(bench.loop.step(kStart, kTen));
  bench.loop.step(kStart + seconds{63}, kTen + seconds{63});
  EXPECT_EQ(bench.bars_waiting(), 1U);
}

TEST(MarketLoop, T020_a_quiet_symbol_is_closed_by_time_not_by_its_next_tick) {
  Bench bench;
  bench.minute(0);
  EXPECT_EQ(bench.bars_waiting(), 1U);
}

TEST(MarketLoop, T030_what_a_full_queue_refuses_is_kept_and_leaves_in_one_larger_batch) {
  Bench bench(1);
  for (int n = 0; n != 10; ++n) bench.minute(n);
  EXPECT_EQ(bench.queue.size(), 1U);
  EXPECT_EQ(bench.bars_waiting(), 1U) << "the first batch";
  bench.loop.step(kStart + minutes{20}, kTen + minutes{20});
  EXPECT_EQ(bench.bars_waiting(), 9U) << "all that was refused, none lost";
}

TEST(MarketLoop, what_it_shows_adds_up_at_every_moment) {
  Bench bench;
  bench.loop.start();
  std::atomic<bool> done{false};
  std::size_t unequal = 0, seen = 0;
  std::jthread reader([&] {
    while (!done.load()) {
      const MarketCounts counts = bench.loop.counts();
      ++seen;
      const bool equal = counts.prints.at(0) + counts.prints.at(1) == counts.tally.received;
      if (!equal || !counts.tally.conserved()) ++unequal;
    }
  });
  const UnixNanos now = wall_now();
  std::uint64_t given = 0;
  for (std::uint64_t id = 1; given < 20'000; ++id) {
    given += put(bench.ring_a, print("AAA", now, id)) ? 1U : 0U;
    given += put(bench.ring_b, print("BBB", now, id)) ? 1U : 0U;
    bench.bell.ring();
  }
  done.store(true);
  reader.join();
  bench.loop.stop(mono_now() + seconds{30});
  EXPECT_EQ(unequal, 0U) << "of " << seen;
  EXPECT_EQ(bench.loop.counts().tally.received, given);
}

TEST(MarketLoop, alerts_alone_wait_for_company) {
  Bench bench;
  // A first print sets the reference; the second is 5 % off and fires.
  put(bench.ring_a, print("AAA", kTen, 1));
  FeedEvent jump = print("AAA", kTen + seconds{31}, 2);
  jump.tick.price = *parse_price("11.1");
  put(bench.ring_a, jump);
  bench.loop.step(kStart, kTen + seconds{31});
  ASSERT_EQ(bench.market.tally().alerts_up.get(), 1U);
  EXPECT_EQ(bench.queue.size(), 0U);
  bench.loop.step(kStart + milliseconds{1999}, kTen + seconds{33});
  EXPECT_EQ(bench.queue.size(), 0U);
  bench.loop.step(kStart + seconds{2}, kTen + seconds{33});
  EXPECT_EQ(bench.queue.size(), 1U);
}

TEST(MarketLoop, a_journal_that_takes_nothing_for_too_long_ends_the_process_with_one_sentence) {
  Bench bench(1, {seconds{2}, 5});
  for (int n = 0; n != 20; ++n) bench.minute(n);
  ASSERT_EQ(bench.failures.size(), 1U);
  EXPECT_NE(bench.failures[0].find("state_dir"), std::string::npos) << bench.failures[0];
}

TEST(MarketLoop, the_thread_drains_flushes_and_hands_over_before_it_ends) {
  for (const bool spin : {false, true}) {
    MarketLoopOptions options;
    options.spin = spin;
    Bench bench(8, options);
    bench.loop.start();
    const UnixNanos now = wall_now();
    for (std::uint64_t id = 1; id <= 40; ++id) put(bench.ring_b, print("BBB", now, id));
    bench.bell.ring();
    bench.loop.stop(mono_now() + seconds{30});
    EXPECT_EQ(bench.market.tally().counted.get(), 40U);
    EXPECT_EQ(bench.bars_waiting(), 1U) << "the open minute, as partial";
  }
}

TEST(MarketLoop, a_batch_says_when_its_first_bar_came_out_not_when_the_queue_had_room) {
  Bench bench(1);
  for (int n = 0; n != 3; ++n) bench.minute(n);
  ASSERT_TRUE(bench.queue.try_pop());
  bench.loop.step(kStart + minutes{20}, kTen + minutes{20});
  const auto waited = bench.queue.try_pop();
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->emitted, kStart + minutes{1} + seconds{63});
}

TEST(MarketLoop, stop_gives_up_at_its_deadline_and_says_what_is_lost) {
  Bench bench(1);
  for (int n = 0; n != 2; ++n) bench.minute(n);  // the second waits: nobody takes the first
  bench.loop.start();
  bench.loop.stop(mono_now());
  ASSERT_EQ(bench.failures.size(), 1U);
  EXPECT_NE(bench.failures[0].find(" events are lost"), std::string::npos) << bench.failures[0];
}

/// A disk that fails as often as it is told to; what it took is kept in order.
struct Disk final : EventSink {
  StoreResult<WriteReport> write(std::span<const Event> events, UnixNanos) override {
    if (failures > 0) {
      --failures;
      return StoreError{cls, "no space left on the disk of /x: free some"};
    }
    for (const Event& event : events) taken.push_back(std::get<Bar>(event).revision);
    WriteReport report;
    report.bars = events.size();
    return report;
  }
  int failures = 0;
  StoreErrorClass cls = StoreErrorClass::disk;
  std::vector<std::uint32_t> taken;
};

EventBatch batch(std::uint32_t revision) {
  Bar bar;
  bar.symbol = *Symbol::parse("AAA");
  bar.start = minute_of(kTen);
  bar.revision = revision;
  return {{bar}, mono_now()};
}

struct Journalling {
  Journalling() {
    loop = std::make_unique<JournalLoop>(
        queue, disk, RowTime::committed, taken, committed,
        [this](LogLevel, std::string_view, std::string text) { log.push_back(text); }, mono_now(),
        [this](std::string text) { ends.push_back(text); });
  }
  std::vector<std::string> ends;  ///< why the process has to end
  Disk disk;
  EventQueue queue{16};
  Doorbell taken, committed;
  std::vector<std::string> log;
  std::unique_ptr<JournalLoop> loop;
};

TEST(JournalLoop, a_disk_that_failed_is_not_tried_again_and_ends_the_process) {
  Journalling j;
  j.disk.failures = 1;
  j.disk.cls = StoreErrorClass::damaged;
  j.queue.push(batch(1));
  j.queue.push(batch(2));
  j.loop->wait({});
  EXPECT_FALSE(j.loop->step(mono_now(), kTen));
  ASSERT_EQ(j.ends.size(), 1U);
  EXPECT_NE(j.ends[0].find("the next start opens the file anew"), std::string::npos) << j.ends[0];
  EXPECT_FALSE(j.loop->step(mono_now(), kTen));
  j.loop->start();
  const std::string lost = j.loop->stop(mono_now() + std::chrono::hours{1});
  EXPECT_NE(lost.find("2 batches with 2 bars"), std::string::npos) << lost;
  EXPECT_TRUE(j.disk.taken.empty()) << "a later commit that succeeds would prove nothing";
  EXPECT_EQ(j.ends.size(), 1U);
}

TEST(JournalLoop, commits_in_order_and_shows_the_newest_bar) {
  Journalling j;
  for (std::uint32_t r = 1; r <= 3; ++r) j.queue.push(batch(r));
  while (turn(*j.loop)) {
  }
  EXPECT_EQ(j.disk.taken, (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(j.loop->status().commit.read().total(), 3U);
  EXPECT_EQ(j.loop->status().newest_bar_seconds.load(), to_unix_seconds(minute_of(kTen)));
}

TEST(JournalLoop, a_failed_batch_is_tried_again_and_nothing_overtakes_it) {
  Journalling j;
  j.disk.failures = 2;
  j.queue.push(batch(1));
  j.queue.push(batch(2));
  EXPECT_FALSE(turn(*j.loop));
  EXPECT_FALSE(j.loop->status().up.load());
  EXPECT_NE(j.loop->status().last_error.read().find("no space"), std::string::npos);
  EXPECT_FALSE(turn(*j.loop));
  EXPECT_EQ(j.log.size(), 1U) << "told once, not each second";
  EXPECT_TRUE(turn(*j.loop));
  EXPECT_TRUE(turn(*j.loop));
  EXPECT_EQ(j.disk.taken, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_TRUE(j.loop->status().up.load());
  EXPECT_EQ(j.loop->status().failures[static_cast<std::size_t>(StoreErrorClass::disk)].get(), 2U);
}

TEST(JournalLoop, stop_commits_what_waits_and_says_what_the_deadline_cost) {
  Journalling good;
  for (std::uint32_t r = 1; r <= 5; ++r) good.queue.push(batch(r));
  good.loop->start();
  EXPECT_EQ(good.loop->stop(mono_now() + seconds{30}), "");
  EXPECT_EQ(good.disk.taken.size(), 5U);

  Journalling bad;
  bad.disk.failures = 1'000'000;
  for (std::uint32_t r = 1; r <= 5; ++r) bad.queue.push(batch(r));
  bad.loop->start();
  const std::string lost = bad.loop->stop(mono_now());
  EXPECT_TRUE(bad.disk.taken.empty());
  EXPECT_NE(lost.find("5 batches with 5 bars and 0 other rows"), std::string::npos) << lost;
  EXPECT_NE(lost.find("buckets.map"), std::string::npos) << "what is not lost: " << lost;
  EXPECT_EQ(bad.loop->waiting(), 0U);
}

TEST(JournalLoop, what_waits_in_memory_is_counted_with_the_batch_that_was_refused) {
  Journalling j;
  j.disk.failures = 1;
  for (std::uint32_t r = 1; r <= 3; ++r) j.queue.push(batch(r));
  EXPECT_EQ(j.loop->waiting(), 3U);
  EXPECT_FALSE(turn(*j.loop));
  EXPECT_EQ(j.loop->waiting(), 3U) << "the refused one is in hand";
  EXPECT_TRUE(turn(*j.loop));
  EXPECT_EQ(j.loop->waiting(), 2U);
}

}  // namespace

}  // namespace tickbard
