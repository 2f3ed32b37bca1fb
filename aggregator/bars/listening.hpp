#pragma once

#include <chrono>
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
  /// We hear it from here on. `at` is none while the feed has no clock: then its first prints tell when this was;
  /// where it has one, they may tell that it was later, for a late report sets a quiet feed's clock back.
  void started(std::optional<UnixNanos> at, MonoTime now);

  /// More of the feed is heard from here on than before: what was not yet subscribed to was not heard until now.
  /// Late confirmations prove nothing.
  void completed(std::optional<UnixNanos> at, MonoTime now);

  /// We no longer hear it.
  void lost(UnixNanos at);

  /// Bars were switched off, or on again: the minutes touched by the time between are partial.
  void muted(UnixNanos at);
  void unmuted(UnixNanos at);

  /// A live print was accepted.
  void heard(UnixNanos event_time, MonoTime now) {
    if (samples_left_ != 0) sample(event_time, now);
  }

  bool on() const { return on_; }

  /// On, and no print of now can tell any more when that began.
  bool settled() const { return on_ && samples_left_ == 0; }

  /// When it was last begun to be heard, as far as is known.
  std::optional<UnixNanos> since() const { return estimate_; }

  /// Quality bits of a minute: partial if some of it was not heard, gap if the feed was lost in it.
  std::uint8_t quality(MinuteStart minute) const;

  /// Forgets what was over before `t`.
  void forget_before(UnixNanos t);

  static constexpr UnixNanos kEver = UnixNanos::min();

 private:
  static constexpr UnixNanos kOpen = UnixNanos::max();
  static constexpr std::uint32_t kSamples = 16;
  static constexpr std::chrono::minutes kSubscribing{1};  ///< no subscription takes longer
  static constexpr std::chrono::minutes kLateFirst{15};   ///< a print older than this is in no bar anyway

  enum class Cause : std::uint8_t { start, loss, mute };
  struct Span {
    UnixNanos from;
    UnixNanos to;
    Cause cause;
  };

  void sample(UnixNanos event_time, MonoTime now);
  /// Ends the spans that last, except those of `mute`.
  void end_spans(UnixNanos at);
  void move_start(UnixNanos at);

  std::vector<Span> spans_{{kEver, kOpen, Cause::start}};  ///< before the first start nothing was heard
  bool on_ = false;

  // The start while it is being told by the first prints. One print may be old; the latest estimate wins,
  // within reason: a recording played fast squeezes minutes into the first prints, and would be partial for long.
  std::uint32_t samples_left_ = 0;
  MonoTime started_{};
  std::optional<UnixNanos> first_estimate_, estimate_;
};

}  // namespace tickbard
