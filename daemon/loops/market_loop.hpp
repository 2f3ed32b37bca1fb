#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "aggregator/core/tally_snapshot.hpp"
#include "aggregator/market/market.hpp"
#include "daemon/loops/event_batch.hpp"
#include "daemon/loops/progress.hpp"
#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/named_thread.hpp"
#include "daemon/runtime/reactor.hpp"
#include "daemon/runtime/spsc_ring.hpp"

namespace tickbard {

struct MarketLoopOptions {
  std::chrono::nanoseconds flush_every = std::chrono::seconds{2};  ///< alerts wait at most this long for company
  std::size_t most_pending = 2'000'000;        ///< events that may wait for a journal that does not take them
  bool spin = false;                           ///< never sleep
  std::optional<unsigned> cpu = std::nullopt;  ///< to keep to
  Reactor* reactor = nullptr;                  ///< turned beside it: a feed that shares its thread
};

/// What the market had counted at the end of one step: the feeds' prints add up to the tally's `received`.
struct MarketCounts {
  TallySnapshot tally;
  std::vector<std::uint64_t> prints;  ///< handed to the market, by feed
};

/// Turns the market: takes from the feeds' rings fairly, or from a feed on its own thread; moves its time on; hands
/// events to the journal. Bars are handed over as soon as all of one close are there; alerts and log entries alone
/// wait up to flush_every, so that each is no commit.
/// Owner: the `market` thread calls turn(), step(), take(); any thread calls tell(), stop().
/// Errors: when the journal has not taken anything for so long that most_pending is passed, `fail` is told once:
/// the process must end rather than run out of memory; what waits is lost and said.
/// Lifetime: market, rings, queue, bell and the reactor, which listens to that bell, outlive it.
class MarketLoop {
 public:
  using Ring = SpscRing<FeedEvent>;

  MarketLoop(Market& market, std::vector<Ring*> rings, EventQueue& out, Doorbell& bell, MarketLoopOptions options,
             std::function<void(std::string)> fail, MonoTime now);

  /// One round: some prints, and some of the bars that are due. True: there is more to do, come back at once.
  bool step(MonoTime now, UnixNanos wall);

  /// From a feed on this thread, between two steps: its next events.
  void take(std::span<const FeedEvent> events, MonoTime now);

  /// A round, and a nap where there was nothing to do.
  void turn();

  /// turn() until stop(), on a thread of its own.
  void start();

  /// Has something done to the market, on its thread, before the next print: new options, figures that came late.
  using Errand = std::function<void(Market&, UnixNanos wall)>;
  void tell(Errand errand);

  /// Takes what the rings still hold, flushes open minutes, hands everything over, ends the thread. Gives up at
  /// `deadline` and tells `fail` how many events are lost. Precondition: the feeds have been joined.
  void stop(MonoTime deadline);

  const Progress& progress() const { return progress_; }

  /// As of the end of a step, at most a moment ago. Any thread.
  MarketCounts counts() const {
    std::lock_guard lock(counts_mutex_);
    return counts_;
  }

 private:
  void run();
  void run_errands(UnixNanos wall);
  bool hand_over(MonoTime now, bool all);
  void publish();

  Market& market_;
  const std::vector<Ring*> rings_;
  EventQueue& out_;
  Doorbell& bell_;
  const MarketLoopOptions options_;
  const std::function<void(std::string)> fail_;
  Progress progress_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::int64_t> deadline_nanos_{0};

  mutable std::mutex counts_mutex_;  // guards counts_; the market thread only tries it
  MarketCounts counts_;
  std::mutex errands_mutex_;  // guards errands_
  std::vector<Errand> errands_;

  // The market thread's own.
  std::vector<std::uint64_t> prints_;  ///< by feed
  std::size_t taken_ = 0;              ///< events since the last step
  bool published_ = false;             ///< by the last step
  std::size_t looked_at_ = 0;          ///< events already searched for a bar
  std::optional<MonoTime> bar_since_;  ///< when the first of the bars that wait came out of the market
  bool urgent_ = false;
  Market::Left left_ = Market::Left::nothing;  ///< by the last step
  std::optional<MonoTime> waiting_since_;
  bool failed_ = false;
  NamedThread thread_;
};

}  // namespace tickbard
