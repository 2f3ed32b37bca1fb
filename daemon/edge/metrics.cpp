#include "daemon/edge/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <initializer_list>
#include <limits>
#include <sstream>

namespace tickbard {
namespace {

using prometheus::MetricType;
using In = const MetricsSnapshot&;

/// Collects the series of one metric; label values are given in the order of the catalogue's label names.
class Series {
 public:
  using LabelNames = std::array<std::string_view, 3>;

  Series(MetricType type, const LabelNames& names) : type_(type), names_(names) {}

  template <class Number>
  void add(Number value, std::initializer_list<std::string_view> labels = {}) {
    auto& metric = next(labels);
    (type_ == MetricType::Counter ? metric.counter.value : metric.gauge.value) = static_cast<double>(value);
  }
  void add_instant(std::optional<UnixNanos> t, std::initializer_list<std::string_view> labels = {}) {
    add(t ? std::chrono::duration<double>(t->time_since_epoch()).count() : 0.0, labels);
  }
  void add_histogram(const HistogramSnapshot& in, std::initializer_list<std::string_view> labels = {}) {
    auto& out = next(labels).histogram;
    for (std::size_t i = 0; i < in.counts.size(); ++i) {
      out.sample_count += in.counts[i];
      const double bound = i < in.bounds.size() ? in.bounds[i] : std::numeric_limits<double>::infinity();
      out.bucket.push_back({out.sample_count, bound});
    }
    out.sample_sum = in.sum;
  }
  std::vector<prometheus::ClientMetric> take() { return std::move(metrics_); }

 private:
  prometheus::ClientMetric& next(std::initializer_list<std::string_view> labels) {
    auto& metric = metrics_.emplace_back();
    std::size_t i = 0;
    for (const auto value : labels) metric.label.push_back({std::string(names_[i++]), std::string(value)});
    return metric;
  }

  const MetricType type_;
  const LabelNames& names_;
  std::vector<prometheus::ClientMetric> metrics_;
};

template <class Values, class Names>
void each(Series& out, const Values& values, const Names& names) {
  for (std::size_t i = 0; i < values.size(); ++i) out.add(values[i], {names[i]});
}

template <class F>
void each_feed(In s, F&& f) {
  for (const auto& feed : s.daemon.feeds) f(feed);
}

HistogramSnapshot lag_of_all_feeds(In s) {
  HistogramSnapshot sum = Histogram(lag_bounds()).read();
  HistogramSnapshot feeds;
  each_feed(s, [&](const FeedSnapshot& feed) { feeds.add(feed.lag); });
  return feeds.counts.empty() ? sum : feeds;
}

HistogramSnapshot or_empty(const HistogramSnapshot& in) {
  return in.counts.empty() ? Histogram(commit_bounds()).read() : in;
}

/// Answers that a route can give are there from the start; others once they were given.
bool expected(Route route, int code) {
  if (code == 200) return route != Route::other;
  if (code == 503) return route == Route::livez || route == Route::readyz || route == Route::charts;
  if (code == 400) return route == Route::charts;
  if (code == 404) return route == Route::charts || route == Route::other;
  return false;
}

void http_requests(In s, Series& out) {
  for (std::size_t r = 0; r < kRoutePaths.size(); ++r) {
    for (std::size_t c = 0; c < kHttpCodes.size(); ++c) {
      const auto n = s.http.routes[r].by_code[c];
      const auto code = kHttpCodes[c] == 0 ? std::string("other") : std::to_string(kHttpCodes[c]);
      if (n > 0 || expected(static_cast<Route>(r), kHttpCodes[c])) out.add(n, {kRoutePaths[r], code});
    }
  }
}

void http_seconds(In s, Series& out) {
  for (std::size_t r = 0; r < kRoutePaths.size(); ++r) {
    const auto& seconds = s.http.routes[r].seconds;
    out.add_histogram(seconds.counts.empty() ? Histogram(request_bounds()).read() : seconds, {kRoutePaths[r]});
  }
}

void earliest_end_of_calendars(In s, Series& out) {
  std::optional<UnixNanos> earliest;
  for (const auto& calendar : s.daemon.calendars) {
    if (calendar.valid_until && (!earliest || *calendar.valid_until < *earliest)) earliest = calendar.valid_until;
  }
  if (earliest) out.add_instant(earliest);
}

struct Metric {
  std::string_view name;
  MetricType type;
  std::string_view help;
  Series::LabelNames labels;
  void (*read)(In, Series&);
};

constexpr std::array<std::string_view, 5> kQualityNames{"partial", "gap", "amended", "backfilled", "forming"};
constexpr auto kCounter = MetricType::Counter;
constexpr auto kGauge = MetricType::Gauge;
constexpr auto kHistogram = MetricType::Histogram;

// The only place where a metric is named. Process metrics have the names every Prometheus client gives them.
constexpr std::array kCatalogue{
    Metric{"tickbard_build_info",
           kGauge,
           "Always 1; the labels say what is running.",
           {"version", "revision", "compiler"},
           [](In s, Series& out) {
             out.add(1, {s.daemon.version, s.daemon.revision, s.daemon.compiler});
           }},
    Metric{"tickbard_price_bars_enabled",
           kGauge,
           "1 while bars are built, 0 while ENABLE_PRICE_BARS is off.",
           {},
           [](In s, Series& out) { out.add(s.daemon.price_bars_enabled ? 1 : 0); }},
    Metric{"tickbard_config_reload_failures_total",
           kCounter,
           "Reloads refused because the new configuration was bad; the old one stayed in force.",
           {},
           [](In s, Series& out) { out.add(s.daemon.config_reload_failures); }},

    Metric{"tickbard_feed_up",
           kGauge,
           "1 while the feed's subscription is confirmed.",
           {"feed"},
           [](In s, Series& out) { each_feed(s, [&](auto& f) { out.add(f.up ? 1 : 0, {f.name}); }); }},
    Metric{"tickbard_feed_connects_total",
           kCounter,
           "Connections that were opened.",
           {"feed"},
           [](In s, Series& out) { each_feed(s, [&](auto& f) { out.add(f.connects, {f.name}); }); }},
    Metric{"tickbard_feed_disconnects_total",
           kCounter,
           "Times the feed was lost, by reason.",
           {"feed", "reason"},
           [](In s, Series& out) {
             each_feed(s, [&](auto& f) {
               for (std::size_t i = 0; i < f.disconnects.size(); ++i) {
                 out.add(f.disconnects[i], {f.name, kLostReasonNames[i]});
               }
             });
           }},
    Metric{"tickbard_feed_last_tick_timestamp_seconds",
           kGauge,
           "When the newest print was received; 0: none yet.",
           {"feed"},
           [](In s, Series& out) { each_feed(s, [&](auto& f) { out.add_instant(f.last_tick, {f.name}); }); }},
    Metric{"tickbard_feed_lag_seconds",
           kHistogram,
           "From a print's event time to its receipt, over all feeds.",
           {},
           [](In s, Series& out) { out.add_histogram(lag_of_all_feeds(s)); }},
    Metric{"tickbard_feed_queued_events",
           kGauge,
           "Events between the feed's thread and the market.",
           {"feed"},
           [](In s, Series& out) { each_feed(s, [&](auto& f) { out.add(f.queued, {f.name}); }); }},

    Metric{
        "tickbard_ticks_received_total",
        kCounter,
        "Prints handed to the market. Received = counted + volume_only + rejected + duplicate + too_late + held.",
        {"feed"},
        [](In s, Series& out) { each_feed(s, [&](auto& f) { out.add(f.received, {f.name}); }); }},
    Metric{"tickbard_ticks_counted_total",
           kCounter,
           "Prints counted in a bar.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.counted); }},
    Metric{"tickbard_ticks_volume_only_total",
           kCounter,
           "Prints that may not form a price, in a minute that had no other: in no bar.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.volume_only); }},
    Metric{"tickbard_ticks_rejected_total",
           kCounter,
           "Prints in no bar, by the reason for rejecting them.",
           {"reason"},
           [](In s, Series& out) { each(out, s.daemon.tally.rejected, kRejectNames); }},
    Metric{"tickbard_ticks_duplicate_total",
           kCounter,
           "Prints that had been received before.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.duplicate); }},
    Metric{"tickbard_ticks_too_late_total",
           kCounter,
           "Prints of a minute past the amend window.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.too_late); }},
    Metric{"tickbard_ticks_held",
           kGauge,
           "Prints that wait for their minute's first price.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.held); }},
    Metric{"tickbard_ticks_cancelled_total",
           kCounter,
           "Counted prints that were taken out of their bar again.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.cancelled); }},
    Metric{"tickbard_unknown_conditions_total",
           kCounter,
           "Prints with a condition code that the rules do not name.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.unknown_conditions); }},
    Metric{"tickbard_symbols_tracked",
           kGauge,
           "Symbols with at least one print.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.symbols); }},

    Metric{"tickbard_bars_closed_total",
           kCounter,
           "Bars closed for the first time.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.bars_closed); }},
    Metric{"tickbard_bars_amended_total",
           kCounter,
           "Bars issued again with a higher revision.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.bars_amended); }},
    Metric{"tickbard_bars_flagged_total",
           kCounter,
           "Bars issued with a quality bit set, by bit.",
           {"quality"},
           [](In s, Series& out) { each(out, s.daemon.tally.bars_flagged, kQualityNames); }},
    Metric{"tickbard_bar_close_to_journal_seconds",
           kHistogram,
           "From closing a bar to its commit on this disk.",
           {},
           [](In s, Series& out) { out.add_histogram(or_empty(s.daemon.bar_close_to_journal)); }},
    Metric{"tickbard_bar_close_to_store_seconds",
           kHistogram,
           "From closing a bar to its commit in the store.",
           {},
           [](In s, Series& out) { out.add_histogram(or_empty(s.daemon.bar_close_to_store)); }},
    Metric{"tickbard_last_bar_timestamp_seconds",
           kGauge,
           "Start of the newest closed bar; 0: none yet.",
           {},
           [](In s, Series& out) { out.add_instant(s.daemon.last_bar); }},
    Metric{"tickbard_gaps_open",
           kGauge,
           "Feeds that were lost and have not come back.",
           {},
           [](In s, Series& out) { out.add(s.daemon.tally.gaps_open); }},
    Metric{"tickbard_alerts_fired_total",
           kCounter,
           "Alerts by type.",
           {"type"},
           [](In s, Series& out) {
             out.add(s.daemon.tally.alerts_up, {"gap_up"});
             out.add(s.daemon.tally.alerts_down, {"gap_down"});
           }},

    Metric{"tickbard_journal_rows",
           kGauge,
           "Rows on this disk that are not yet in the store.",
           {},
           [](In s, Series& out) { out.add(s.daemon.journal.rows); }},
    Metric{"tickbard_journal_bytes",
           kGauge,
           "Size of the journal on disk.",
           {},
           [](In s, Series& out) { out.add(s.daemon.journal.bytes); }},
    Metric{"tickbard_journal_oldest_timestamp_seconds",
           kGauge,
           "When the oldest row that is not yet in the store was journalled; 0: there is none.",
           {},
           [](In s, Series& out) { out.add_instant(s.daemon.journal.oldest); }},
    Metric{"tickbard_store_up",
           kGauge,
           "1 while the store takes rows.",
           {},
           [](In s, Series& out) { out.add(s.daemon.store.up ? 1 : 0); }},
    Metric{"tickbard_store_commit_seconds",
           kHistogram,
           "Duration of one commit in the store.",
           {},
           [](In s, Series& out) { out.add_histogram(or_empty(s.daemon.store.commit_seconds)); }},
    Metric{"tickbard_store_failures_total",
           kCounter,
           "Writes that the store did not take, by class.",
           {"class"},
           [](In s, Series& out) { each(out, s.daemon.store.failures, kStoreErrorClassNames); }},

    Metric{"tickbard_session_open",
           kGauge,
           "1 from the beginning of pre-market to the end of post-market.",
           {"calendar"},
           [](In s, Series& out) {
             for (const auto& c : s.daemon.calendars) out.add(c.segment == Segment::overnight ? 0 : 1, {c.name});
           }},
    Metric{"tickbard_calendar_valid_until_timestamp_seconds",
           kGauge,
           "End of the last session that a calendar in use knows; absent if none ends.",
           {},
           earliest_end_of_calendars},

    Metric{"tickbard_http_requests_total",
           kCounter,
           "Answers given, by route and status code.",
           {"route", "code"},
           http_requests},
    Metric{"tickbard_http_request_seconds",
           kHistogram,
           "From a request's arrival to its answer.",
           {"route"},
           http_seconds},
    Metric{"tickbard_http_connections",
           kGauge,
           "Open HTTP connections.",
           {},
           [](In s, Series& out) { out.add(s.http.connections); }},
    Metric{"tickbard_queries_waiting",
           kGauge,
           "History questions that wait for the query thread.",
           {},
           [](In s, Series& out) { out.add(s.http.queries_waiting); }},

    Metric{"process_cpu_seconds_total",
           kCounter,
           "User and system time spent.",
           {},
           [](In s, Series& out) {
             if (s.process) out.add(s.process->cpu_seconds);
           }},
    Metric{"process_start_time_seconds",
           kGauge,
           "When the process started.",
           {},
           [](In s, Series& out) {
             if (s.process) out.add(s.process->start_time_seconds);
           }},
    Metric{"process_resident_memory_bytes",
           kGauge,
           "Memory in RAM.",
           {},
           [](In s, Series& out) {
             if (s.process) out.add(s.process->resident_bytes);
           }},
    Metric{"process_virtual_memory_bytes",
           kGauge,
           "Address space in use.",
           {},
           [](In s, Series& out) {
             if (s.process) out.add(s.process->virtual_bytes);
           }},
    Metric{"process_threads",
           kGauge,
           "Threads.",
           {},
           [](In s, Series& out) {
             if (s.process) out.add(s.process->threads);
           }},
    Metric{"process_open_fds",
           kGauge,
           "Open file descriptors.",
           {},
           [](In s, Series& out) {
             if (s.process) out.add(s.process->open_fds);
           }},
    Metric{"process_max_fds",
           kGauge,
           "Most file descriptors allowed; 0: no limit.",
           {},
           [](In s, Series& out) {
             if (s.process) out.add(s.process->max_fds);
           }},
};

}  // namespace

std::string render_metrics(const MetricsSnapshot& snapshot) {
  std::vector<prometheus::MetricFamily> families;
  families.reserve(kCatalogue.size());
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
