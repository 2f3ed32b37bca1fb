#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

enum class JobStatus : std::uint8_t { running, ok, error, cancelled, skipped };
inline constexpr std::array<std::string_view, 5> kJobStatusNames{"running", "ok", "error", "cancelled", "skipped"};
constexpr std::string_view name_of(JobStatus s) {
  return kJobStatusNames[static_cast<std::size_t>(s)];
}

/// A row of `job_runs`. params and counters are JSON objects, read back with sorted keys and without blanks.
struct JobRun {
  std::string id;  ///< a UUID: uuid_of(job, place, start) of sinks/fingerprint.hpp
  std::string job;
  std::string params = "{}";
  JobStatus status = JobStatus::running;
  std::string counters = "{}";
  std::optional<std::string> error;
  std::optional<UnixNanos> started_at, finished_at;
  UnixNanos created_at{};
  std::string owner{};  ///< instance_of of the daemon that runs it; written by start_job, not read back
};

/// Records that `run` has started, unless a run of the same job started less than `lease` ago and has not ended:
/// false (T-156). The lease is longer than the job's time limit, so a crashed run blocks no longer than that.
StoreResult<bool> start_job(Tables& tables, const JobRun& run, std::chrono::seconds lease);

/// Records how a run ended; false if it is not running (any more).
StoreResult<bool> finish_job(Tables& tables, std::string_view id, JobStatus status, std::string_view counters,
                             const std::optional<std::string>& error, UnixNanos now);

/// A row as it is: a skipped run, or one that was never announced. The answer: rows inserted.
StoreResult<std::size_t> record_job(Tables& tables, const JobRun& run);

/// At a start nothing of `owner` runs: whatever is still marked so was cut off, and becomes an error with
/// `sentence`. What other daemons on this store run is theirs, unless it began more than `lease` ago. The answer:
/// how many.
StoreResult<std::size_t> close_crashed_jobs(Tables& tables, std::string_view owner, std::string_view sentence,
                                            std::chrono::seconds lease, UnixNanos now);

/// Newest first; an empty job is all of them.
StoreResult<std::vector<JobRun>> read_job_runs(Tables& tables, std::string_view job, std::size_t limit);

/// Each job's newest run, by job.
StoreResult<std::vector<JobRun>> newest_job_runs(Tables& tables);

}  // namespace tickbard
