#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "aggregator/core/bar.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// When one feed was not listened to, in the feed's own time: what makes its minutes partial or gap.
/// Owner: market thread.
class Listening {
 public:
  /// We hear it from here on; `at` is none while the feed has no clock: then the first prints tell.
  void started(std::optional<UnixNanos> at, MonoTime now);

  /// We no longer hear it.
  void lost(UnixNanos at);

  /// Bars were switched off, or on again: minutes in between are partial.
  void muted(UnixNanos at);
  void unmuted(UnixNanos at);

  /// A print was accepted. The first ones after a start tell when, in the feed's time, that start was.
  void heard(UnixNanos event_time, MonoTime now);

  bool on() const { return listening_; }

  /// Quality bits of a minute: partial if some of it was not heard, and gap if the feed was lost in it.
  std::uint8_t quality(MinuteStart minute) const;

  /// Forgets what lies wholly before `t`.
  void forget_before(UnixNanos t);

 private:
  struct Span {
    UnixNanos from;
    UnixNanos to;
    std::uint8_t bits;
  };
  static constexpr UnixNanos kEver = UnixNanos::min();
  static constexpr UnixNanos kOpen = UnixNanos::max();

  void close(std::uint8_t bits, UnixNanos at);

  std::vector<Span> spans_{{kEver, kOpen, quality::kPartial}};  ///< before the first start nothing was heard
  bool listening_ = false;
  bool start_known_ = false;
  MonoTime started_mono_{};
  std::optional<UnixNanos> start_;  ///< the estimate so far of the last start
  UnixNanos first_estimate_{};
  std::uint32_t samples_ = 0;
};

}  // namespace tickbard
