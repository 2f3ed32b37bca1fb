#pragma once

#include <vector>

#include "daemon/feed/event_outlet.hpp"
#include "daemon/runtime/spsc_ring.hpp"

namespace tickbard {

class Doorbell;

/// The producer's end of a feed's ring, for a feed with a thread of its own.
/// Owner: the feed's thread. Lifetime: ring and bell outlive it.
class RingWriter final : public EventOutlet {
 public:
  RingWriter(SpscRing<FeedEvent>& ring, Doorbell& bell) : ring_(ring), bell_(bell) {}

  /// Elements of a feed's ring, 104 bytes each: few enough to stay in the processor's cache on their way from
  /// thread to thread, and more than the market takes in before a feed looks again for room. Longer bursts wait in
  /// the socket's buffer.
  static constexpr std::size_t kRing = 1 << 14;
  static constexpr std::size_t kPortion = 64;  ///< a market that is awake need not wait for the end of a long read
  static constexpr std::size_t kUnrung = 1024;  ///< nor one that sleeps for that of a very long one

  std::size_t portion() const override { return kPortion; }

  /// Shown at once. The reader is woken by publish(), or when so many are unrung.
  void put(std::span<const FeedEvent> events, MonoTime now) override;
  void publish() override;
  bool catch_up() override;
  std::size_t behind() const override { return behind_.size() - next_; }

 private:
  void show();

  SpscRing<FeedEvent>& ring_;
  Doorbell& bell_;
  std::vector<FeedEvent> behind_;
  std::size_t next_ = 0;                // of behind_
  std::size_t staged_ = 0, shown_ = 0;  // since they were shown; since the bell was rung
};

}  // namespace tickbard
