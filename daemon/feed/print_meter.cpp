#include "daemon/feed/print_meter.hpp"

#include <algorithm>

namespace tickbard {

void PrintMeter::count(std::span<const FeedEvent> events) {
  std::uint64_t prints = 0;
  std::int64_t newest = status_.last_tick_nanos.load(std::memory_order_relaxed);
  std::int64_t last_lag = status_.last_lag_nanos.load(std::memory_order_relaxed);
  LagHistogram::Batch lags(status_.lag);
  for (const FeedEvent& event : events) {
    prints += is_print(event.kind);
    if (event.kind != FeedEventKind::trade || is_ahead(event.tick)) continue;
    // What was ahead for a while, and then is not any more, does not stay the newest.
    const bool was_ahead = newest > to_unix_nanos(event.tick.recv_time + kFutureLimit) && ahead_run_ == 0;
    const std::int64_t at = to_unix_nanos(event.tick.event_time);
    newest = was_ahead ? at : std::max(newest, at);
    const std::chrono::nanoseconds lag = event.tick.recv_time - event.tick.event_time;
    last_lag = lag.count();
    lags.observe(lag);
  }
  status_.prints.add(prints);
  status_.last_tick_nanos.store(newest, std::memory_order_relaxed);
  status_.last_lag_nanos.store(last_lag, std::memory_order_relaxed);
}

/// One print with a clock far ahead says nothing about the feed: the market refuses it, too. As many in a row as
/// convince the market say that this machine's clock is behind.
bool PrintMeter::is_ahead(const Tick& tick) {
  if (tick.event_time - tick.recv_time <= kFutureLimit) {
    ahead_run_ = 0;
    return false;
  }
  return ++ahead_run_ < kProof;
}

}  // namespace tickbard
