#include "daemon/edge/metrics.hpp"

#include <unistd.h>

#include <set>

#include "tests/daemon/edge/snapshot_support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using test::busy_snapshot;

/// A scrape as a reader sees it: "name{labels}" -> value.
std::map<std::string, double> series_of(const std::string& scrape) {
  std::map<std::string, double> out;
  std::istringstream lines(scrape);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto space = line.rfind(' ');
    EXPECT_TRUE(out.emplace(line.substr(0, space), std::stod(line.substr(space + 1))).second) << "twice: " << line;
  }
  return out;
}

double sum_of(const std::map<std::string, double>& series, const std::string& name) {
  double sum = 0;
  for (const auto& [key, value] : series) {
    if (key == name || key.starts_with(name + "{")) sum += value;
  }
  return sum;
}

MetricsSnapshot busy() {
  HttpStats stats;
  stats.answered(Route::charts, 200, std::chrono::milliseconds{3});
  stats.answered(Route::charts, 431, std::chrono::milliseconds{3});
  return {busy_snapshot(), stats.read(), read_process_stats()};
}

/// The exit status of promtool, fed with the scrape; its words in `said`.
int promtool(const std::string& scrape, std::string& said) {
  const auto file = std::filesystem::path(::testing::TempDir()) / ("scrape-" + std::to_string(getpid()));
  std::ofstream(file) << scrape;
  FILE* pipe = popen(("promtool check metrics < '" + file.string() + "' 2>&1").c_str(), "r");
  char buffer[512];
  while (pipe != nullptr && fgets(buffer, sizeof buffer, pipe) != nullptr) said += buffer;
  const int status = pipe == nullptr ? -1 : pclose(pipe);
  std::filesystem::remove(file);
  return status;
}

TEST(Metrics, promtool_is_content) {
  if (std::system("promtool --version > /dev/null 2>&1") != 0) {
    GTEST_SKIP() << "promtool is not installed (Debian package prometheus): the metrics were not linted";
  }
  for (const auto& snapshot : {busy(), MetricsSnapshot{}}) {
    std::string said;
    EXPECT_EQ(promtool(render_metrics(snapshot), said), 0) << said;
    EXPECT_EQ(said, "");
  }
}

TEST(Metrics, promtool_would_complain) {
  if (std::system("promtool --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "promtool is not installed";
  std::string said;
  EXPECT_NE(promtool("# TYPE tickbard_wait_ms counter\ntickbard_wait_ms 1\n", said), 0) << said;
}

TEST(Metrics, conservation_is_checkable_from_the_scrape) {
  const auto series = series_of(render_metrics(busy()));
  const double received = sum_of(series, "tickbard_ticks_received_total");
  EXPECT_EQ(received, 1000);
  EXPECT_EQ(received, sum_of(series, "tickbard_ticks_counted_total") +
                          sum_of(series, "tickbard_ticks_volume_only_total") +
                          sum_of(series, "tickbard_ticks_rejected_total") +
                          sum_of(series, "tickbard_ticks_duplicate_total") +
                          sum_of(series, "tickbard_ticks_too_late_total") + sum_of(series, "tickbard_ticks_held"));
}

TEST(Metrics, the_number_of_series_is_the_same_with_ten_and_twelve_thousand_symbols) {
  auto few = busy();
  auto many = busy();
  few.daemon.tally.symbols = 10;
  many.daemon.tally.symbols = 12'000;
  many.daemon.tally.counted += 1'000'000;
  many.daemon.tally.received += 1'000'000;
  many.daemon.feeds[0].received += 1'000'000;
  const auto a = series_of(render_metrics(few));
  const auto b = series_of(render_metrics(many));
  EXPECT_EQ(a.size(), b.size());
  EXPECT_EQ(b.at("tickbard_symbols_tracked"), 12'000);
  EXPECT_LT(b.size(), 450U);
}

TEST(Metrics, known_label_values_are_there_from_the_start) {
  MetricsSnapshot fresh;
  fresh.daemon.feeds.resize(1);
  fresh.daemon.feeds[0].name = "us";
  const auto series = series_of(render_metrics(fresh));
  for (const auto reason : kRejectNames) {
    EXPECT_EQ(series.count("tickbard_ticks_rejected_total{reason=\"" + std::string(reason) + "\"}"), 1U) << reason;
  }
  for (const auto reason : kLostReasonNames) {
    EXPECT_EQ(series.count("tickbard_feed_disconnects_total{feed=\"us\",reason=\"" + std::string(reason) + "\"}"),
              1U)
        << reason;
  }
  for (const auto name : kStoreErrorClassNames) {
    EXPECT_EQ(series.count("tickbard_store_failures_total{class=\"" + std::string(name) + "\"}"), 1U) << name;
  }
  for (const auto* key :
       {"tickbard_bars_flagged_total{quality=\"partial\"}", "tickbard_bars_flagged_total{quality=\"forming\"}",
        "tickbard_alerts_fired_total{type=\"gap_up\"}", "tickbard_alerts_fired_total{type=\"gap_down\"}",
        "tickbard_feed_up{feed=\"us\"}", "tickbard_feed_last_tick_timestamp_seconds{feed=\"us\"}",
        "tickbard_feed_lag_seconds_count", "tickbard_bar_close_to_store_seconds_bucket{le=\"+Inf\"}",
        "tickbard_http_requests_total{route=\"/charts/{symbol}\",code=\"503\"}"}) {
    ASSERT_EQ(series.count(key), 1U) << key;
    EXPECT_EQ(series.at(key), 0) << key;
  }
}

TEST(Metrics, every_name_of_the_contract_is_there) {
  const auto names = metric_names();
  const std::set<std::string> have(names.begin(), names.end());
  EXPECT_EQ(have.size(), names.size()) << "a name is in the catalogue twice";
  for (const auto* name : {"build_info",
                           "price_bars_enabled",
                           "feed_up",
                           "feed_connects_total",
                           "feed_disconnects_total",
                           "feed_last_tick_timestamp_seconds",
                           "feed_lag_seconds",
                           "ticks_received_total",
                           "ticks_counted_total",
                           "ticks_volume_only_total",
                           "ticks_rejected_total",
                           "ticks_duplicate_total",
                           "ticks_too_late_total",
                           "ticks_held",
                           "unknown_conditions_total",
                           "bars_closed_total",
                           "bars_amended_total",
                           "bars_flagged_total",
                           "bar_close_to_journal_seconds",
                           "bar_close_to_store_seconds",
                           "symbols_tracked",
                           "journal_rows",
                           "journal_bytes",
                           "journal_oldest_timestamp_seconds",
                           "journal_lost_rows_total",
                           "unreadable_messages_total",
                           "feed_pauses_total",
                           "files_set_aside_total",
                           "store_up",
                           "store_commit_seconds",
                           "store_failures_total",
                           "gaps_open",
                           "open_bars_on_heap",
                           "alerts_fired_total",
                           "http_requests_total",
                           "http_request_seconds",
                           "calendar_valid_until_timestamp_seconds",
                           "job_runs_total",
                           "job_duration_seconds",
                           "derived_timestamp_seconds",
                           "daily_rollup_timestamp_seconds",
                           "coverage_symbols",
                           "storage_bytes",
                           "config_reload_failures_total"}) {
    EXPECT_EQ(have.count("tickbard_" + std::string(name)), 1U) << name;
  }
}

TEST(Metrics, each_has_help_and_type_and_a_prefix) {
  const auto scrape = render_metrics(busy());
  for (const auto& name : metric_names()) {
    EXPECT_NE(scrape.find("# HELP " + name + " "), std::string::npos) << name;
    EXPECT_NE(scrape.find("# TYPE " + name + " "), std::string::npos) << name;
    EXPECT_TRUE(name.starts_with("tickbard_") || name.starts_with("process_")) << name;
  }
}

TEST(Metrics, jobs_are_counted_by_how_they_ended_and_rollups_have_an_age) {
  const auto series = series_of(render_metrics(busy()));
  EXPECT_EQ(series.at("tickbard_job_runs_total{job=\"breadth\",result=\"ok\"}"), 4);
  EXPECT_EQ(series.at("tickbard_job_runs_total{job=\"breadth\",result=\"error\"}"), 1);
  EXPECT_EQ(series.at("tickbard_job_duration_seconds_count{job=\"breadth\"}"), 1);
  EXPECT_EQ(series.at("tickbard_coverage_symbols{bars=\"1d\",lag=\"24-48h\"}"), 7);
  EXPECT_EQ(series.at("tickbard_coverage_symbols{bars=\"5m\",lag=\"none\"}"), 2);
  EXPECT_EQ(series.at("tickbard_storage_bytes{kind=\"bars\"}"), 4096);
  EXPECT_EQ(series.at("tickbard_daily_rollup_timestamp_seconds{calendar=\"xnys\"}"), 1'795'136'400);
  EXPECT_EQ(series.at("tickbard_daily_rollup_timestamp_seconds{calendar=\"always\"}"), 0) << "none yet";
}

TEST(Metrics, no_label_is_named_after_a_symbol) {
  const auto scrape = render_metrics(busy());
  for (const auto* label : {"symbol=", "ticker=", "AAPL"})
    EXPECT_EQ(scrape.find(label), std::string::npos) << label;
}

TEST(Metrics, figures_arrive_where_they_belong) {
  auto snapshot = busy();
  snapshot.daemon.journal = {42, 8192, test::at("2026-11-20T14:30:00Z"), 6};
  snapshot.daemon.store.failures[static_cast<std::size_t>(StoreErrorClass::busy)] = 3;
  snapshot.daemon.feeds[0].unreadable = 7;
  snapshot.daemon.feeds[0].pauses = 8;
  snapshot.daemon.price_bars_enabled = false;
  snapshot.daemon.config_reload_failures = 2;
  snapshot.daemon.set_aside[2] = 1;
  snapshot.daemon.calendars[0].segment = Segment::overnight;
  snapshot.http.connections = 5;
  snapshot.http.queries_waiting = 1;
  const auto series = series_of(render_metrics(snapshot));
  struct {
    std::string_view key;
    double value;
  } const rows[] = {
      {"tickbard_build_info{version=\"0.1.0\",revision=\"488bdc0\",compiler=\"GNU 12.2.0\"}", 1},
      {"tickbard_price_bars_enabled", 0},
      {"tickbard_config_reload_failures_total", 2},
      {"tickbard_feed_up{feed=\"us\"}", 1},
      {"tickbard_feed_disconnects_total{feed=\"demo\",reason=\"silent\"}", 2},
      {"tickbard_feed_last_tick_timestamp_seconds{feed=\"us\"}", 1'795'186'829.5},
      {"tickbard_unreadable_messages_total{feed=\"us\"}", 7},
      {"tickbard_feed_pauses_total{feed=\"us\"}", 8},
      {"tickbard_feed_lag_seconds_count", 2},
      {"tickbard_feed_lag_seconds_bucket{le=\"0.005\"}", 0},
      {"tickbard_feed_lag_seconds_bucket{le=\"0.02\"}", 2},
      {"tickbard_ticks_rejected_total{reason=\"bad_price\"}", 20},
      {"tickbard_last_bar_timestamp_seconds", 1'795'186'740},
      {"tickbard_journal_rows", 42},
      {"tickbard_journal_bytes", 8192},
      {"tickbard_journal_oldest_timestamp_seconds", 1'795'185'000},
      {"tickbard_journal_lost_rows_total", 6},
      {"tickbard_files_set_aside_total{file=\"open_minutes\"}", 1},
      {"tickbard_store_up", 1},
      {"tickbard_store_failures_total{class=\"busy\"}", 3},
      {"tickbard_session_open{calendar=\"xnys\"}", 0},
      {"tickbard_session_open{calendar=\"always\"}", 1},
      {"tickbard_calendar_valid_until_timestamp_seconds", 2'240'614'800},
      {"tickbard_http_requests_total{route=\"/charts/{symbol}\",code=\"200\"}", 1},
      {"tickbard_http_requests_total{route=\"/charts/{symbol}\",code=\"other\"}", 1},
      {"tickbard_http_request_seconds_count{route=\"/charts/{symbol}\"}", 2},
      {"tickbard_http_connections", 5},
      {"tickbard_queries_waiting", 1},
  };
  for (const auto& row : rows) {
    const auto at = series.find(std::string(row.key));
    ASSERT_NE(at, series.end()) << row.key;
    EXPECT_DOUBLE_EQ(at->second, row.value) << row.key;
  }
}

TEST(Metrics, calendars_without_an_end_need_no_warning) {
  auto snapshot = busy();
  snapshot.daemon.calendars.erase(snapshot.daemon.calendars.begin());
  EXPECT_EQ(series_of(render_metrics(snapshot)).count("tickbard_calendar_valid_until_timestamp_seconds"), 0U);
}

TEST(Metrics, a_feed_name_with_quotes_and_newlines_stays_one_label) {
  auto snapshot = busy();
  snapshot.daemon.feeds[0].name = "a\"b\\c\nd";
  EXPECT_EQ(series_of(render_metrics(snapshot)).count("tickbard_feed_up{feed=\"a\\\"b\\\\c\\nd\"}"), 1U);
}

}  // namespace
}  // namespace tickbard
