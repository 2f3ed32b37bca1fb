#include "daemon/app/snapshot_source.hpp"

#include <fmt/format.h>

#include <set>

#include "aggregator/core/time_text.hpp"
#include "daemon/app/feeds.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/app/version_command.hpp"
#include "daemon/jobs/jobs_loop.hpp"
#include "daemon/loops/journal_loop.hpp"
#include "daemon/loops/market_loop.hpp"
#include "daemon/loops/store_loop.hpp"
#include "daemon/report/measurements.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/mapped_buckets.hpp"

namespace tickbard {

namespace {

std::optional<UnixNanos> instant(std::int64_t nanos) {
  if (nanos == 0) return std::nullopt;
  return from_unix_nanos(nanos);
}

std::uint64_t bytes_of(const std::vector<std::filesystem::path>& files) {
  std::uint64_t bytes = 0;
  for (const auto& file : files) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::error_code error;
      const auto size = std::filesystem::file_size(file.string() + suffix, error);
      if (!error) bytes += size;
    }
  }
  return bytes;
}

JobsSnapshot::Counts by_lag(const std::array<std::uint64_t, kLags>& symbols) {
  JobsSnapshot::Counts out;
  for (std::size_t i = 0; i != kLags; ++i) out.emplace_back(kLagLabels[i], symbols[i]);
  return out;
}

JobsSnapshot jobs_snapshot(const JobsState& state, const Measurements::Values& measured) {
  JobsSnapshot out;
  out.enabled = state.enabled;
  out.trouble = state.trouble;
  out.notice = state.notice;
  out.derived_until = state.followed_until;
  out.symbols = state.symbols;
  out.rolled_up = state.rolled_up;
  for (const JobState& job : state.jobs) {
    JobSnapshot& to = out.jobs.emplace_back();
    to.name = job.job;
    for (const JobStatus result : {JobStatus::ok, JobStatus::error, JobStatus::cancelled, JobStatus::skipped})
      to.runs.emplace_back(name_of(result), job.runs[static_cast<std::size_t>(result)]);
    to.seconds = job.seconds;
    to.running = job.running;
    to.last_start = job.last_start;
    to.last_end = job.last_end;
    if (job.last_end) to.last_result = name_of(job.last_result);
    to.unit = job.unit;
    to.last_error = job.last_error;
  }
  if (measured.storage.empty()) return out;
  out.daily_lags = by_lag(measured.daily);
  out.m5_lags = by_lag(measured.m5);
  for (const KindUsage& usage : measured.storage) out.storage_bytes.emplace_back(usage.kind, usage.bytes);
  return out;
}

}  // namespace

CalendarSnapshot calendar_snapshot(const Calendar& calendar, UnixNanos now) {
  CalendarSnapshot out;
  out.name = calendar.name();
  out.segment = calendar.segment(now);
  // What today means to every figure: over night and a week-end the session before, until the next pre-market.
  if (const Session* newest = calendar.current_or_last(now)) out.session = to_text(newest->date);
  if (calendar.name() == "always") return out;
  out.valid_until = calendar.valid_until();
  const SessionDate today = calendar.session_date(now);
  for (const auto& session : {calendar.session(today), calendar.next_session(today)}) {
    if (!session) continue;
    for (const UnixNanos edge : {session->pre_open, session->open, session->close, session->post_close}) {
      if (edge <= now) continue;
      out.next_change = edge;
      out.next_segment = name_of(calendar.segment(edge));
      return out;
    }
  }
  return out;
}

void SnapshotSource::watch(Watched watched) {
  watched_ = std::move(watched);
  enabled_.store(watched_.config->bars.enabled);
}

void SnapshotSource::set_refused(std::string why) {
  refused_.set(std::move(why));
}

void SnapshotSource::reload_refused(std::string why) {
  failed_reloads_.fetch_add(1);
  set_refused(std::move(why));
}

FeedSnapshot SnapshotSource::feed_snapshot(std::size_t index) const {
  const FeedConfig& config = watched_.config->feeds[index];
  const FeedStatus& status = watched_.feeds->connections()[index]->status();
  FeedSnapshot out;
  out.name = config.name;
  out.provider = config.provider;
  out.state = status.state();
  out.notice = status.notice();
  out.up = status.up.load();
  out.since = instant(status.since_nanos.load());
  out.last_tick = instant(status.last_tick_nanos.load());
  if (out.last_tick) out.last_lag = std::chrono::nanoseconds{status.last_lag_nanos.load()};
  out.connects = status.connects.get();
  for (std::size_t i = 0; i != out.disconnects.size(); ++i) out.disconnects[i] = status.disconnects[i].get();
  out.unreadable = status.nonsense.get();
  out.pauses = status.ring_full.get();
  out.queued = watched_.feeds->queued(index);
  out.lag = status.lag.read();
  return out;
}

StoreSnapshot SnapshotSource::store_snapshot() const {
  StoreSnapshot out;
  out.url = redacted(watched_.config->store_url);
  if (watched_.upload == nullptr) {
    const JournalStatus& status = watched_.journal->status();
    out.up = status.up.load();
    out.down_since = instant(status.down_since_nanos.load());
    out.last_error = status.last_error.read();
    for (std::size_t i = 0; i != out.failures.size(); ++i) out.failures[i] = status.failures[i].get();
    out.commit_seconds = status.commit.read();
    return out;
  }
  const UploaderStatus& status = watched_.upload->status();
  out.up = status.up.get() != 0;
  out.down_since = instant(watched_.upload->down_since_nanos());
  out.last_error = watched_.upload->last_error();
  for (std::size_t i = 0; i != out.failures.size(); ++i) out.failures[i] = status.failures[i].get();
  out.commit_seconds = watched_.upload->commit().read();
  return out;
}

void SnapshotSource::read_market(EdgeSnapshot& out) const {
  const MarketCounts counts = watched_.market_loop->counts();
  out.tally = counts.tally;
  for (std::size_t feed = 0; feed != out.feeds.size(); ++feed) out.feeds[feed].received = counts.prints[feed];
  if (out.tally.on_heap != 0) {
    out.problems.push_back("open minutes are kept in memory only and a crash would lose them, since " +
                           watched_.buckets->trouble() + "; then restart");
  }
}

EdgeSnapshot SnapshotSource::take(UnixNanos now, MonoTime) const {
  EdgeSnapshot out;
  out.version = version();
  out.revision = revision();
  out.compiler = compiler();
  out.now = now;
  out.started = kProcessStart;
  out.price_bars_enabled = enabled_.load();
  for (std::size_t i = 0; i != watched_.config->feeds.size(); ++i) out.feeds.push_back(feed_snapshot(i));
  read_market(out);
  const JournalStatus& journal = watched_.journal->status();
  out.bar_close_to_journal = journal.bar_latency.read();
  out.journal.bytes = bytes_of(watched_.files);
  if (watched_.upload != nullptr) {
    const JournalStats stats = watched_.upload->journal_stats();
    out.journal.rows = stats.pending;
    out.journal.oldest = stats.oldest_pending;
    out.journal.lost = stats.lost;
    out.bar_close_to_store = watched_.upload->bar_latency().read();
    if (!journal.up.load()) out.problems.push_back("the journal cannot be written: " + journal.last_error.read());
  } else {
    out.bar_close_to_store = out.bar_close_to_journal;
  }
  out.store = store_snapshot();
  out.jobs = jobs_snapshot(watched_.jobs->state(), watched_.measurements->read());
  if (!out.jobs.trouble.empty()) out.problems.push_back("Nothing is derived: " + out.jobs.trouble);
  if (!out.jobs.notice.empty()) out.problems.push_back(out.jobs.notice);
  std::set<std::string> calendars;
  for (const FeedConfig& feed : watched_.config->feeds) calendars.insert(feed.calendar);
  for (const std::string& name : calendars)
    out.calendars.push_back(calendar_snapshot(watched_.data->calendar(name), now));
  if (const std::int64_t start = journal.newest_bar_seconds.load(); start != 0) {
    out.last_bar = MinuteStart{std::chrono::minutes{start / 60}};
  }
  out.set_aside = watched_.set_aside;
  out.config_reload_failures = failed_reloads_.load();
  if (const std::string refused = refused_.read(); !refused.empty()) {
    out.problems.push_back("The last reload was refused, and the configuration from before is in force: " +
                           refused);
  }
  return out;
}

std::vector<std::string> SnapshotSource::stalled(MonoTime now, std::chrono::nanoseconds limit) const {
  std::vector<std::string> out;
  const auto check = [&](const char* name, const Progress& progress) {
    const auto since = progress.since(now);
    if (since > limit) {
      out.push_back(fmt::format("the {} loop has not turned for {} s", name,
                                std::chrono::duration_cast<std::chrono::seconds>(since).count()));
    }
  };
  check("market", watched_.market_loop->progress());
  check("journal", watched_.journal->progress());
  return out;
}

std::string SnapshotSource::status_line(UnixNanos now, MonoTime mono) const {
  const EdgeSnapshot s = take(now, mono);
  std::size_t up = 0;
  for (const FeedSnapshot& feed : s.feeds) up += feed.up ? 1 : 0;
  const std::size_t in_memory = watched_.journal->waiting();
  return fmt::format("feeds up {}/{}, {} symbols, {} ticks, {} bars, {} rows waiting for the store{}{}", up,
                     s.feeds.size(), s.tally.symbols, s.tally.received, s.tally.bars_closed, s.journal.rows,
                     in_memory == 0 ? "" : fmt::format(", {} batches waiting in memory", in_memory),
                     s.store.up ? "" : ", store down");
}

}  // namespace tickbard
