#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "aggregator/market/market.hpp"
#include "daemon/loops/event_batch.hpp"
#include "daemon/loops/progress.hpp"
#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/named_thread.hpp"
#include "daemon/runtime/spsc_ring.hpp"

namespace tickbard {

struct MarketLoopOptions {
  std::chrono::nanoseconds flush_every = std::chrono::seconds{2};  ///< alerts wait at most this long for company
  std::size_t most_pending = 2'000'000;  ///< events that may wait for a journal that does not take them
};

/// Turns the market: takes from the feeds' rings fairly, moves its time on, hands events to the journal.
/// Bars are handed over at once; alerts and log entries alone wait up to flush_every, so that each is no commit.
/// Owner: the `market` thread calls step(); any thread calls reload(), stop().
/// Errors: when the journal has not taken anything for so long that most_pending is passed, `fail` is told once:
/// the process must end rather than run out of memory; what waits is lost and said.
/// Lifetime: market, rings, queue and bell outlive it.
class MarketLoop {
 public:
  using Ring = SpscRing<FeedEvent>;

  MarketLoop(Market& market, std::vector<Ring*> rings, EventQueue& out, Doorbell& bell, MarketLoopOptions options,
             std::function<void(std::string)> fail, MonoTime now);

  /// One round. True: there was something to do, come back at once.
  bool step(MonoTime now, UnixNanos wall);

  void start();
  void reload(const MarketOptions& options);

  /// Takes what the rings still hold, flushes open minutes, hands everything over, ends the thread.
  /// Precondition: the feeds have been joined.
  void stop();

  const Progress& progress() const { return progress_; }

  /// Prints of this feed handed to the market so far: over all feeds, the tally's `received`. Any thread.
  std::uint64_t prints(std::size_t feed) const { return prints_[feed].get(); }

 private:
  void run();
  void take_reload(UnixNanos wall);
  bool hand_over(MonoTime now, bool all);

  Market& market_;
  const std::vector<Ring*> rings_;
  EventQueue& out_;
  Doorbell& bell_;
  const MarketLoopOptions options_;
  const std::function<void(std::string)> fail_;
  Progress progress_;
  std::atomic<bool> stopping_{false};
  const std::unique_ptr<Count[]> prints_;  ///< by feed

  std::mutex reload_mutex_;  // guards reload_
  std::optional<MarketOptions> reload_;

  // The market thread's own.
  std::size_t looked_at_ = 0;  ///< events already searched for a bar
  bool urgent_ = false;
  std::optional<MonoTime> waiting_since_;
  bool failed_ = false;
  NamedThread thread_;
};

}  // namespace tickbard
