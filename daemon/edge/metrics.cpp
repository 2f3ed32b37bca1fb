#include "daemon/edge/metrics.hpp"

#include <prometheus/text_serializer.h>

#include <sstream>

#include "daemon/edge/derived_metrics.hpp"
#include "daemon/edge/http_metrics.hpp"
#include "daemon/edge/metric_series.hpp"

namespace tickbard {
namespace {

using In = const MetricsSnapshot&;

template <auto Member>
void tally(In s, Series& out) {
  out.add(s.daemon.tally.*Member);
}

template <auto Member>
void feed(In s, Series& out) {
  for (const auto& f : s.daemon.feeds) out.add(f.*Member, {f.name});
}

template <auto Member>
void process(In s, Series& out) {
  if (s.process) out.add((*s.process).*Member);
}

template <auto Member>
void journal(In s, Series& out) {
  out.add(s.daemon.journal.*Member);
}

/// A histogram that nobody has filled yet shows its buckets all the same.
void histogram(Series& out, const HistogramSnapshot& in, std::span<const std::chrono::nanoseconds> bounds,
               Series::Labels labels = {}) {
  out.add(in.counts.empty() ? Histogram(bounds).read() : in, labels);
}

template <auto Member>
void commit_histogram(In s, Series& out) {
  histogram(out, s.daemon.*Member, commit_bounds());
}

void build_info(In s, Series& out) {
  out.add(1, {s.daemon.version, s.daemon.revision, s.daemon.compiler});
}
void bars_enabled(In s, Series& out) {
  out.add(s.daemon.price_bars_enabled);
}
void reload_failures(In s, Series& out) {
  out.add(s.daemon.config_reload_failures);
}
void last_bar(In s, Series& out) {
  out.add(std::optional<UnixNanos>(s.daemon.last_bar));
}
void rejected(In s, Series& out) {
  out.add_each(s.daemon.tally.rejected, kRejectNames);
}

void disconnects(In s, Series& out) {
  for (const auto& f : s.daemon.feeds) {
    for (std::size_t i = 0; i < f.disconnects.size(); ++i) {
      out.add(f.disconnects[i], {f.name, kLostReasonNames[i]});
    }
  }
}

void lag_of_all_feeds(In s, Series& out) {
  HistogramSnapshot sum;
  for (const auto& f : s.daemon.feeds) sum.add(f.lag);
  histogram(out, sum, lag_bounds());
}

void flagged(In s, Series& out) {
  constexpr std::array<std::string_view, 5> kNames{"partial", "gap", "amended", "backfilled", "forming"};
  out.add_each(s.daemon.tally.bars_flagged, kNames);
}

void alerts(In s, Series& out) {
  out.add(s.daemon.tally.alerts_up, {"gap_up"});
  out.add(s.daemon.tally.alerts_down, {"gap_down"});
}

void store_up(In s, Series& out) {
  out.add(s.daemon.store.up);
}
void store_failures(In s, Series& out) {
  out.add_each(s.daemon.store.failures, kStoreErrorClassNames);
}
void set_aside(In s, Series& out) {
  out.add_each(s.daemon.set_aside, kKeptFileNames);
}
void store_commit(In s, Series& out) {
  histogram(out, s.daemon.store.commit_seconds, commit_bounds());
}

void session_open(In s, Series& out) {
  for (const auto& c : s.daemon.calendars) out.add(c.segment != Segment::overnight, {c.name});
}

void earliest_end_of_calendars(In s, Series& out) {
  std::optional<UnixNanos> earliest;
  for (const auto& c : s.daemon.calendars) {
    if (c.valid_until && (!earliest || *c.valid_until < *earliest)) earliest = c.valid_until;
  }
  if (earliest) out.add(earliest);
}

struct Metric {
  std::string_view name;
  prometheus::MetricType type;
  Series::LabelNames labels;
  void (*read)(In, Series&);
  std::string_view help;
};

constexpr auto kCounter = prometheus::MetricType::Counter;
constexpr auto kGauge = prometheus::MetricType::Gauge;
constexpr auto kHistogram = prometheus::MetricType::Histogram;

// The only place where a metric is named. Process metrics have the names that every Prometheus client gives them.
constexpr Metric kCatalogue[] = {
    {"tickbard_build_info",
     kGauge,
     {"version", "revision", "compiler"},
     build_info,
     "Always 1; the labels say what is running."},
    {"tickbard_price_bars_enabled",
     kGauge,
     {},
     bars_enabled,
     "1 while bars are built, 0 while ENABLE_PRICE_BARS is off."},
    {"tickbard_config_reload_failures_total",
     kCounter,
     {},
     reload_failures,
     "Reloads refused because the new configuration was bad; the old one stayed in force."},

    {"tickbard_feed_up",
     kGauge,
     {"feed"},
     feed<&FeedSnapshot::up>,
     "1 while the feed's subscription is confirmed."},
    {"tickbard_feed_connects_total",
     kCounter,
     {"feed"},
     feed<&FeedSnapshot::connects>,
     "Connections that were opened."},
    {"tickbard_feed_disconnects_total",
     kCounter,
     {"feed", "reason"},
     disconnects,
     "Times the feed was lost, by reason."},
    {"tickbard_feed_last_tick_timestamp_seconds",
     kGauge,
     {"feed"},
     feed<&FeedSnapshot::last_tick>,
     "Event time of the newest print; 0: none yet."},
    {"tickbard_feed_lag_seconds",
     kHistogram,
     {},
     lag_of_all_feeds,
     "From a print's event time to its receipt, over all feeds."},
    {"tickbard_unreadable_messages_total",
     kCounter,
     {"feed"},
     feed<&FeedSnapshot::unreadable>,
     "Messages that could not be read: no JSON, or not this provider's."},
    {"tickbard_feed_pauses_total",
     kCounter,
     {"feed"},
     feed<&FeedSnapshot::pauses>,
     "Times reading paused until the market had caught up; nothing is lost by it."},
    {"tickbard_feed_queued_events",
     kGauge,
     {"feed"},
     feed<&FeedSnapshot::queued>,
     "Events between the feed's thread and the market's; 0 where they are one thread."},

    {"tickbard_ticks_received_total",
     kCounter,
     {"feed"},
     feed<&FeedSnapshot::received>,
     "Prints handed to the market; each is in exactly one of counted, volume_only, rejected, duplicate, too_late, "
     "held."},
    {"tickbard_ticks_counted_total", kCounter, {}, tally<&TallySnapshot::counted>, "Prints counted in a bar."},
    {"tickbard_ticks_volume_only_total",
     kCounter,
     {},
     tally<&TallySnapshot::volume_only>,
     "Prints that may not form a price, in a minute that had no other: in no bar."},
    {"tickbard_ticks_rejected_total",
     kCounter,
     {"reason"},
     rejected,
     "Prints in no bar, by the reason for rejecting them."},
    {"tickbard_ticks_duplicate_total",
     kCounter,
     {},
     tally<&TallySnapshot::duplicate>,
     "Prints that had been received before."},
    {"tickbard_ticks_too_late_total",
     kCounter,
     {},
     tally<&TallySnapshot::too_late>,
     "Prints of a minute past the amend window."},
    {"tickbard_ticks_held", kGauge, {}, tally<&TallySnapshot::held>, "Prints that wait for a first price."},
    {"tickbard_ticks_skipped_total",
     kCounter,
     {},
     tally<&TallySnapshot::skipped>,
     "Trades numbered but not sent."},
    {"tickbard_ticks_cancelled_total",
     kCounter,
     {},
     tally<&TallySnapshot::cancelled>,
     "Counted prints that were taken out of their bar again."},
    {"tickbard_unknown_conditions_total",
     kCounter,
     {},
     tally<&TallySnapshot::unknown_conditions>,
     "Prints with a condition code that the rules do not name."},
    {"tickbard_symbols_tracked", kGauge, {}, tally<&TallySnapshot::symbols>, "Symbols with at least one print."},

    {"tickbard_bars_closed_total",
     kCounter,
     {},
     tally<&TallySnapshot::bars_closed>,
     "Bars closed for the first time."},
    {"tickbard_bars_amended_total",
     kCounter,
     {},
     tally<&TallySnapshot::bars_amended>,
     "Bars issued again with a higher revision."},
    {"tickbard_bars_flagged_total", kCounter, {"quality"}, flagged, "Bars issued with a quality bit set, by bit."},
    {"tickbard_bar_close_to_journal_seconds",
     kHistogram,
     {},
     commit_histogram<&EdgeSnapshot::bar_close_to_journal>,
     "From closing a bar to its commit on this disk."},
    {"tickbard_bar_close_to_store_seconds",
     kHistogram,
     {},
     commit_histogram<&EdgeSnapshot::bar_close_to_store>,
     "From closing a bar to its commit in the store."},
    {"tickbard_last_bar_timestamp_seconds", kGauge, {}, last_bar, "Start of the newest closed bar; 0: none yet."},
    {"tickbard_gaps_open",
     kGauge,
     {},
     tally<&TallySnapshot::gaps_open>,
     "Feeds that were lost and have not come back."},
    {"tickbard_open_bars_on_heap",
     kGauge,
     {},
     tally<&TallySnapshot::on_heap>,
     "1 since the file of open minutes took no more: a crash would lose what came after."},
    {"tickbard_alerts_fired_total", kCounter, {"type"}, alerts, "Alerts by type."},

    {"tickbard_journal_rows", kGauge, {}, journal<&JournalSnapshot::rows>, "Rows that are not yet in the store."},
    {"tickbard_journal_bytes", kGauge, {}, journal<&JournalSnapshot::bytes>, "Size of the journal on disk."},
    {"tickbard_journal_oldest_timestamp_seconds",
     kGauge,
     {},
     journal<&JournalSnapshot::oldest>,
     "When the oldest row that is not yet in the store was journalled; 0: there is none."},
    {"tickbard_journal_lost_rows_total",
     kCounter,
     {},
     journal<&JournalSnapshot::lost>,
     "Rows of damaged journals that were not in the store and that nothing could bring back."},
    {"tickbard_files_set_aside_total",
     kCounter,
     {"file"},
     set_aside,
     "Files that the start could not use, kept as *.corrupt.<time>, and began anew."},
    {"tickbard_store_up", kGauge, {}, store_up, "1 while the store takes rows."},
    {"tickbard_store_commit_seconds", kHistogram, {}, store_commit, "Duration of one commit in the store."},
    {"tickbard_store_failures_total",
     kCounter,
     {"class"},
     store_failures,
     "Writes that the store did not take, by class."},

    {"tickbard_job_runs_total",
     kCounter,
     {"job", "result"},
     job_runs,
     "Runs of what the daemon derives by itself, by how they ended."},
    {"tickbard_job_duration_seconds", kHistogram, {"job"}, job_seconds, "Duration of one run."},
    {"tickbard_derived_timestamp_seconds",
     kGauge,
     {},
     derived_until,
     "When everything stored was last derived from; 0: not yet."},
    {"tickbard_daily_rollup_timestamp_seconds",
     kGauge,
     {"calendar"},
     rolled_up,
     "End of the newest session whose daily bars are final; 0: none known."},

    {"tickbard_session_open",
     kGauge,
     {"calendar"},
     session_open,
     "1 from the beginning of pre-market to the end of post-market."},
    {"tickbard_coverage_symbols",
     kGauge,
     {"bars", "lag"},
     coverage_symbols,
     "Symbols by how many sessions their newest bar is behind, as of the last hourly look."},
    {"tickbard_storage_bytes",
     kGauge,
     {"kind"},
     storage_bytes,
     "What tickbard takes on disk, as of the last hourly look; the kinds add up."},
    {"tickbard_calendar_valid_until_timestamp_seconds",
     kGauge,
     {},
     earliest_end_of_calendars,
     "End of the last session that a calendar in use knows; absent if none ends."},

    {"tickbard_http_requests_total",
     kCounter,
     {"route", "code"},
     http_requests,
     "Answers given, by route and status code."},
    {"tickbard_http_request_seconds",
     kHistogram,
     {"route"},
     http_seconds,
     "From a request's arrival to its answer."},
    {"tickbard_http_connections", kGauge, {}, http_connections, "Open HTTP connections."},
    {"tickbard_queries_waiting", kGauge, {}, queries_waiting, "History questions that wait for the query thread."},

    {"process_cpu_seconds_total",
     kCounter,
     {},
     process<&ProcessStats::cpu_seconds>,
     "User and system time spent."},
    {"process_start_time_seconds",
     kGauge,
     {},
     process<&ProcessStats::start_time_seconds>,
     "When the process started."},
    {"process_resident_memory_bytes", kGauge, {}, process<&ProcessStats::resident_bytes>, "Memory in RAM."},
    {"process_virtual_memory_bytes", kGauge, {}, process<&ProcessStats::virtual_bytes>, "Address space in use."},
    {"process_threads", kGauge, {}, process<&ProcessStats::threads>, "Threads."},
    {"process_open_fds", kGauge, {}, process<&ProcessStats::open_fds>, "Open file descriptors."},
    {"process_max_fds",
     kGauge,
     {},
     process<&ProcessStats::max_fds>,
     "Most file descriptors allowed; 0: no limit."},
};

}  // namespace

std::string render_metrics(const MetricsSnapshot& snapshot) {
  std::vector<prometheus::MetricFamily> families;
  families.reserve(std::size(kCatalogue));
  for (const auto& metric : kCatalogue) {
    Series series(metric.type, metric.labels);
    metric.read(snapshot, series);
    families.push_back({std::string(metric.name), std::string(metric.help), metric.type, series.take()});
  }
  std::ostringstream out;
  prometheus::TextSerializer{}.Serialize(out, families);
  return out.str();
}

std::vector<std::string> metric_names() {
  std::vector<std::string> out;
  for (const auto& metric : kCatalogue) out.emplace_back(metric.name);
  return out;
}

}  // namespace tickbard
