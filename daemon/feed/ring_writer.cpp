#include "daemon/feed/ring_writer.hpp"

#include "daemon/runtime/doorbell.hpp"

namespace tickbard {

void RingWriter::put(const FeedEvent& event) {
  count(event);
  if (behind() == 0 && ring_.stage(event)) {
    if (++staged_ >= kPortion) publish();  // the market need not wait for the end of a long read
  } else {
    behind_.push_back(event);
  }
}

void RingWriter::publish() {
  if (staged_ == 0) return;
  staged_ = 0;
  ring_.publish();
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

void RingWriter::count(const FeedEvent& event) {
  status_.events.add();
  if (is_print(event.kind)) status_.prints.add();
  if (event.kind != FeedEventKind::trade) return;
  if (is_ahead(event.tick)) return;
  const std::int64_t at = to_unix_nanos(event.tick.event_time);
  if (at > status_.last_tick_nanos.load(std::memory_order_relaxed)) {
    status_.last_tick_nanos.store(at, std::memory_order_relaxed);
  }
  const std::chrono::nanoseconds lag = event.tick.recv_time - event.tick.event_time;
  status_.last_lag_nanos.store(lag.count(), std::memory_order_relaxed);
  // A recording of years ago is no lag; summed as it is, it would overflow within a minute.
  status_.lag.observe_alone(std::min<std::chrono::nanoseconds>(lag, std::chrono::hours{1}));
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
