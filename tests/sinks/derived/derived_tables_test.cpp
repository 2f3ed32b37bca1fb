#include <atomic>
#include <cmath>
#include <thread>

#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/constituents.hpp"
#include "sinks/derived/coverage_snapshots.hpp"
#include "sinks/derived/freshness.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/job_runs.hpp"
#include "sinks/derived/market_snapshot.hpp"
#include "sinks/derived/metric_values.hpp"
#include "sinks/derived/security_sets.hpp"
#include "sinks/derived/storage_usage.hpp"
#include "sinks/derived/symbol_state.hpp"
#include "sinks/derived/watchlists.hpp"
#include "sinks/fingerprint.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {

namespace {

using namespace std::chrono;

const SessionDate kMonday{2026y / 11 / 16}, kTuesday{2026y / 11 / 17}, kWednesday{2026y / 11 / 18};

class DerivedTables : public EveryStore {
 protected:
  void SetUp() override {
    EveryStore::SetUp();
    if (IsSkipped()) return;
    store_ = std::make_unique<AnyStore>(GetParam());
    tables_ = open_tables(store_->url(), ".", OpenMode::read_write).value();
  }
  Tables& tables() { return *tables_; }
  AnyStore& store() { return *store_; }

  void write_bars(std::initializer_list<std::pair<std::string_view, MinuteStart>> bars) {
    std::vector<Event> events;
    for (const auto& [name, start] : bars) {
      store()->prepare_partitions(start, start + minutes{1}).value();
      events.emplace_back(bar(name, start));
    }
    ASSERT_TRUE(store()->write(events, at(0)).value().poison.empty());
  }

  std::string count(const std::string& table) { return store().raw("SELECT count(*) FROM " + table); }

 private:
  std::unique_ptr<AnyStore> store_;
  std::unique_ptr<Tables> tables_;
};

SymbolState state_of(std::string_view name) {
  SymbolState out;
  out.symbol = symbol(name);
  Baselines& b = out.figures;
  b.session = kMonday;
  b.price = price("103.5");
  b.price_minute = minute(5);
  b.yesterday = Baseline{price("100"), BaselineSource::official, BaselineQuality::estimated};
  b.yesterday_date = SessionDate{2026y / 11 / 13};
  b.yesterday_stale = true;
  b.rth_open = Baseline{price("101"), BaselineSource::first_rth_bar, BaselineQuality::low};
  b.from_yesterday = Percent{35'000};
  b.changes[1] = {Percent{-12'345}, true, false};
  b.hod = Touch{price("104"), minute(3)};
  b.hod_pct = Percent{40'000};
  b.vwap = price("102.123456789");
  b.day_volume = Volume{Int128{160} * 100'000'000};
  b.relative_volume = Fixed<4>{12'500};
  return out;
}

AggregateRow aggregate(std::string hash, SessionDate date, std::string key, std::optional<double> value) {
  AggregateRow out;
  out.set_hash = std::move(hash);
  out.as_of_date = date;
  out.key = std::move(key);
  out.as_of = sys_days{date} + hours{21};
  out.value = value;
  out.valid = 3;
  out.missing = 1;
  return out;
}

SnapshotRow snapshot(std::string_view name, SessionDate date, std::optional<double> rsi) {
  SnapshotRow out;
  out.symbol = symbol(name);
  out.analysis_type = "technical_1d";
  out.as_of_date = date;
  out.close = price("10.5");
  out.rsi_14 = rsi;
  out.stage_label = "2A";
  out.payload = R"({"z": 1e-7, "a": {"warm": true}, "n": null, "x": 0.30000000000000004})";
  out.expiry = sys_days{date} + hours{30};
  return out;
}

JobRun run_of(std::string_view job, UnixNanos start) {
  JobRun out;
  out.job = job;
  out.started_at = out.created_at = start;
  out.id = uuid_of({job, std::to_string(to_unix_nanos(start))});
  out.params = R"({"session":"2026-11-16"})";
  return out;
}

}  // namespace

TEST_P(DerivedTables, symbol_state_reads_back_equal_and_only_changes_touch_it) {
  const std::vector rows{state_of("AAPL"), state_of("BTC-USD")};
  EXPECT_EQ(write_symbol_states(tables(), rows, at(1)).value(), 2U);
  EXPECT_EQ(write_symbol_states(tables(), rows, at(9)).value(), 0U);
  const auto back = read_symbol_state(tables(), symbol("AAPL")).value();
  ASSERT_TRUE(back);
  EXPECT_EQ(back->figures, rows[0].figures);
  EXPECT_EQ(back->last_updated, at(1));
  std::vector changed{rows[0]};
  changed[0].figures.gap = Percent{1};
  EXPECT_EQ(write_symbol_states(tables(), changed, at(9)).value(), 1U);
  EXPECT_EQ(read_symbol_state(tables(), symbol("AAPL")).value()->figures.gap, Percent{1});
  EXPECT_FALSE(read_symbol_state(tables(), symbol("MSFT")).value());
}

TEST_P(DerivedTables, a_leaderboard_sees_the_symbols_of_its_calendar_alone) {
  const std::vector rows{state_of("AAPL"), state_of("BTC-USD"), state_of("NEW")};
  write_symbol_states(tables(), rows, at(1)).value();
  InstrumentRow crypto, unknown;
  crypto.symbol = symbol("BTC-USD");
  crypto.calendar = "always";
  unknown.symbol = symbol("NEW");
  write_instruments(tables(), std::vector{crypto, unknown}, at(0)).value();
  const auto names = [&](std::string_view calendar) {
    std::string out;
    stream_symbol_states(tables(), calendar, "xnys", [&](SymbolState&& s) {
      out += std::string(s.symbol.view()) + " ";
    }).value();
    return out;
  };
  EXPECT_EQ(names("xnys"), "AAPL NEW ");
  EXPECT_EQ(names("always"), "BTC-USD ");
  EXPECT_EQ(names(""), "AAPL BTC-USD NEW ");
}

TEST_P(DerivedTables, state_history_keeps_each_segment_once) {
  const std::vector rows{state_of("AAPL")};
  EXPECT_EQ(write_symbol_state_history(tables(), at(60), rows, at(61)).value(), 1U);
  EXPECT_EQ(write_symbol_state_history(tables(), at(60), rows, at(99)).value(), 0U);
  EXPECT_EQ(write_symbol_state_history(tables(), at(120), rows, at(121)).value(), 1U);
  const auto past = read_symbol_state_history(tables(), symbol("AAPL"), at(0), at(120), 10).value();
  ASSERT_EQ(past.size(), 1U);
  EXPECT_EQ(past[0].taken_at, at(60));
  EXPECT_EQ(past[0].state.figures, rows[0].figures);
}

TEST_P(DerivedTables, an_import_of_instruments_leaves_what_it_does_not_know) {
  InstrumentRow row;
  row.symbol = symbol("AAPL");
  row.calendar = "xnys";
  row.name = "Apple";
  row.market_cap = 3'500'000'000'000;
  EXPECT_EQ(write_instruments(tables(), std::vector{row}, at(1)).value(), 1U);
  EXPECT_EQ(write_instruments(tables(), std::vector{row}, at(2)).value(), 0U);
  InstrumentRow later;
  later.symbol = row.symbol;
  later.sector = "Tech";
  EXPECT_EQ(write_instruments(tables(), std::vector{later}, at(3)).value(), 1U);
  const auto back = read_instrument(tables(), row.symbol).value();
  ASSERT_TRUE(back);
  EXPECT_EQ(back->calendar + "|" + *back->name + "|" + *back->sector, "xnys|Apple|Tech");
  EXPECT_EQ(back->market_cap, row.market_cap);
  EXPECT_EQ(back->first_seen_at, at(1));
  EXPECT_EQ(back->updated_at, at(3));
  EXPECT_EQ(read_instruments(tables()).value().size(), 1U);
}

TEST_P(DerivedTables, aliases_follow_the_values_in_whatever_order_sessions_are_computed) {
  EXPECT_EQ(write_set_alias(tables(), "all", "A", kMonday).value(), 1U);
  write_aggregates(tables(),
                   std::vector{aggregate("A", kMonday, "advances", 1), aggregate("A", kWednesday, "advances", 3)},
                   at(0))
      .value();
  write_set_alias(tables(), "all", "B", kTuesday).value();
  write_aggregates(tables(), std::vector{aggregate("B", kTuesday, "advances", 2)}, at(0)).value();
  EXPECT_EQ(write_set_alias(tables(), "all", "B", kTuesday).value(), 0U);
  const std::vector<SetAlias> expected{
      {"all", "A", kMonday, kMonday}, {"all", "B", kTuesday, kTuesday}, {"all", "A", kWednesday, std::nullopt}};
  EXPECT_EQ(read_set_aliases(tables(), "all").value(), expected);
  AggregateQuery query;
  query.set = "all";
  query.first = kMonday;
  query.last = kWednesday;
  std::vector<double> series;
  for (const auto& row : read_aggregates(tables(), query).value()) series.push_back(row.value.value());
  EXPECT_EQ(series, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(newest_aggregate(tables(), "all", "day").value(), kWednesday);
  EXPECT_EQ(newest_aggregate(tables(), "B", "day").value(), kTuesday);
  EXPECT_EQ(newest_aggregate(tables(), "all", "1m").value(), std::nullopt);
}

TEST_P(DerivedTables, sets_are_kept_once) {
  const SecuritySetRow row{"h1", R"(["AAPL","MSFT"])", 2, {}};
  EXPECT_EQ(write_security_set(tables(), row, at(1)).value(), 1U);
  EXPECT_EQ(write_security_set(tables(), row, at(2)).value(), 0U);
  EXPECT_EQ(read_security_set(tables(), "h1").value()->tickers_json, row.tickers_json);
  write_set_alias(tables(), "two", "h1", kTuesday).value();
  EXPECT_EQ(read_set_of_alias(tables(), "two", kWednesday).value()->ticker_count, 2U);
  EXPECT_FALSE(read_set_of_alias(tables(), "two", kMonday).value());
}

TEST_P(DerivedTables, aggregates_are_read_by_key_and_range_and_equal_ones_stay) {
  const std::vector rows{aggregate("A", kMonday, "advances", 5), aggregate("A", kMonday, "ratio", std::nullopt),
                         aggregate("A", kTuesday, "ratio", 1.0 / 3), aggregate("A", kTuesday, "trin", NAN)};
  EXPECT_EQ(write_aggregates(tables(), rows, at(1)).value(), 4U);
  EXPECT_EQ(write_aggregates(tables(), rows, at(9)).value(), 0U);
  AggregateQuery query;
  const std::vector<std::string> keys{"ratio"};
  query.set = "A";
  query.keys = keys;
  query.first = kMonday;
  query.last = kTuesday;
  query.newest_first = true;
  const auto back = read_aggregates(tables(), query).value();
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[0].value, 1.0 / 3);
  EXPECT_EQ(back[1].value, std::nullopt);
  EXPECT_EQ(back[1].missing, 1U);
  EXPECT_EQ(back[1].computed_at, at(1));
}

TEST_P(DerivedTables, T114_T115_metrics_change_with_value_or_revision) {
  MetricRow row{symbol("AAPL"), kMonday, "day", "sma:13", std::nullopt, 1, {}};
  EXPECT_EQ(write_metrics(tables(), std::vector{row}, at(1)).value(), 1U);
  row.value = 10.25;
  EXPECT_EQ(write_metrics(tables(), std::vector{row}, at(2)).value(), 1U);
  EXPECT_EQ(write_metrics(tables(), std::vector{row}, at(3)).value(), 0U);
  row.revision = 2;
  EXPECT_EQ(write_metrics(tables(), std::vector{row}, at(4)).value(), 1U);
  MetricRow later = row, other = row;
  later.as_of_date = kWednesday;
  other.ticker = symbol("MSFT");
  write_metrics(tables(), std::vector{later, other}, at(5)).value();
  const auto series = read_metric_series(tables(), row.ticker, "day", "sma:13", kMonday, kWednesday).value();
  ASSERT_EQ(series.size(), 2U);
  EXPECT_EQ(series[0].revision, 2);
  EXPECT_EQ(read_metric_series(tables(), row.ticker, "day", "sma:13", kTuesday, kTuesday).value().size(), 0U);
  int of_monday = 0;
  stream_metrics(tables(), kMonday, "day", [&](MetricRow&&) { ++of_monday; }).value();
  EXPECT_EQ(of_monday, 2);
}

TEST_P(DerivedTables, snapshots_keep_every_revision_and_the_newest_session) {
  const auto write = [&](const SnapshotRow& row, int when) {
    return write_snapshots(tables(), std::vector{row}, at(when)).value();
  };
  EXPECT_EQ(write(snapshot("AAPL", kTuesday, 55.5), 1), 1U);
  EXPECT_EQ(write(snapshot("AAPL", kTuesday, 55.5), 2), 0U);
  EXPECT_EQ(write(snapshot("AAPL", kTuesday, 56), 3), 1U);
  EXPECT_EQ(write(snapshot("AAPL", kMonday, 44), 4), 1U) << "an earlier session: history alone";
  const auto newest = read_snapshot(tables(), symbol("AAPL"), "technical_1d").value();
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->as_of_date, kTuesday);
  EXPECT_EQ(newest->rsi_14, 56);
  EXPECT_EQ(newest->revision, 2U);
  EXPECT_EQ(newest->computed_at, at(3));
  EXPECT_EQ(newest->expiry, UnixNanos{sys_days{kTuesday} + hours{30}});
  EXPECT_EQ(newest->payload, R"({"a":{"warm":true},"n":null,"x":0.30000000000000004,"z":1e-07})");
  const auto history = [&](Revisions which) {
    return read_snapshot_history(tables(), symbol("AAPL"), "technical_1d", kMonday, kWednesday, which).value();
  };
  EXPECT_EQ(history(Revisions::all).size(), 3U);
  ASSERT_EQ(history(Revisions::newest).size(), 2U);
  EXPECT_EQ(history(Revisions::newest)[1].rsi_14, 56);
  int streamed = 0;
  stream_snapshots(tables(), "technical_1d", [&](SnapshotRow&&) { ++streamed; }).value();
  EXPECT_EQ(streamed, 1);
}

TEST_P(DerivedTables, two_runs_at_once_write_one_revision_and_neither_fails) {
  if (!store().is_postgres()) GTEST_SKIP() << "SQLite has one writer at a time";
  const auto other = open_tables(store().url(), ".", OpenMode::read_write).value();
  const std::vector rows{snapshot("AAPL", kTuesday, 55.5), snapshot("MSFT", kTuesday, 40)};
  std::optional<StoreResult<std::size_t>> second;
  std::thread beside;
  std::atomic<bool> ended = false;
  const auto first = tables().together([&]() -> StoreResult<void> {
    if (const auto written = write_snapshots(tables(), rows, at(1)); !written) return written.error();
    beside = std::thread([&] {
      second = write_snapshots(*other, rows, at(2));
      ended = true;
    });
    // until it has read that there is no revision and waits for the rows that are not committed yet
    while (!ended && store().raw("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0\n") {
    }
    return {};
  });
  beside.join();
  EXPECT_TRUE(first);
  ASSERT_TRUE(second.has_value());
  ASSERT_TRUE(*second) << second->error().text;
  EXPECT_EQ(count("market_snapshot_history"), "2\n");
  EXPECT_EQ(count("market_snapshot"), "2\n");
}

TEST_P(DerivedTables, coverage_is_read_newest_first) {
  EXPECT_EQ(write_coverage(tables(), {at(1), "ok", R"({"b":1,"a":[]})"}).value(), 1U);
  EXPECT_EQ(write_coverage(tables(), {at(2), "degraded", "{}"}).value(), 1U);
  EXPECT_EQ(write_coverage(tables(), {at(2), "degraded", "{}"}).value(), 0U);
  EXPECT_EQ(newest_coverage(tables()).value()->status, "degraded");
  const auto both = read_coverage(tables(), at(0), at(9), 5).value();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1].payload, R"({"a":[],"b":1})");
}

TEST_P(DerivedTables, T156_a_job_runs_once_at_a_time_and_a_crash_blocks_no_longer_than_its_lease) {
  const JobRun first = run_of("daily", at(0)), second = run_of("daily", at(30)), third = run_of("daily", at(600));
  EXPECT_TRUE(start_job(tables(), first, seconds{300}).value());
  EXPECT_FALSE(start_job(tables(), second, seconds{300}).value());
  EXPECT_TRUE(start_job(tables(), run_of("breadth", at(30)), seconds{300}).value());
  EXPECT_TRUE(start_job(tables(), third, seconds{300}).value());
  EXPECT_TRUE(finish_job(tables(), third.id, JobStatus::ok, R"({"rows":3})", std::nullopt, at(610)).value());
  EXPECT_FALSE(finish_job(tables(), third.id, JobStatus::ok, "{}", std::nullopt, at(611)).value());
  EXPECT_EQ(close_crashed_jobs(tables(), "", "The daemon ended while it ran.", seconds{3'600}, at(700)).value(),
            2U);
  JobRun skipped = second;
  skipped.status = JobStatus::skipped;
  EXPECT_EQ(record_job(tables(), skipped).value(), 1U);
  const auto runs = read_job_runs(tables(), "daily", 10).value();
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_EQ(runs[0].counters, R"({"rows":3})");
  EXPECT_EQ(runs[1].status, JobStatus::skipped);
  EXPECT_EQ(runs[2].error, "The daemon ended while it ran.");
  EXPECT_EQ(runs[2].finished_at, at(700));
  EXPECT_EQ(newest_job_runs(tables()).value().size(), 2U);
}

TEST_P(DerivedTables, the_universe_is_active_constituents_and_watchlists) {
  const auto members = [](std::initializer_list<std::string_view> names) {
    std::vector<Constituent> out(names.size());
    std::transform(names.begin(), names.end(), out.begin(), [](std::string_view n) {
      Constituent c;
      c.symbol = symbol(n);
      return c;
    });
    return out;
  };
  EXPECT_EQ(write_constituents(tables(), "SP500", members({"AAPL", "MSFT"}), at(1)).value(), 2U);
  EXPECT_EQ(write_constituents(tables(), "SP500", members({"AAPL", "MSFT"}), at(2)).value(), 0U);
  EXPECT_EQ(write_constituents(tables(), "SP500", members({"AAPL", "NVDA"}), at(3)).value(), 2U);
  EXPECT_FALSE(write_constituents(tables(), "SP500", {}, at(4))) << "T-160";
  const auto all = read_constituents(tables(), "SP500", Members::all).value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].became_inactive_at, at(3));
  EXPECT_EQ(read_indices(tables()).value().at(0).active, 2U);
  const std::vector watched{symbol("TSLA"), symbol("AAPL")};
  EXPECT_EQ(write_watchlist(tables(), "mine", watched, at(5)).value(), 3U);
  EXPECT_EQ(write_watchlist(tables(), "mine", watched, at(6)).value(), 0U);
  EXPECT_EQ(tracked_universe(tables()).value(), (std::vector{symbol("AAPL"), symbol("NVDA"), symbol("TSLA")}));
  EXPECT_EQ(write_watchlist(tables(), "mine", {}, at(7)).value(), 2U);
  EXPECT_EQ(read_watchlists(tables()).value().at(0).symbols.size(), 0U);
  EXPECT_EQ(write_constituents(tables(), "SP500", members({"AAPL", "MSFT"}), at(8)).value(), 2U);
  EXPECT_EQ(read_constituents(tables(), "SP500").value().at(1).became_inactive_at, std::nullopt);
  EXPECT_EQ(delete_watchlist(tables(), "mine").value(), 1U);
}

TEST_P(DerivedTables, last_bars_are_found_back_to_a_bound_and_then_in_daily_bars) {
  const MinuteStart t = minute();
  write_bars({{"A", t}, {"A", t + minutes{2}}, {"B", t - hours{5}}, {"C", t - hours{60}}});
  const std::vector wanted{symbol("C"), symbol("B"), symbol("A"), symbol("NONE")};
  const auto found = read_last_bars(tables(), Interval::m1, wanted, t - hours{24}).value();
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].start, std::nullopt);
  EXPECT_EQ(found[1].start, t - hours{5});
  EXPECT_EQ(found[2].start, t + minutes{2});
  EXPECT_EQ(found[3].start, std::nullopt);
  EXPECT_EQ(read_last_bars(tables(), Interval::m1, wanted, t - hours{99}).value()[0].start, t - hours{60});
  EXPECT_EQ(read_last_bars(tables(), Interval::m5, wanted, t - hours{99}).value()[0].start, std::nullopt);
  const auto fill =
      read_fill(tables(), Interval::m1, std::vector<FillSpan>{{kMonday, t - hours{6}, t + hours{1}}});
  EXPECT_EQ(fill.value().at(0).symbols, 2U);
  EXPECT_EQ(fill.value().at(0).bars, 3U);
  EXPECT_TRUE(read_daily_fill(tables(), kMonday, kWednesday).value().empty());
}

TEST_P(DerivedTables, T161_a_day_is_dropped_alone_and_what_is_not_rolled_up_is_named) {
  const MinuteStart t = minute();
  const auto day = floor<days>(t);
  write_bars({{"A", t}, {"B", t}, {"A", t - days{1}}});
  EXPECT_EQ(days_with_bars(tables(), Interval::m1, day + days{1}).value(), (std::vector{day - days{1}, day}));
  EXPECT_EQ(days_with_bars(tables(), Interval::m1, day).value(), std::vector{day - days{1}});
  const RolledSession session{SessionDate{day}, t, t + minutes{390}, "xnys", "xnys"};
  EXPECT_EQ(symbols_not_final(tables(), session, 9).value(), (std::vector{symbol("A"), symbol("B")}));
  EXPECT_EQ(drop_day(tables(), Interval::m1, day).value(), 2U);
  EXPECT_EQ(drop_day(tables(), Interval::m1, day).value(), 0U);
  EXPECT_EQ(count("price_bars"), "1\n");
  write_bars({{"A", t}});
  EXPECT_EQ(count("price_bars"), "2\n") << "a dropped day can be made again";
  const ArchiveRow row{"price_bars", day, "price_bars-2026-11-20.csv.gz", 2, "ab", 99, at(5)};
  EXPECT_EQ(write_archive(tables(), row).value(), 1U);
  EXPECT_EQ(write_archive(tables(), row).value(), 0U);
  EXPECT_EQ(read_archives(tables()).value().at(0).bytes, 99U);
  EXPECT_TRUE(read_archives(tables(), "bars_5m").value().empty());
}

TEST_P(DerivedTables, T165_storage_totals_are_the_sum_of_their_tables) {
  write_bars({{"A", minute()}});
  const StorageUsage usage = read_storage_usage(tables()).value();
  std::uint64_t sum = usage.unused;
  bool bars = false;
  for (const TableUsage& table : usage.tables) {
    sum += table.bytes;
    bars = bars || (table.table == "price_bars" && table.bytes > 0 && table.kind == StorageKind::bars);
  }
  EXPECT_TRUE(bars);
  EXPECT_EQ(sum, usage.bytes);
  if (store().is_postgres()) return;
  EXPECT_TRUE(read_storage_usage(tables(), 1).value().tables.empty()) << "too large to be read";
}

INSTANTIATE_TEST_SUITE_P(On, DerivedTables, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace tickbard::test
