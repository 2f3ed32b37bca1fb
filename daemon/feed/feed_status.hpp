#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

#include "aggregator/core/feed_event.hpp"
#include "aggregator/core/tally.hpp"
#include "daemon/runtime/histogram.hpp"

namespace tickbard {

/// How long prints take from the exchange's clock to ours: `tickbard_feed_lag_seconds`.
/// Owner: the feed's thread writes; anyone reads. Negative lag (their clock is ahead) is in the first bucket.
struct LagHistogram {
  static constexpr std::array<std::int64_t, 15> kBoundsMicros{
      1'000,   2'000,     5'000,     10'000,    20'000,     50'000,      100'000,      200'000,
      500'000, 1'000'000, 2'000'000, 5'000'000, 30'000'000, 300'000'000, 1'200'000'000};
  std::array<Count, kBoundsMicros.size() + 1> buckets;  ///< not cumulative; the last one is everything above
  std::atomic<std::int64_t> sum_nanos{0};               ///< each print counts for an hour at most

  void add(std::chrono::nanoseconds lag) noexcept;
  HistogramSnapshot read() const;  ///< any thread
};

/// What a feed shows of itself. Owner: the feed's thread writes; any thread reads, at any time.
struct FeedStatus {
  std::atomic<bool> up{false};                             ///< streaming
  std::atomic<bool> stopped{false};                        ///< gave up until a person acts; state() says why
  Count connects;                                          ///< websockets opened
  std::array<Count, kLostReasonNames.size()> disconnects;  ///< ended connections and failed attempts, by reason
  Count frames;                                            ///< messages read
  Count bytes;
  Count events;                                   ///< FeedEvents pushed
  Count prints;                                   ///< of these: trade, snapshot, correction, rejected
  Count nonsense;                                 ///< messages that could not be read
  Count unknown;                                  ///< messages of a kind we do not know
  Count ring_full;                                ///< times reading paused because the market was behind
  Count abandoned;                                ///< events given up at shutdown because nobody took them
  std::atomic<std::int64_t> last_tick_nanos{0};   ///< event time of the newest print, one far ahead of our clock not counted; 0: none yet
  std::atomic<std::int64_t> last_frame_nanos{0};  ///< wall time of the last message; 0: none yet
  std::atomic<std::int64_t> since_nanos{0};       ///< wall time of the last change of `up`; 0: none yet
  std::atomic<std::int64_t> last_lag_nanos{0};    ///< of the newest print, from its event time to its receipt
  LagHistogram lag;

  /// One sentence for a person: "streaming from wss://ws.kraken.com since …", "waiting 12 s: connection refused".
  std::string state() const {
    std::lock_guard lock(mutex_);
    return state_;
  }
  void set_state(std::string text) {
    std::lock_guard lock(mutex_);
    state_ = std::move(text);
  }

  /// What must stand beside every figure of this feed ("SIMULATED …"); usually empty.
  std::string notice() const {
    std::lock_guard lock(mutex_);
    return notice_;
  }
  void set_notice(std::string text) {
    std::lock_guard lock(mutex_);
    notice_ = std::move(text);
  }

 private:
  mutable std::mutex mutex_;
  std::string state_ = "not started", notice_;
};

}  // namespace tickbard
