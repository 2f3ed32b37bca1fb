#include "daemon/jobs/jobs_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/processors.hpp"
#include "sinks/fingerprint.hpp"

namespace tickbard {
namespace {

using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::string_view kFollow = "follow";
constexpr std::string_view kDirty = "dirty_days";
/// After a minute has closed: for journal and store.
constexpr seconds kAfterClose{5};
constexpr seconds kIdle{1};
/// Between the clocks of two machines that are set right.
constexpr seconds kAhead{5};
constexpr std::size_t kPastRuns = 50;

std::vector<std::string> names_of(const JobWorks& works) {
  std::vector<std::string> out{std::string(kFollow), std::string(kDirty)};
  for (const auto& [job, work] : works) out.emplace_back(name_of(job));
  return out;
}

std::string params_of(std::string_view calendar, std::string_view unit) {
  return nlohmann::json{{"calendar", calendar}, {"unit", unit}}.dump();
}

std::string counters_of(const DeriveReport& report) {
  return nlohmann::json{{"rows_read", report.rows_read},
                        {"rows_changed", report.rows_changed},
                        {"symbols", report.symbols},
                        {"sessions", report.sessions},
                        {"notes", report.notes}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Nothing that a job throws may end the thread: it would end the daemon.
StoreResult<DeriveReport> guarded(const std::function<StoreResult<DeriveReport>()>& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    return StoreError{StoreErrorClass::other, fmt::format("it ended with an exception: {}", error.what())};
  }
}

}  // namespace

JobsLoop::JobsLoop(JobsOptions options, JobWorks works, Open open, LogFn log,
                   std::function<void(std::string)> fail)
    : options_(std::move(options)),
      works_(std::move(works)),
      open_(std::move(open)),
      log_(std::move(log)),
      fail_(std::move(fail)),
      board_(names_of(works_)),
      schedule_(options_.followed, options_.schedule),
      follower_(options_.followed) {}

void JobsLoop::set_enabled(bool enabled) {
  enabled_.store(enabled);
  board_.set_enabled(enabled);
  bell_.ring();
}

DeriveContext JobsLoop::context(const Connections& on, UnixNanos wall) {
  DeriveContext out{*on.from, *on.to, options_.calendars};
  out.default_calendar = options_.default_calendar;
  out.sets = options_.sets;
  out.now = wall;
  out.amend_window = options_.schedule.amend_window;
  out.stop = [this] { return stopping_.load() || !enabled_.load(); };
  return out;
}

/// A damaged file is not tried again.
void JobsLoop::met(const StoreError& error) {
  if (error.cls != StoreErrorClass::damaged || std::exchange(broken_, true) || !fail_) return;
  fail_(error.text + " Ending: the next start looks at all of the file and sets it aside if it is damaged.");
}

void JobsLoop::trouble(std::string sentence) {
  board_.set_trouble(sentence);
  if (sentence == said_) return;
  if (broken_) {
    // fail_ has said it.
  } else if (!sentence.empty()) {
    log_(LogLevel::error, "jobs", sentence + "; it is tried again, bars are not affected");
  } else {
    log_(LogLevel::info, "jobs", "derived values go on");
  }
  said_ = std::move(sentence);
}

/// Rows from the future are followed like others; that a clock is wrong is for people to know.
void JobsLoop::notice(UnixNanos wall) {
  const UnixNanos newest = follower_.newest_written();
  const bool ahead = newest > wall + kAhead;
  std::string sentence;
  if (ahead) {
    sentence = fmt::format(
        "the store holds minutes that were written at {}, after this machine's clock, {}: that clock is slow or "
        "was set back, or another writer's is fast; set it right, what is derived is not affected",
        to_rfc3339(std::chrono::floor<seconds>(newest)), to_rfc3339(std::chrono::floor<seconds>(wall)));
    if (!ahead_said_) log_(LogLevel::error, "jobs", sentence);
  }
  ahead_said_ = ahead;
  board_.set_notice(std::move(sentence));
}

std::chrono::nanoseconds JobsLoop::step(MonoTime now, UnixNanos wall) {
  const bool enabled = enabled_.load();
  board_.set_enabled(enabled);
  if (!enabled || stopping_.load() || broken_) {
    was_enabled_ = false;
    return kIdle;
  }
  if (!was_enabled_) follower_.forget();
  was_enabled_ = true;
  if (job_.from == nullptr) {
    if (now < next_open_) return next_open_ - now;
    if (auto opened = open_store(wall); !opened) {
      met(opened.error());
      job_ = {};
      next_open_ = now + options_.away;
      trouble("derived values wait for the store: " + opened.error().text);
      return options_.away;
    }
  }
  if (now >= next_follow_) follow(now, wall);
  if (now >= next_dirty_) repair(now, wall);
  run_due(now, wall);
  return until_next(now, wall);
}

StoreResult<JobsLoop::Connections> JobsLoop::connect() {
  auto from = open_();
  if (!from) return from.error();
  auto to = open_();
  if (!to) return to.error();
  return Connections{std::move(*from), std::move(*to)};
}

StoreResult<void> JobsLoop::open_store(UnixNanos wall) {
  auto following = connect();
  if (!following) return following.error();
  auto job = connect();
  if (!job) return job.error();
  following_ = std::move(*following);
  job_ = std::move(*job);
  const auto closed = close_crashed_jobs(*job_.to, options_.owner,
                                         "the daemon ended while this ran; it was begun anew at the next start",
                                         options_.lease, wall);
  if (!closed) return closed.error();
  return read_past_runs();
}

StoreResult<void> JobsLoop::read_past_runs() {
  for (const auto& [job, work] : works_) {
    const auto runs = read_job_runs(*job_.from, name_of(job), kPastRuns);
    if (!runs) return runs.error();
    for (const JobRun& run : *runs) {
      if (run.status != JobStatus::ok) continue;
      const auto params = nlohmann::json::parse(run.params, nullptr, false);
      if (!params.is_object()) continue;
      const std::string calendar = params.value("calendar", ""), unit = params.value("unit", "");
      schedule_.already_done(job, calendar, unit);
      const Calendar* known = options_.calendars.find(calendar);
      const auto date = parse_date(unit);
      const auto session = known != nullptr && date ? known->session(*date) : std::nullopt;
      if (job == Job::daily_final && session) board_.rolled_up(calendar, session->post_close);
    }
  }
  return {};
}

void JobsLoop::follow(MonoTime now, UnixNanos wall) {
  // The next minute's end, by the wall clock; a step of that clock moves one round, not the rhythm.
  const nanoseconds into = wall - minute_of(wall);
  const nanoseconds offset = options_.close_delay + kAfterClose;
  next_follow_ = now + (into < offset ? offset - into : minutes{1} - into + offset);

  const MonoTime begun = mono_now();
  board_.begun(kFollow, {}, wall);
  std::string error;
  const auto done = guarded([&]() -> StoreResult<DeriveReport> {
    const auto report = follower_.step(context(following_, wall));
    if (!report) return report.error();
    return DeriveReport{};
  });
  if (done) {
    board_.followed(wall, follower_.symbols());
    notice(wall);
    if (follower_.catching_up()) next_follow_ = now;
  } else {
    met(done.error());
    error = "the stored minutes could not be followed: " + done.error().text;
    next_follow_ = std::max(next_follow_, now + options_.away);
  }
  board_.ended(kFollow, {}, done ? JobStatus::ok : JobStatus::error, mono_now() - begun, error, wall);
  trouble(std::move(error));
}

void JobsLoop::repair(MonoTime now, UnixNanos wall) {
  next_dirty_ = now + options_.dirty_every;
  const auto work = dirty_work(context(job_, wall));
  if (!work) {
    met(work.error());
    return trouble("dirty days could not be read: " + work.error().text);
  }
  if (work->seen.empty()) return;
  bool newest = false;
  const std::string unit = fmt::format("{} to {}", to_text(SessionDate{work->seen.front().day}),
                                       to_text(SessionDate{work->seen.back().day}));
  const auto outcome =
      run(kDirty, "", unit, now, wall, [&](const DeriveContext& with) -> StoreResult<DeriveReport> {
        auto done = derive_dirty(with, *work);
        if (!done) return done.error();
        newest = done->newest_session;
        return std::move(done->derived);
      });
  if (!outcome || outcome->status != JobStatus::ok) return;
  follower_.forget_inputs();
  if (newest) follower_.forget();
}

void JobsLoop::run_due(MonoTime now, UnixNanos wall) {
  const auto due = schedule_.next(wall);
  if (!due) return;
  const auto work = works_.find(due->job);
  if (work == works_.end()) return schedule_.finished(*due);
  const std::string calendar(due->calendar == nullptr ? std::string_view{} : due->calendar->name());
  const auto outcome = run(name_of(due->job), calendar, due->unit, now, wall,
                           [&](const DeriveContext& with) { return work->second(with, *due); });
  if (!outcome || outcome->status == JobStatus::error) return schedule_.failed(*due, wall);
  if (outcome->status != JobStatus::ok) return;
  schedule_.finished(*due);
  if (due->job == Job::daily_final) board_.rolled_up(calendar, due->session.post_close);
  if (due->job == Job::daily_final || due->job == Job::daily_provisional) follower_.forget_inputs();
}

std::optional<JobsLoop::Outcome> JobsLoop::run(
    std::string_view job, std::string_view calendar, std::string_view unit, MonoTime now, UnixNanos wall,
    const std::function<StoreResult<DeriveReport>(const DeriveContext&)>& work) {
  const MonoTime begun = mono_now();
  const auto took = [&] { return mono_now() - begun; };
  JobRun row;
  row.id = uuid_of({job, calendar, unit, to_rfc3339(wall)});
  row.job = job;
  row.params = params_of(calendar, unit);
  row.owner = options_.owner;
  row.started_at = row.created_at = wall;
  board_.begun(job, calendar.empty() ? std::string(unit) : fmt::format("{} {}", calendar, unit), wall);
  const auto fail = [&](const StoreError& error) {
    met(error);
    Outcome out{JobStatus::error, fmt::format("job {} of {} failed: {}", job, unit, error.text)};
    board_.ended(job, calendar, out.status, took(), out.error, wall + took());
    if (!broken_) log_(LogLevel::error, "jobs", out.error + "; it is tried again, bars are not affected");
    return out;
  };

  const auto started = start_job(*job_.to, row, options_.lease);
  if (!started) return fail(started.error());
  if (!*started) {
    board_.ended(job, calendar, JobStatus::skipped, took(), {}, wall);
    log_(LogLevel::info, "jobs", fmt::format("job {} of {} is being run by another daemon", job, unit));
    return std::nullopt;
  }
  DeriveContext with = context(job_, wall);
  // Between its batches a job lets the minutes be followed: states are not to wait for it.
  with.stop = [&, stop = with.stop] {
    if (now + took() >= next_follow_ && !stop()) follow(now + took(), wall + took());
    return stop();
  };
  const auto done = guarded([&] { return work(with); });
  Outcome out;
  if (!done) {
    out = fail(done.error());
  } else {
    out.status = done->stopped ? JobStatus::cancelled : JobStatus::ok;
    board_.ended(job, calendar, out.status, took(), {}, wall + took());
    for (const std::string& note : done->notes) log_(LogLevel::debug, "jobs", fmt::format("{}: {}", job, note));
  }
  const auto finished = finish_job(*job_.to, row.id, out.status, done ? counters_of(*done) : "{}",
                                   done ? std::nullopt : std::optional(done.error().text), wall + took());
  if (!finished) {
    met(finished.error());
    trouble("the end of a job could not be recorded: " + finished.error().text);
  }
  return out;
}

std::chrono::nanoseconds JobsLoop::until_next(MonoTime now, UnixNanos wall) const {
  if (schedule_.next(wall)) return nanoseconds{0};
  const MonoTime next = std::min(next_follow_, next_dirty_);
  return std::max(next - now, nanoseconds{0});
}

void JobsLoop::start() {
  thread_ = NamedThread("jobs", [this] { loop(); });
}

void JobsLoop::loop() {
  give_way(kDerivedNice);
  while (!stopping_.load()) {
    const auto wait = step(mono_now(), wall_now());
    if (wait.count() > 0 && !stopping_.load()) bell_.wait(std::min(wait, nanoseconds{minutes{1}}));
  }
}

void JobsLoop::request_stop() {
  stopping_.store(true);
  bell_.ring();
}

void JobsLoop::stop() {
  request_stop();
  thread_.join();
}

}  // namespace tickbard
