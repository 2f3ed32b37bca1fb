#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "aggregator/core/feed_event.hpp"
#include "daemon/feed/feed_status.hpp"

namespace tickbard {

/// Counts a feed's events in its status: how many, how new, how long under way.
/// Owner: the feed's thread. Lifetime: the status outlives it.
class PrintMeter {
 public:
  static constexpr std::chrono::seconds kFutureLimit{5};  ///< as the market's
  static constexpr std::uint32_t kProof = 16;             ///< as the market's: so many in a row are no accident

  explicit PrintMeter(FeedStatus& status) : status_(status) {}

  /// In figures of its own, and told once: a print costs a few instructions here.
  void count(std::span<const FeedEvent> events);

 private:
  bool is_ahead(const Tick& tick);

  FeedStatus& status_;
  std::uint32_t ahead_run_ = 0;  // prints in a row far ahead of the wall clock
};

}  // namespace tickbard
