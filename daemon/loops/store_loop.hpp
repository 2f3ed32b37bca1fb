#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/guarded.hpp"
#include "daemon/runtime/histogram.hpp"
#include "daemon/runtime/log.hpp"
#include "daemon/runtime/named_thread.hpp"
#include "sinks/uploader.hpp"

namespace tickbard {

struct StoreLoopOptions {
  std::chrono::nanoseconds keep =
      std::chrono::hours{1};  ///< journal.keep: rows stay this long after they are stored
};

/// Moves the journal to PostgreSQL whenever something was journalled, and prunes what is old and stored.
/// Owner: the `store` thread. Lifetime: uploader, journal and bell outlive it.
class StoreLoop {
 public:
  /// `bell` is rung by the journal loop. `journal` is this thread's own object on the journal's file.
  /// `caught_up` is called once, on this thread, when the store has answered and holds all the journal had: who
  /// needs what was stored before then reads it whole. `fail` is told once when the journal cannot be trusted any
  /// more, and the process has to end.
  StoreLoop(Uploader& uploader, Journal& journal, Doorbell& bell, StoreLoopOptions options, LogFn log,
            std::function<void(UnixNanos)> caught_up = {}, std::function<void(std::string)> fail = {});

  /// One round. The answer is how long to wait for the bell before the next.
  std::chrono::nanoseconds step(MonoTime now, UnixNanos wall);

  void start();

  /// Uploads until the journal is empty, the store refuses once more, or the deadline; then ends the thread.
  /// What remains stays in the journal for the next start.
  void stop(MonoTime deadline);

  const UploaderStatus& status() const { return uploader_.status(); }
  const Histogram& commit() const { return commit_; }
  const Histogram& bar_latency() const {
    return bar_latency_;
  }  ///< from the market's hand to stored, the oldest of a batch
  JournalStats journal_stats() const { return stats_.read(); }
  std::string last_error() const { return last_error_.read(); }
  std::int64_t down_since_nanos() const { return down_since_nanos_.load(); }

 private:
  void run();
  std::string tend_journal(MonoTime now, UnixNanos wall);
  void end(const std::string& why);

  Uploader& uploader_;
  Journal& journal_;
  Doorbell& bell_;
  const StoreLoopOptions options_;
  const LogFn log_;
  Histogram commit_{commit_bounds()};
  Histogram bar_latency_{commit_bounds()};
  std::atomic<bool> stopping_{false};
  std::atomic<std::int64_t> deadline_nanos_{0};
  std::atomic<std::int64_t> down_since_nanos_{0};
  Guarded<JournalStats> stats_;
  Guarded<std::string> last_error_;

  // The store thread's own.
  std::function<void(UnixNanos)> caught_up_;
  std::function<void(std::string)> fail_;
  bool ended_ = false;  ///< the journal is damaged: nothing is tried again
  MonoTime next_prune_{};
  NamedThread thread_;
};

}  // namespace tickbard
