#pragma once

#include <algorithm>
#include <optional>

#include "aggregator/core/time.hpp"

namespace tickbard {

/// A feed's own time: its newest accepted event time plus the monotonic time since that arrived. A delayed, a
/// replayed or a skewed feed is on time by its own clock, and a quiet one moves on.
/// Owner: market thread.
class FeedClock {
 public:
  /// An event time was accepted. The first one of this run stands against whatever an earlier run knew.
  void saw(UnixNanos event_time, MonoTime now) noexcept {
    if (!live_ || event_time > *newest_) {
      newest_ = event_time;
      arrived_ = now;
    }
    live_ = true;
  }

  /// What an earlier run knew: good for closing its minutes, not for dating anything else.
  void seed(UnixNanos event_time, MonoTime now) noexcept {
    if (live_ || (newest_ && *newest_ >= event_time)) return;
    newest_ = event_time;
    arrived_ = now;
  }

  std::optional<UnixNanos> at(MonoTime now) const noexcept {
    if (!newest_) return std::nullopt;
    return *newest_ + std::max(now - arrived_, MonoTime::duration::zero());
  }

  std::optional<UnixNanos> newest() const noexcept { return newest_; }
  bool live() const noexcept { return live_; }  ///< a print of this run was accepted

 private:
  std::optional<UnixNanos> newest_;
  MonoTime arrived_{};
  bool live_ = false;
};

}  // namespace tickbard
