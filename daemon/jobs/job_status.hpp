#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/time.hpp"
#include "daemon/runtime/histogram.hpp"
#include "sinks/derived/job_runs.hpp"

namespace tickbard {

/// From a tenth of a second to two hours: what a job may take.
std::span<const std::chrono::nanoseconds> job_bounds();

/// One job as metrics and status show it.
struct JobState {
  std::string job;
  std::array<std::uint64_t, kJobStatusNames.size()> runs{};  ///< by how they ended; `running` stays 0
  HistogramSnapshot seconds;
  bool running = false;
  std::optional<UnixNanos> last_start, last_end;
  JobStatus last_result = JobStatus::ok;  ///< of the last run that ended
  std::string unit;                       ///< what the last run was about: "xnys 2026-11-20"
  std::string last_error;                 ///< a sentence; of a calendar whose last run failed, else empty
};

/// The jobs thread as metrics and status show it.
struct JobsState {
  bool enabled = false;
  std::string trouble;                         ///< why nothing is derived at present; usually empty
  std::string notice;                          ///< what is odd about the stored minutes; usually empty
  std::optional<UnixNanos> followed_until;     ///< when everything stored so far was last derived from
  std::uint64_t symbols = 0;                   ///< followed
  std::map<std::string, UnixNanos> rolled_up;  ///< by calendar: the end of the newest session with final days
  std::vector<JobState> jobs;                  ///< by name
};

/// What the jobs thread shows of itself. Owner: the jobs thread writes; any thread reads a copy.
class JobsBoard {
 public:
  /// Jobs that are known from the start are shown from the start.
  explicit JobsBoard(std::vector<std::string> jobs);

  void begun(std::string_view job, std::string unit, UnixNanos now);
  /// A good run of one calendar takes away that calendar's error, not another's.
  void ended(std::string_view job, std::string_view calendar, JobStatus result, std::chrono::nanoseconds took,
             std::string error, UnixNanos now);
  void set_enabled(bool enabled);
  void set_trouble(std::string trouble);
  void set_notice(std::string notice);
  void followed(UnixNanos until, std::uint64_t symbols);
  void rolled_up(std::string_view calendar, UnixNanos session_end);

  JobsState read() const;

 private:
  struct Kept {
    JobState state;
    Histogram seconds{job_bounds()};
    std::map<std::string, std::string, std::less<>> errors{};  ///< by calendar
  };
  Kept& kept(std::string_view job);

  mutable std::mutex mutex_;
  JobsState state_;  ///< without jobs
  std::map<std::string, Kept, std::less<>> jobs_;
};

}  // namespace tickbard
