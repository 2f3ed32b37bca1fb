#include "daemon/jobs/job_status.hpp"

#include <algorithm>

namespace tickbard {

std::span<const std::chrono::nanoseconds> job_bounds() {
  using std::chrono::milliseconds;
  using std::chrono::minutes;
  using std::chrono::seconds;
  static constexpr std::array<std::chrono::nanoseconds, 11> kBounds{
      milliseconds{10}, milliseconds{100}, milliseconds{500}, seconds{1},  seconds{5},  seconds{15},
      minutes{1},       minutes{5},        minutes{15},       minutes{60}, minutes{120}};
  return kBounds;
}

JobsBoard::JobsBoard(std::vector<std::string> jobs) {
  for (const std::string& job : jobs) kept(job);
}

JobsBoard::Kept& JobsBoard::kept(std::string_view job) {
  const auto found = jobs_.find(job);
  if (found != jobs_.end()) return found->second;
  Kept& made = jobs_[std::string(job)];
  made.state.job = job;
  return made;
}

void JobsBoard::begun(std::string_view job, std::string unit, UnixNanos now) {
  std::lock_guard lock(mutex_);
  JobState& state = kept(job).state;
  state.running = true;
  state.last_start = now;
  state.unit = std::move(unit);
}

void JobsBoard::ended(std::string_view job, std::string_view calendar, JobStatus result,
                      std::chrono::nanoseconds took, std::string error, UnixNanos now) {
  std::lock_guard lock(mutex_);
  Kept& entry = kept(job);
  ++entry.state.runs[static_cast<std::size_t>(result)];
  entry.seconds.observe(took);
  entry.state.running = false;
  entry.state.last_end = now;
  entry.state.last_result = result;
  if (result == JobStatus::error)
    entry.errors[std::string(calendar)] = std::move(error);
  else if (result == JobStatus::ok)
    entry.errors.erase(std::string(calendar));
  entry.state.last_error = entry.errors.empty() ? std::string() : entry.errors.begin()->second;
}

void JobsBoard::set_enabled(bool enabled) {
  std::lock_guard lock(mutex_);
  state_.enabled = enabled;
}

void JobsBoard::set_trouble(std::string trouble) {
  std::lock_guard lock(mutex_);
  state_.trouble = std::move(trouble);
}

void JobsBoard::set_notice(std::string notice) {
  std::lock_guard lock(mutex_);
  state_.notice = std::move(notice);
}

void JobsBoard::followed(UnixNanos until, std::uint64_t symbols) {
  std::lock_guard lock(mutex_);
  state_.followed_until = until;
  state_.symbols = symbols;
}

void JobsBoard::rolled_up(std::string_view calendar, UnixNanos session_end) {
  std::lock_guard lock(mutex_);
  UnixNanos& newest = state_.rolled_up[std::string(calendar)];
  newest = std::max(newest, session_end);
}

JobsState JobsBoard::read() const {
  std::lock_guard lock(mutex_);
  JobsState out = state_;
  for (const auto& [name, entry] : jobs_) {
    out.jobs.push_back(entry.state);
    out.jobs.back().seconds = entry.seconds.read();
  }
  return out;
}

}  // namespace tickbard
