#include "daemon/app/snapshot_source.hpp"

#include <fmt/format.h>

#include <set>

#include "daemon/app/feeds.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/app/version_command.hpp"
#include "daemon/loops/journal_loop.hpp"
#include "daemon/loops/market_loop.hpp"
#include "daemon/loops/store_loop.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard {

namespace {

std::optional<UnixNanos> instant(std::int64_t nanos) {
  if (nanos == 0) return std::nullopt;
  return from_unix_nanos(nanos);
}

HistogramSnapshot histogram_of(const LagHistogram& lag) {
  HistogramSnapshot out;
  for (const std::int64_t micros : LagHistogram::kBoundsMicros) out.bounds.push_back(static_cast<double>(micros) * 1e-6);
  for (const Count& count : lag.buckets) out.counts.push_back(count.get());
  out.sum = static_cast<double>(lag.sum_nanos.load(std::memory_order_relaxed)) * 1e-9;
  return out;
}

CalendarSnapshot calendar_snapshot(const Calendar& calendar, UnixNanos now) {
  CalendarSnapshot out;
  out.name = calendar.name();
  out.segment = calendar.segment(now);
  out.session = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(calendar.session_date(now).year()),
                            static_cast<unsigned>(calendar.session_date(now).month()),
                            static_cast<unsigned>(calendar.session_date(now).day()));
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

}  // namespace

void SnapshotSource::watch(Watched watched) {
  watched_ = std::move(watched);
  enabled_.store(watched_.config->bars.enabled);
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
  out.queued = watched_.feeds->queued(index);
  out.lag = histogram_of(status.lag);
  return out;
}

StoreSnapshot SnapshotSource::store_snapshot() const {
  StoreSnapshot out;
  out.url = redacted(watched_.config->store_url);
  if (watched_.upload == nullptr) {
    const JournalStatus& status = watched_.journal->status();
    out.up = status.up.load();
    out.down_since = instant(status.down_since_nanos.load());
    out.last_error = status.last_error();
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

/// The market goes on while it is read: read again until the feeds' prints add up to the tally's, so that a scrape is of
/// one moment. A market too busy for that is shown with the small difference on its first feed.
void SnapshotSource::read_prints(EdgeSnapshot& out) const {
  constexpr int kTries = 2'000;
  for (int i = 0; i != kTries; ++i) {
    std::uint64_t sum = 0;
    for (std::size_t feed = 0; feed != out.feeds.size(); ++feed) {
      out.feeds[feed].received = watched_.market_loop->prints(feed);
      sum += out.feeds[feed].received;
    }
    out.tally = read_tally(watched_.market->tally());
    if (sum == out.tally.received) return;
    if (i + 1 == kTries) out.feeds[0].received += out.tally.received - sum;
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
  read_prints(out);
  const JournalStatus& journal = watched_.journal->status();
  out.bar_close_to_journal = journal.bar_latency.read();
  out.journal.bytes = bytes_of(watched_.files);
  if (watched_.upload != nullptr) {
    const JournalStats stats = watched_.upload->journal_stats();
    out.journal.rows = stats.pending;
    out.journal.oldest = stats.oldest_pending;
    out.bar_close_to_store = watched_.upload->bar_latency().read();
    if (!journal.up.load()) out.problems.push_back("the journal cannot be written: " + journal.last_error());
  } else {
    out.bar_close_to_store = out.bar_close_to_journal;
  }
  out.store = store_snapshot();
  std::set<std::string> calendars;
  for (const FeedConfig& feed : watched_.config->feeds) calendars.insert(feed.calendar);
  for (const std::string& name : calendars) out.calendars.push_back(calendar_snapshot(watched_.data->calendar(name), now));
  if (const std::int64_t start = journal.newest_bar_seconds.load(); start != 0) {
    out.last_bar = MinuteStart{std::chrono::minutes{start / 60}};
  }
  out.config_reload_failures = failed_reloads_.load();
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
  return fmt::format("feeds up {}/{}, {} symbols, {} ticks, {} bars, {} rows waiting for the store{}", up, s.feeds.size(),
                     s.tally.symbols, s.tally.received, s.tally.bars_closed, s.journal.rows,
                     s.store.up ? "" : ", store down");
}

}  // namespace tickbard
