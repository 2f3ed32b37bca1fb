#include "daemon/feed/print_meter.hpp"

#include <vector>

#include "aggregator/bars/skew_guard.hpp"
#include "aggregator/market/market.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(PrintMeter, a_recording_of_old_trades_does_not_overflow_the_sum_of_lags) {
  constexpr int kTrades = 400;  // a year each: more than 64 bits of nanoseconds hold
  FeedStatus status;
  PrintMeter meter(status);
  FeedEvent e;
  e.tick.event_time = UnixNanos{std::chrono::hours{24 * 365 * 30}};
  e.tick.recv_time = e.tick.event_time + std::chrono::hours{24 * 365};
  for (int i = 0; i < kTrades; ++i) meter.count({&e, 1});
  EXPECT_EQ(status.lag.read().counts.back(), static_cast<std::uint64_t>(kTrades));
  EXPECT_DOUBLE_EQ(status.lag.read().sum, kTrades * 3600.0);
}

TEST(PrintMeter, counts_prints_apart_from_the_rest) {
  FeedStatus status;
  PrintMeter meter(status);
  for (const auto kind :
       {FeedEventKind::trade, FeedEventKind::snapshot, FeedEventKind::cancel, FeedEventKind::correction,
        FeedEventKind::rejected, FeedEventKind::streaming, FeedEventKind::lost}) {
    FeedEvent e;
    e.kind = kind;
    e.tick.event_time = from_unix_nanos(50);
    meter.count({&e, 1});
  }
  EXPECT_EQ(status.prints.get(), 4u);
  EXPECT_EQ(status.last_tick_nanos.load(), 50);
}

TEST(PrintMeter, the_newest_event_time_does_not_go_back) {
  FeedStatus status;
  PrintMeter meter(status);
  for (const std::int64_t at : {100, 300, 200}) {
    FeedEvent e;
    e.tick.event_time = from_unix_nanos(at);
    meter.count({&e, 1});
  }
  EXPECT_EQ(status.last_tick_nanos.load(), 300);
}

TEST(PrintMeter, T027_a_print_far_ahead_does_not_move_the_newest_event_time) {
  FeedStatus status;
  PrintMeter meter(status);
  const auto print = [&](std::chrono::seconds event, std::chrono::seconds received) {
    FeedEvent e;
    e.tick.event_time = UnixNanos{event};
    e.tick.recv_time = UnixNanos{received};
    meter.count({&e, 1});
    return std::chrono::nanoseconds{status.last_tick_nanos.load()};
  };
  EXPECT_EQ(print(100s, 101s), 100s);
  EXPECT_EQ(print(3'700s, 102s), 100s) << "an hour ahead";
  EXPECT_EQ(print(108s, 103s), 108s) << "as far ahead as the market allows";
  EXPECT_EQ(std::chrono::nanoseconds{status.last_lag_nanos.load()}, -5s);
  for (std::uint32_t i = 1; i != PrintMeter::kProof; ++i) EXPECT_EQ(print(1'000s, 104s), 108s);
  EXPECT_EQ(print(1'000s, 104s), 1'000s) << "all are ahead: this machine's clock is behind";
  EXPECT_EQ(print(106s, 105s), 106s) << "or the provider's was wrong for a while";
}

TEST(PrintMeter, judges_what_is_ahead_as_the_market_does) {
  EXPECT_EQ(PrintMeter::kFutureLimit, MarketOptions{}.future_limit);
  EXPECT_EQ(PrintMeter::kProof, SkewGuard::kProof);
}

}  // namespace
}  // namespace tickbard
