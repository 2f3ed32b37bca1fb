#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {

/// What the daemon derives by itself, in the order in which one session's jobs depend on each other.
enum class Job : std::uint8_t {
  daily_provisional,  ///< daily bars as soon as regular hours are over
  daily_final,        ///< the same when no minute of the session can be amended any more
  breadth,            ///< from final days only
  indicators,         ///< snapshot, then its history
  retention,          ///< archives what is rolled up and past its time
  coverage,           ///< once an hour, whatever the sessions do
};
inline constexpr std::array<std::string_view, 6> kJobNames{"daily_provisional", "daily_final", "breadth",
                                                           "indicators",        "retention",   "coverage"};
constexpr std::string_view name_of(Job job) {
  return kJobNames[static_cast<std::size_t>(job)];
}
std::optional<Job> parse_job(std::string_view text);

/// One run that is due. `unit` is what the run is about: a session of `calendar`, or for coverage an hour.
struct DueRun {
  Job job = Job::coverage;
  const Calendar* calendar = nullptr;  ///< none for coverage
  Session session;                     ///< of the calendar; empty for coverage
  std::string unit;  ///< "2026-11-20" or "2026-11-20T21": with the job's and calendar's name unique
};

struct ScheduleOptions {
  std::chrono::nanoseconds amend_window = std::chrono::minutes{15};  ///< bars.amend_window
  std::chrono::nanoseconds settle = std::chrono::minutes{2};  ///< for closing, journal and store to catch up
  std::chrono::nanoseconds retry =
      std::chrono::minutes{5};  ///< after a failed run, twice as long after the next, up to sixteen times
  int catch_up_sessions = 5;    ///< sessions missed while the daemon was down; older ones are `tickbard derive`'s
};

/// Which job is due when: session-relative times from the calendars, never a time of day.
/// Decides only; who runs the jobs tells it how they went. A run is handed out again until finished() or failed().
/// Owner: jobs thread. Units: wall time, only to know which session is over; a step of the clock repeats nothing
/// that is finished. Lifetime: the calendars outlive it.
class JobSchedule {
 public:
  JobSchedule(std::vector<const Calendar*> calendars, ScheduleOptions options);

  /// At start, from `job_runs`: this unit has been done.
  void already_done(Job job, std::string_view calendar, std::string_view unit);

  /// The first run that is due, sessions oldest first and one session's jobs in their order; none if nothing is.
  std::optional<DueRun> next(UnixNanos now) const;

  void finished(const DueRun& run);
  void failed(const DueRun& run, UnixNanos now);

  /// When `job` may run for `session`. Precondition: not coverage.
  UnixNanos due_at(Job job, const Session& session) const;

 private:
  struct Line {        // one job of one calendar
    std::string done;  // the newest unit done; units sort as text
    UnixNanos not_before{};
    int failures = 0;  // one after another
  };
  using Key = std::pair<Job, std::string>;

  std::optional<DueRun> next_of(const Calendar& calendar, UnixNanos now) const;
  const Line& line(Job job, std::string_view calendar) const;

  std::vector<const Calendar*> calendars_;
  ScheduleOptions options_;
  std::map<Key, Line> lines_;
};

}  // namespace tickbard
