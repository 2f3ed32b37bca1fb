#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "aggregator/core/tally.hpp"
#include "daemon/loops/event_batch.hpp"
#include "daemon/loops/progress.hpp"
#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/guarded.hpp"
#include "daemon/runtime/histogram.hpp"
#include "daemon/runtime/log.hpp"
#include "daemon/runtime/named_thread.hpp"
#include "sinks/event_sink.hpp"

namespace tickbard {

/// What the journal loop shows of itself. Owner: the journal thread writes; any thread reads.
struct JournalStatus {
  Histogram bar_latency{
      commit_bounds()};               ///< from the market's hand to the commit, one observation a batch with bars
  Histogram commit{commit_bounds()};  ///< the commit itself
  std::array<Count, kStoreErrorClassNames.size()> failures;  ///< of commits; `poison`: rows left out
  std::atomic<bool> up{true};
  std::atomic<std::int64_t> down_since_nanos{0};    ///< wall; 0 while up
  std::atomic<std::int64_t> newest_bar_seconds{0};  ///< start of the newest bar committed; 0: none yet

  Guarded<std::string> last_error;  ///< empty while up
};

/// What the time of an event's row in the sink means.
enum class RowTime : std::uint8_t {
  committed,  ///< when it was written: a store's created_at
  emitted,    ///< when the market gave it out: the journal's, from which the way to the store is timed
};

/// Commits what the market hands over, in order: to the journal, or with `sqlite:` to the store itself.
/// A batch that cannot be committed is kept and tried again; nothing behind it overtakes it. Where the disk failed
/// or the file is damaged, no try could be believed: `fail` is told once, and the process has to end. Owner: the
/// `journal` thread calls step(). Lifetime: queue, sink and bells outlive it.
class JournalLoop {
 public:
  /// `taken` is rung when a batch left the queue (the market may be waiting), `committed` when one is durable.
  JournalLoop(EventQueue& in, EventSink& sink, RowTime row_time, Doorbell& taken, Doorbell& committed, LogFn log,
              MonoTime now, std::function<void(std::string)> fail = {});

  /// Waits at most `patience` for a batch. True: one is in hand, a new one or the one that was refused.
  bool wait(std::chrono::nanoseconds patience);

  /// Commits the batch in hand. False: there is none, or it was refused and stays in hand.
  bool step(MonoTime now, UnixNanos wall);

  void start();

  /// Commits what the queue holds, then ends the thread. Gives up at `deadline`; the answer is the sentence about
  /// what was not written, empty if all was. Precondition: the market loop has stopped.
  std::string stop(MonoTime deadline);

  /// Batches that are in memory only: in the queue, or refused by the sink so far. Any thread.
  std::size_t waiting() const { return in_.size() + (refused_.load() ? 1U : 0U); }

  const JournalStatus& status() const { return status_; }
  const Progress& progress() const { return progress_; }

 private:
  void run();
  void failed(const StoreError& error, UnixNanos wall);
  void committed(const WriteReport& report, MonoTime begun, MonoTime done, UnixNanos wall);
  std::string given_up();
  void count_lost(const EventBatch& batch);
  void leave_out(const std::vector<PoisonRow>& rows, UnixNanos wall);

  EventQueue& in_;
  EventSink& sink_;
  const RowTime row_time_;
  Doorbell& taken_;
  Doorbell& committed_;
  const LogFn log_;
  const std::function<void(std::string)> fail_;
  Progress progress_;
  JournalStatus status_;
  std::atomic<bool> refused_{false};  ///< the batch in hand was, at least once
  std::atomic<bool> stopping_{false};
  std::atomic<std::int64_t> deadline_nanos_{0};

  // The journal thread's own.
  EventBatch batch_;
  bool broken_ = false;  ///< the sink cannot be trusted any more
  std::size_t lost_batches_ = 0, lost_bars_ = 0, lost_others_ = 0;
  std::string given_up_;  ///< read after the thread has ended
  Doorbell nap_;
  NamedThread thread_;
};

}  // namespace tickbard
