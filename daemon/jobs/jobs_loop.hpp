#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/jobs/follower.hpp"
#include "daemon/jobs/job_status.hpp"
#include "daemon/jobs/job_work.hpp"
#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/log.hpp"
#include "daemon/runtime/named_thread.hpp"

namespace tickbard {

struct JobsOptions {
  std::vector<const Calendar*> followed;  ///< of the feeds: these have sessions to roll up
  CalendarBook calendars;                 ///< all: a day that was imported may be of any
  std::string default_calendar = "xnys";
  std::vector<ListedSet> sets;  ///< of the configuration
  ScheduleOptions schedule;
  std::chrono::nanoseconds close_delay = std::chrono::seconds{2};  ///< bars.close_delay
  std::chrono::nanoseconds dirty_every = std::chrono::minutes{10};
  std::chrono::nanoseconds away = std::chrono::seconds{15};  ///< between two tries while the store is away
  std::string owner;                                         ///< of the runs: instance_of
  std::chrono::seconds lease = std::chrono::hours{6};  ///< of a run that another daemon on this store has begun
};

/// Derives from the stored bars for as long as the daemon runs: follows the minutes, runs the scheduled jobs,
/// makes up for dirty days. A failure here is said and tried again; it touches nothing else. Owner: the `jobs`
/// thread calls step(). Lifetime: the calendars outlive it. Units: cadence is monotonic; wall time says which
/// minute and which session it is.
class JobsLoop {
 public:
  /// Opens one more connection to the store; called on the jobs thread, four times.
  using Open = std::function<StoreResult<std::unique_ptr<Tables>>()>;

  /// `fail` is told once where the store's file proves damaged: the process has to end, for nothing that is read
  /// or written there now could be believed.
  JobsLoop(JobsOptions options, JobWorks works, Open open, LogFn log, std::function<void(std::string)> fail = {});
  ~JobsLoop() { stop(); }
  JobsLoop(const JobsLoop&) = delete;
  JobsLoop& operator=(const JobsLoop&) = delete;

  /// One round: following and at most one job. The answer is how long to wait before the next.
  std::chrono::nanoseconds step(MonoTime now, UnixNanos wall);

  /// From any thread. Off: nothing is read or written; on again: recalled from the store.
  void set_enabled(bool enabled);

  void start();
  void request_stop();  ///< the running job ends at its next batch
  void stop();          ///< request_stop(), then waits

  JobsState state() const { return board_.read(); }

 private:
  struct Connections {
    std::unique_ptr<Tables> from, to;
  };
  StoreResult<Connections> connect();
  StoreResult<void> open_store(UnixNanos wall);
  StoreResult<void> read_past_runs();
  void follow(MonoTime now, UnixNanos wall);
  void repair(MonoTime now, UnixNanos wall);
  void run_due(MonoTime now, UnixNanos wall);
  DeriveContext context(const Connections& on, UnixNanos wall);
  std::chrono::nanoseconds until_next(MonoTime now, UnixNanos wall) const;

  struct Outcome {
    JobStatus status = JobStatus::ok;
    std::string error;
  };
  /// One run with its row. None: another daemon on this store is at it.
  std::optional<Outcome> run(std::string_view job, std::string_view calendar, std::string_view unit, MonoTime now,
                             UnixNanos wall,
                             const std::function<StoreResult<DeriveReport>(const DeriveContext&)>& work);
  void met(const StoreError& error);
  void trouble(std::string sentence);
  void notice(UnixNanos wall);
  void loop();

  const JobsOptions options_;
  const JobWorks works_;
  const Open open_;
  const LogFn log_;
  const std::function<void(std::string)> fail_;
  JobsBoard board_;
  std::atomic<bool> enabled_{true};
  std::atomic<bool> stopping_{false};
  Doorbell bell_;

  // The jobs thread's own.
  JobSchedule schedule_;
  Follower follower_;
  Connections job_;
  Connections following_;  ///< of its own: a job in the middle of a reading is followed past
  bool was_enabled_ = false;
  MonoTime next_follow_{}, next_dirty_{}, next_open_{};
  bool broken_ = false;  ///< the store's file cannot be trusted any more
  std::string said_;     ///< the trouble that was told last
  bool ahead_said_ = false;
  NamedThread thread_;
};

}  // namespace tickbard
