#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "aggregator/core/tally.hpp"
#include "daemon/loops/event_batch.hpp"
#include "daemon/loops/progress.hpp"
#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/histogram.hpp"
#include "daemon/runtime/log.hpp"
#include "daemon/runtime/named_thread.hpp"
#include "sinks/event_sink.hpp"

namespace tickbard {

/// What the journal loop shows of itself. Owner: the journal thread writes; any thread reads.
struct JournalStatus {
  Histogram bar_latency{commit_bounds()};  ///< from the market's hand to the commit, one observation a batch with bars
  Histogram commit{commit_bounds()};       ///< the commit itself
  std::array<Count, kStoreErrorClassNames.size()> failures;
  Count commits;
  Count bars;
  Count poison;
  std::atomic<bool> up{true};
  std::atomic<std::int64_t> down_since_nanos{0};     ///< wall; 0 while up
  std::atomic<std::int64_t> newest_bar_seconds{0};   ///< start of the newest bar committed; 0: none yet

  std::string last_error() const {
    std::lock_guard lock(mutex_);
    return last_error_;
  }
  void set_last_error(std::string text) {
    std::lock_guard lock(mutex_);
    last_error_ = std::move(text);
  }

 private:
  mutable std::mutex mutex_;  // guards last_error_
  std::string last_error_;
};

/// Commits what the market hands over, in order: to the journal, or with `sqlite:` to the store itself.
/// A batch that cannot be committed is kept and tried again; nothing behind it overtakes it.
/// Owner: the `journal` thread calls step(). Lifetime: queue, sink and bells outlive it.
class JournalLoop {
 public:
  /// `taken` is rung when a batch left the queue (the market may be waiting), `committed` when one is durable.
  JournalLoop(EventQueue& in, EventSink& sink, Doorbell& taken, Doorbell& committed, LogFn log, MonoTime now);

  /// Waits at most `patience` for a batch and commits it. False: nothing was committed.
  bool step(std::chrono::nanoseconds patience);

  void start();

  /// Commits what the queue holds, then ends the thread. Gives up at `deadline` and says what is lost.
  /// Precondition: the market loop has stopped.
  void stop(MonoTime deadline);

  const JournalStatus& status() const { return status_; }
  const Progress& progress() const { return progress_; }

 private:
  void run();
  void failed(const StoreError& error, UnixNanos wall);
  void committed(const WriteReport& report, MonoTime begun, MonoTime done);

  EventQueue& in_;
  EventSink& sink_;
  Doorbell& taken_;
  Doorbell& committed_;
  const LogFn log_;
  Progress progress_;
  JournalStatus status_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::int64_t> deadline_nanos_{0};

  // The journal thread's own.
  EventBatch batch_;
  Doorbell nap_;
  NamedThread thread_;
};

}  // namespace tickbard
