#include "daemon/jobs/schedule.hpp"

#include <algorithm>

#include "aggregator/core/time_text.hpp"

namespace tickbard {

namespace {

constexpr std::array kSessionJobs{Job::daily_provisional, Job::daily_final, Job::breadth, Job::indicators,
                                  Job::retention};

/// The job whose run for the same session must have gone well before; itself for the first ones.
constexpr Job needs(Job job) {
  switch (job) {
    case Job::breadth:
    case Job::indicators:
      return Job::daily_final;
    case Job::retention:
      return Job::indicators;
    default:
      return job;
  }
}

std::string hour_unit(UnixNanos t) {
  return to_rfc3339(std::chrono::floor<std::chrono::hours>(t)).substr(0, std::string_view("2026-11-20T21").size());
}

}  // namespace

std::optional<Job> parse_job(std::string_view text) {
  const auto at = std::find(kJobNames.begin(), kJobNames.end(), text);
  if (at == kJobNames.end()) return std::nullopt;
  return static_cast<Job>(at - kJobNames.begin());
}

JobSchedule::JobSchedule(std::vector<const Calendar*> calendars, ScheduleOptions options)
    : calendars_(std::move(calendars)), options_(options) {}

const JobSchedule::Line& JobSchedule::line(Job job, std::string_view calendar) const {
  static const Line kNever;
  const auto at = lines_.find(Key{job, std::string(calendar)});
  return at == lines_.end() ? kNever : at->second;
}

void JobSchedule::already_done(Job job, std::string_view calendar, std::string_view unit) {
  Line& line = lines_[Key{job, std::string(calendar)}];
  line.done = std::max(line.done, std::string(unit));
  line.failures = 0;
}

UnixNanos JobSchedule::due_at(Job job, const Session& session) const {
  if (job == Job::daily_provisional) return session.close + options_.settle;
  return session.post_close + options_.amend_window + options_.settle;
}

std::optional<DueRun> JobSchedule::next_of(const Calendar& calendar, UnixNanos now) const {
  const Session* newest = calendar.current_or_last(now);
  if (newest == nullptr) return std::nullopt;
  std::vector<Session> sessions{*newest};
  while (std::ssize(sessions) < options_.catch_up_sessions) {
    const auto before = calendar.previous_session(sessions.back().date);
    if (!before) break;
    sessions.push_back(*before);
  }
  std::reverse(sessions.begin(), sessions.end());
  for (const Session& session : sessions) {
    const std::string unit = to_text(session.date);
    for (const Job job : kSessionJobs) {
      const Line& mine = line(job, calendar.name());
      if (unit <= mine.done || now < mine.not_before || now < due_at(job, session)) continue;
      // A provisional day is of no use once the final one is due.
      if (job == Job::daily_provisional && now >= due_at(Job::daily_final, session)) continue;
      if (needs(job) != job && line(needs(job), calendar.name()).done < unit) continue;
      return DueRun{job, &calendar, session, unit};
    }
  }
  return std::nullopt;
}

std::optional<DueRun> JobSchedule::next(UnixNanos now) const {
  for (const Calendar* calendar : calendars_) {
    if (auto due = next_of(*calendar, now)) return due;
  }
  const Line& coverage = line(Job::coverage, "");
  const std::string hour = hour_unit(now);
  if (hour > coverage.done && now >= coverage.not_before) return DueRun{Job::coverage, nullptr, {}, hour};
  return std::nullopt;
}

void JobSchedule::finished(const DueRun& run) {
  already_done(run.job, run.calendar == nullptr ? std::string_view{} : run.calendar->name(), run.unit);
}

void JobSchedule::failed(const DueRun& run, UnixNanos now) {
  const std::string calendar = run.calendar == nullptr ? std::string{} : std::string(run.calendar->name());
  Line& line = lines_[Key{run.job, calendar}];
  constexpr int kMostDoublings = 4;
  line.not_before = now + options_.retry * (1 << std::min(line.failures++, kMostDoublings));
}

}  // namespace tickbard
