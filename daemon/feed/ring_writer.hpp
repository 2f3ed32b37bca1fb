#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "aggregator/core/feed_event.hpp"
#include "daemon/feed/feed_status.hpp"
#include "daemon/runtime/spsc_ring.hpp"

namespace tickbard {

class Doorbell;

/// The producer's end of a feed's ring. What does not fit stays here, in order, until there is room; meanwhile the
/// feed must not read. So no event is lost, and memory stays bounded by one message.
/// Owner: the feed's thread. Lifetime: ring, bell and status outlive it.
class RingWriter {
 public:
  static constexpr std::chrono::seconds kFutureLimit{5};  ///< as the market's
  static constexpr std::uint32_t kProof = 16;             ///< as the market's: so many in a row are no accident

  RingWriter(SpscRing<FeedEvent>& ring, Doorbell& bell, FeedStatus& status)
      : ring_(ring), bell_(bell), status_(status) {}

  /// Elements of a feed's ring, 104 bytes each: few enough to stay in the processor's cache on their way from
  /// thread to thread, and more than the market takes in before a feed looks again for room. Longer bursts wait in
  /// the socket's buffer.
  static constexpr std::size_t kRing = 1 << 14;
  static constexpr std::size_t kPortion = 64;  ///< as many wait to be shown, at most
  static constexpr std::size_t kUnrung =
      1024;  ///< so many are shown without waking the reader, and no message more

  /// What came out of one message, in order.
  void put(std::span<const FeedEvent> events);

  /// Shows what was put, and wakes the reader.
  void publish();

  /// Tries again with what is behind. True: nothing is behind any more.
  bool catch_up();

  std::size_t behind() const { return behind_.size() - next_; }

 private:
  void show();
  void count(std::span<const FeedEvent> events);
  bool is_ahead(const Tick& tick);

  SpscRing<FeedEvent>& ring_;
  Doorbell& bell_;
  FeedStatus& status_;
  std::vector<FeedEvent> behind_;
  std::size_t next_ = 0;                // of behind_
  std::size_t staged_ = 0, shown_ = 0;  // since they were shown; since the bell was rung
  std::uint32_t ahead_run_ = 0;         // prints in a row far ahead of the wall clock
};

}  // namespace tickbard
