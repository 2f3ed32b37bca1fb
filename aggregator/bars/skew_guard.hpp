#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include "aggregator/core/feed_event.hpp"

namespace tickbard {

/// Keeps one bad timestamp from closing the market's bars, and tells it from a machine clock that is behind.
/// A print ahead of the machine's clock by more than the limit plus the feed's observed skew is penned. The next
/// print that is not ahead condemns the pen; a run of prints that are all ahead by about the same proves that the
/// machine's clock is behind: that becomes the feed's skew, and the pen is released in order. Once prints were in
/// time the run has to last: a clock that was right is not behind all at once, but a provider may err for a while.
/// A step of the wall clock against the monotonic one moves the skew with it, so setting the clock loses no print.
/// Owner: market thread.
class SkewGuard {
 public:
  static constexpr std::size_t kProof =
      16;  ///< consistent prints in a row that prove a skew, and as many as the pen holds
  static constexpr std::chrono::nanoseconds kLasting =
      std::chrono::seconds{30};  ///< monotonic, of a run that speaks against prints that were in time
  static constexpr std::chrono::nanoseconds kConsistent = std::chrono::seconds{5};
  static constexpr std::chrono::nanoseconds kPatience = std::chrono::seconds{10};  ///< monotonic, for a pen
  static constexpr std::chrono::nanoseconds kStep = std::chrono::seconds{1};       ///< less than this is drift

  struct Penned {
    FeedEvent event;
    MonoTime arrived{};
  };

  enum class Verdict : std::uint8_t {
    pass,      ///< take it in; the pen, if any, was condemned before
    penned,    ///< held
    released,  ///< the skew is proven: take in the pen's prints, this one is the last of them
  };

  /// Judges a print. After it, `condemned()` lists prints to count as `future`, and on `released` `pen()` lists
  /// prints to take in; clear_condemned() and clear_pen() when done.
  Verdict judge(const FeedEvent& event, MonoTime now, std::chrono::nanoseconds limit) {
    follow_wall_clock(event.tick.recv_time, now);
    const auto offset = event.tick.event_time - event.tick.recv_time;
    // As nearly every print is: in time by a clock that is right.
    if (offset <= limit && skew_ == std::chrono::nanoseconds::zero() && pen_.empty()) {
      run_ = 0;
      was_in_time_ = true;
      return Verdict::pass;
    }
    return judge_closely(event, now, offset, limit);
  }

  /// No skew is known and nothing is under suspicion: judge() lets a print pass that is not ahead.
  bool calm() const {
    return seen_ && skew_ == std::chrono::nanoseconds::zero() && run_ == 0 && pen_.empty() && condemned_.empty();
  }

  /// While calm(): prints of that recv_time pass judge() if they traded up to `limit` after it. True: the wall clock
  /// was noted as judge() would, and it need not see them. False, and nothing changed: the wall clock was stepped.
  bool passes(UnixNanos recv_time, MonoTime now) {
    const std::chrono::nanoseconds d = wall_minus(now, recv_time);
    if (std::chrono::abs(d - wall_minus_mono_) > kStep) return false;
    wall_minus_mono_ = d;
    return true;
  }

  /// Condemns a pen that waited too long. The run goes on counting, so that a quiet feed proves its skew as well.
  void expire(MonoTime now);

  /// Condemns whatever is in the pen: nothing more will come.
  void condemn();

  const std::vector<Penned>& pen() const { return pen_; }
  const std::vector<Penned>& condemned() const { return condemned_; }
  void clear_pen() { pen_.clear(); }
  void clear_condemned() { condemned_.clear(); }
  std::chrono::nanoseconds skew() const { return skew_; }

 private:
  Verdict judge_closely(const FeedEvent& event, MonoTime now, std::chrono::nanoseconds offset,
                        std::chrono::nanoseconds limit);
  static std::chrono::nanoseconds wall_minus(MonoTime now, UnixNanos wall) {
    return wall.time_since_epoch() - now.time_since_epoch();
  }
  void follow_wall_clock(UnixNanos recv_time, MonoTime now) {
    const std::chrono::nanoseconds d = wall_minus(now, recv_time);
    if (seen_ && std::chrono::abs(d - wall_minus_mono_) > kStep) {
      skew_ = std::max(std::chrono::nanoseconds::zero(), skew_ + (wall_minus_mono_ - d));
    }
    wall_minus_mono_ = d;
    seen_ = true;
  }
  void relax(std::chrono::nanoseconds offset, std::chrono::nanoseconds limit);

  std::chrono::nanoseconds skew_{0};  ///< how far the machine's clock is known to be behind this feed's
  std::vector<Penned> pen_;
  std::vector<Penned> condemned_;
  std::chrono::nanoseconds run_low_{}, run_high_{};  ///< offsets of the run of prints that are ahead
  std::size_t run_ = 0;
  MonoTime run_began_{};
  bool was_in_time_ = false;              ///< some print was
  std::chrono::nanoseconds calm_high_{};  ///< greatest offset of a run of prints far below the skew
  std::size_t calm_ = 0;
  std::chrono::nanoseconds wall_minus_mono_{};
  bool seen_ = false;
};

}  // namespace tickbard
