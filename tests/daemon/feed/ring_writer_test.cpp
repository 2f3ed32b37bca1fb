#include "daemon/feed/ring_writer.hpp"

#include <vector>

#include "aggregator/bars/skew_guard.hpp"
#include "aggregator/market/market.hpp"
#include "daemon/runtime/doorbell.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

struct Ring {
  explicit Ring(std::size_t size) : ring(size), writer(ring, bell, status) {}

  void put(std::uint64_t id) {
    FeedEvent e;
    e.tick.id = TradeId::from_number(id);
    writer.put({&e, 1});
  }
  std::vector<std::uint64_t> take(std::size_t most = 1000) {
    std::vector<std::uint64_t> ids;
    ring.consume([&](const FeedEvent& e) { ids.push_back(e.tick.id.value); }, most);
    return ids;
  }

  SpscRing<FeedEvent> ring;
  Doorbell bell;
  FeedStatus status;
  RingWriter writer;
};

TEST(RingWriter, a_batch_is_shown_at_once_and_rings_once) {
  Ring r(8);
  r.put(1);
  r.put(2);
  EXPECT_TRUE(r.ring.empty());
  EXPECT_FALSE(r.bell.wait(std::chrono::nanoseconds{0}));
  r.writer.publish();
  EXPECT_TRUE(r.bell.wait(std::chrono::hours{1}));
  EXPECT_EQ(r.take(), (std::vector<std::uint64_t>{1, 2}));
  r.writer.publish();
  EXPECT_FALSE(r.bell.wait(std::chrono::nanoseconds{0})) << "nothing new, nobody woken";
}

TEST(RingWriter, a_long_batch_is_shown_in_portions) {
  Ring r(4 * RingWriter::kPortion);
  for (std::uint64_t id = 1; id <= RingWriter::kPortion + 1; ++id) r.put(id);
  EXPECT_EQ(r.take().size(), RingWriter::kPortion);
  r.writer.publish();
  EXPECT_EQ(r.take().size(), 1u);
}

TEST(RingWriter, a_long_read_wakes_the_market_once_in_many_portions) {
  Ring r(2 * RingWriter::kUnrung);
  const std::vector<FeedEvent> portion(RingWriter::kPortion);
  for (std::size_t shown = portion.size(); shown < RingWriter::kUnrung; shown += portion.size()) {
    r.writer.put(portion);
    EXPECT_EQ(r.ring.size(), shown);
    EXPECT_FALSE(r.bell.wait(0ns));
  }
  r.writer.put(portion);
  EXPECT_TRUE(r.bell.wait(0ns)) << "so many are not kept from a market that sleeps";
  r.writer.publish();
  EXPECT_FALSE(r.bell.wait(0ns)) << "they were told of already";
}

TEST(RingWriter, portions_are_told_of_at_the_end_of_the_read) {
  Ring r(4 * RingWriter::kPortion);
  r.writer.put(std::vector<FeedEvent>(RingWriter::kPortion));
  r.writer.publish();
  EXPECT_TRUE(r.bell.wait(0ns));
}

TEST(RingWriter, a_recording_of_old_trades_does_not_overflow_the_sum_of_lags) {
  constexpr int kTrades = 400;  // a year each: more than 64 bits of nanoseconds hold
  Ring r(kTrades);
  FeedEvent e;
  e.tick.event_time = UnixNanos{std::chrono::hours{24 * 365 * 30}};
  e.tick.recv_time = e.tick.event_time + std::chrono::hours{24 * 365};
  for (int i = 0; i < kTrades; ++i) r.writer.put({&e, 1});
  EXPECT_EQ(r.status.lag.read().counts.back(), static_cast<std::uint64_t>(kTrades));
  EXPECT_DOUBLE_EQ(r.status.lag.read().sum, kTrades * 3600.0);
}

TEST(RingWriter, what_does_not_fit_waits_in_order) {
  Ring r(4);
  for (std::uint64_t id = 1; id <= 10; ++id) r.put(id);
  r.writer.publish();
  EXPECT_EQ(r.writer.behind(), 6u);
  EXPECT_FALSE(r.writer.catch_up());
  std::vector<std::uint64_t> all = r.take(2);
  EXPECT_FALSE(r.writer.catch_up());
  r.put(11);  // a loss while behind, say: it queues behind the others, though there may be room
  while (r.writer.behind() != 0) {
    for (const auto id : r.take(3)) all.push_back(id);
    r.writer.catch_up();
  }
  for (const auto id : r.take()) all.push_back(id);
  EXPECT_EQ(all, (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
  EXPECT_EQ(r.status.events.get(), 11u);
}

TEST(RingWriter, counts_prints_apart_from_the_rest) {
  Ring r(64);
  for (const auto kind :
       {FeedEventKind::trade, FeedEventKind::snapshot, FeedEventKind::cancel, FeedEventKind::correction,
        FeedEventKind::rejected, FeedEventKind::streaming, FeedEventKind::lost}) {
    FeedEvent e;
    e.kind = kind;
    e.tick.event_time = from_unix_nanos(50);
    r.writer.put({&e, 1});
  }
  EXPECT_EQ(r.status.events.get(), 7u);
  EXPECT_EQ(r.status.prints.get(), 4u);
  EXPECT_EQ(r.status.last_tick_nanos.load(), 50);
}

TEST(RingWriter, the_newest_event_time_does_not_go_back) {
  Ring r(64);
  for (const std::int64_t at : {100, 300, 200}) {
    FeedEvent e;
    e.tick.event_time = from_unix_nanos(at);
    r.writer.put({&e, 1});
  }
  EXPECT_EQ(r.status.last_tick_nanos.load(), 300);
}

TEST(RingWriter, T027_a_print_far_ahead_does_not_move_the_newest_event_time) {
  Ring r(64);
  const auto print = [&](std::chrono::seconds event, std::chrono::seconds received) {
    FeedEvent e;
    e.tick.event_time = UnixNanos{event};
    e.tick.recv_time = UnixNanos{received};
    r.writer.put({&e, 1});
    return std::chrono::nanoseconds{r.status.last_tick_nanos.load()};
  };
  EXPECT_EQ(print(100s, 101s), 100s);
  EXPECT_EQ(print(3'700s, 102s), 100s) << "an hour ahead";
  EXPECT_EQ(print(108s, 103s), 108s) << "as far ahead as the market allows";
  EXPECT_EQ(std::chrono::nanoseconds{r.status.last_lag_nanos.load()}, -5s);
  for (std::uint32_t i = 1; i != RingWriter::kProof; ++i) EXPECT_EQ(print(1'000s, 104s), 108s);
  EXPECT_EQ(print(1'000s, 104s), 1'000s) << "all are ahead: this machine's clock is behind";
}

TEST(RingWriter, judges_what_is_ahead_as_the_market_does) {
  EXPECT_EQ(RingWriter::kFutureLimit, MarketOptions{}.future_limit);
  EXPECT_EQ(RingWriter::kProof, SkewGuard::kProof);
}

}  // namespace
}  // namespace tickbard
