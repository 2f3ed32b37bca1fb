#include "daemon/feed/ring_writer.hpp"

#include <algorithm>

#include "daemon/runtime/doorbell.hpp"

namespace tickbard {

void RingWriter::put(std::span<const FeedEvent> events) {
  count(events);
  for (const FeedEvent& event : events) {
    if (behind() == 0 && ring_.stage(event)) {
      if (++staged_ == kPortion) show();  // a market that is awake need not wait for the end of a long read
    } else {
      behind_.push_back(event);
    }
  }
  if (shown_ >= kUnrung) publish();  // nor one that sleeps for that of a very long one
}

void RingWriter::show() {
  ring_.publish();
  shown_ += staged_;
  staged_ = 0;
}

void RingWriter::publish() {
  show();
  if (shown_ == 0) return;
  shown_ = 0;
  bell_.ring();
}

bool RingWriter::catch_up() {
  while (next_ != behind_.size() && ring_.stage(behind_[next_])) {
    ++next_;
    ++staged_;
  }
  publish();
  if (next_ != behind_.size()) return false;
  behind_.clear();
  next_ = 0;
  return true;
}

/// In figures of its own, and told once: a print costs a few instructions here.
void RingWriter::count(std::span<const FeedEvent> events) {
  std::uint64_t prints = 0;
  std::int64_t newest = status_.last_tick_nanos.load(std::memory_order_relaxed);
  std::int64_t last_lag = status_.last_lag_nanos.load(std::memory_order_relaxed);
  for (const FeedEvent& event : events) {
    prints += is_print(event.kind);
    if (event.kind != FeedEventKind::trade || is_ahead(event.tick)) continue;
    newest = std::max<std::int64_t>(newest, to_unix_nanos(event.tick.event_time));
    const std::chrono::nanoseconds lag = event.tick.recv_time - event.tick.event_time;
    last_lag = lag.count();
    status_.lag.observe(lag);
  }
  status_.events.add(events.size());
  status_.prints.add(prints);
  status_.last_tick_nanos.store(newest, std::memory_order_relaxed);
  status_.last_lag_nanos.store(last_lag, std::memory_order_relaxed);
  status_.lag.settle();
}

/// One print with a clock far ahead says nothing about the feed: the market refuses it, too. As many in a row as
/// convince the market say that this machine's clock is behind.
bool RingWriter::is_ahead(const Tick& tick) {
  if (tick.event_time - tick.recv_time <= kFutureLimit) {
    ahead_run_ = 0;
    return false;
  }
  return ++ahead_run_ < kProof;
}

}  // namespace tickbard
