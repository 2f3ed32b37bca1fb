#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "aggregator/core/feed_event.hpp"
#include "aggregator/core/tally.hpp"
#include "daemon/feed/lag_histogram.hpp"
#include "daemon/runtime/guarded.hpp"

namespace tickbard {

/// What a feed shows of itself. Owner: the feed's thread writes; any thread reads, at any time.
struct FeedStatus {
  std::atomic<bool> up{false};                             ///< streaming
  std::atomic<bool> stopped{false};                        ///< gave up until a person acts; state() says why
  Count connects;                                          ///< websockets opened
  std::array<Count, kLostReasonNames.size()> disconnects;  ///< ended connections and failed attempts, by reason
  Count prints;                                            ///< handed over: trade, snapshot, correction, rejected
  Count nonsense;                                          ///< messages that could not be read
  Count ring_full;                                         ///< times reading paused because the market was behind
  std::atomic<std::int64_t> last_tick_nanos{
      0};  ///< event time of the newest print, one far ahead of our clock not counted; 0: none yet
  std::atomic<std::int64_t> since_nanos{0};       ///< wall time of the last change of `up`; 0: none yet
  std::atomic<std::int64_t> last_lag_nanos{0};    ///< of the newest print, from its event time to its receipt
  LagHistogram lag;                               ///< the same of all prints; each counts for an hour at most

  /// One sentence for a person: "streaming from wss://ws.kraken.com since …", "waiting 12 s: connection refused".
  std::string state() const { return state_.read(); }
  void set_state(std::string text) { state_.set(std::move(text)); }

  /// What must stand beside every figure of this feed ("SIMULATED …"); usually empty.
  std::string notice() const { return notice_.read(); }
  void set_notice(std::string text) { notice_.set(std::move(text)); }

 private:
  Guarded<std::string> state_{"not started"}, notice_;
};

}  // namespace tickbard
