// Reports from a small stored market, the same on both engines, against texts that a trader can read (golden/).
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "aggregator/derive/breadth/security_set.hpp"
#include "daemon/report/checks_report.hpp"
#include "daemon/report/coverage_report.hpp"
#include "daemon/report/scan_report.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/constituents.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/coverage_snapshots.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/security_sets.hpp"
#include "sinks/derived/watchlists.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {
namespace {

using namespace std::chrono;

/// Sunday evening in New York.
const UnixNanos kSunday = sys_days{2026y / 11 / 22} + 23h;
const SessionDate kFriday{2026y / 11 / 20}, kThursday{2026y / 11 / 19};

void expect_golden(const std::string& name, const std::string& text) {
  std::ifstream file(TICKBARD_SOURCE_DIR "/tests/daemon/report/golden/" + name);
  std::ostringstream expected;
  expected << file.rdbuf();
  if (expected.str() == text) return;
  const auto seen = std::filesystem::temp_directory_path() / ("seen-" + name);
  std::ofstream(seen) << text;
  ADD_FAILURE() << name << " differs; what came out is in " << seen << "\n" << text;
}

DailyBar day_of(std::string_view name, SessionDate session, std::string_view close, bool is_final = true) {
  DailyBar d;
  d.symbol = symbol(name);
  d.session = session;
  d.open = d.high = d.low = d.close = price(close);
  d.is_final = is_final;
  return d;
}

class Report : public EveryStore {
 protected:
  void SetUp() override {
    EveryStore::SetUp();
    if (!IsSkipped()) store_ = std::make_unique<DerivedStore>(GetParam());
  }
  Tables& tables() { return *store_->tables; }
  DerivedStore& store() { return *store_; }

  DeriveContext context(UnixNanos now = kSunday) {
    return {.from = tables(), .to = tables(), .calendars = calendars_, .now = now};
  }

  void write_days(std::vector<DailyBar> days) { write_daily(tables(), days, kSunday).value(); }

  void write_members(const std::string& index, const std::vector<std::string>& names) {
    std::vector<Constituent> rows(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) rows[i].symbol = symbol(names[i]);
    write_constituents(tables(), index, rows, kSunday).value();
  }

  /// SPY and QQQ over six sessions, SPY split 2:1 on the last; AAPL and MSFT behind, NVDA never seen.
  void write_market() {
    std::vector<DailyBar> days;
    const std::vector<Session> sessions = nyse().sessions_between(SessionDate{2026y / 11 / 13}, kFriday);
    int step = 0;
    for (const Session& s : sessions) {
      const bool last = s.date == kFriday;
      days.push_back(day_of("SPY", s.date, last ? "330.165" : std::to_string(650 + step)));
      if (!last) days.push_back(day_of("QQQ", s.date, std::to_string(500 - step)));
      ++step;
    }
    days.push_back(day_of("AAPL", kThursday, "270.5"));
    days.push_back(day_of("MSFT", SessionDate{2026y / 11 / 17}, "480"));
    days.push_back(day_of("TSLA", kFriday, "410.01", false));
    write_days(days);
    write_splits(tables(), std::vector{Split{symbol("SPY"), kFriday, 2, 1}}).value();
    refresh_adj_factors(tables(), kFriday, kSunday).value();
  }

  /// Breadth of a set: `advances` grow by one a session, declines stay at one.
  void write_breadth(const std::string& name, const std::vector<std::string>& tickers,
                     SessionDate last = kFriday) {
    const SecuritySet set = SecuritySet::of(tickers).value();
    write_security_set(tables(), {set.hash(), set.json(), static_cast<std::uint32_t>(set.size()), {}}, kSunday)
        .value();
    std::vector<AggregateRow> rows;
    double n = 0;
    for (const Session& s : nyse().sessions_between(SessionDate{2026y / 11 / 3}, last)) {
      const auto add = [&](std::string key, std::optional<double> value, std::uint32_t missing) {
        AggregateRow row;
        row.set_hash = set.hash();
        row.as_of_date = s.date;
        row.key = std::move(key);
        row.as_of = s.close;
        row.value = value;
        row.valid = static_cast<std::uint32_t>(set.size()) - missing;
        row.missing = missing;
        rows.push_back(row);
      };
      add("advances", n, 1);
      add("declines", 1, 1);
      add("advance_pct", n / 20, 1);
      add("missing_ticker_count", 1, 1);
      add("trin", s.date == kThursday ? std::nullopt : std::optional{1.23456}, 1);
      for (const char* key : {"ma_13_", "roc_17_vs_5_"}) {
        const std::string prefix = key;
        const bool mean = prefix == "ma_13_";
        add(prefix + (mean ? "above_pct" : "gt_pct"), 0.6154, 0);
        add(prefix + (mean ? "below_pct" : "lt_pct"), 0.3077, 0);
        add(prefix + (mean ? "equal_pct" : "eq_pct"), 0.0769, 0);
        add(prefix + "valid_count", 1234, 0);
      }
      write_set_alias(tables(), name, set.hash(), s.date).value();
      n += 1;
    }
    write_aggregates(tables(), rows, kSunday).value();
  }

  /// Sizes do not depend on the engine here.
  static StorageReport some_storage() {
    return {kSunday,
            {{"bars", 44'460'000},
             {"daily", 123'456},
             {"scan", 5'000},
             {"task-logs", 1'024},
             {"unused", 0},
             {"wal", 512},
             {"journal", 18'980'000},
             {"archive", 0},
             {"reports", 0}},
            {{"price_bars", StorageKind::bars, 44'460'000, 406'080}}};
  }

  ScanReport scan(const ScanOptions& options = {}, SessionDate session = kFriday) {
    ScanReport out = scan_session(context(), nyse(), session, options, some_storage()).value();
    out.store = "SQLite file bars.db";
    return out;
  }

 private:
  Calendar always_ = Calendar::always();
  CalendarBook calendars_{std::vector<const Calendar*>{&nyse(), &always_}};
  std::unique_ptr<DerivedStore> store_;
};

}  // namespace

TEST_P(Report, a_scan_reads_well_and_is_the_same_on_both_engines) {
  write_market();
  write_breadth("sp100", {"AAPL", "MSFT", "NVDA"});
  write_breadth("all", {"AAPL", "MSFT", "NVDA", "QQQ", "SPY", "TSLA"});
  const ScanReport report = scan();
  expect_golden("scan.md", scan_text(report, ReportFormat::markdown));
  expect_golden("scan.json", scan_text(report, ReportFormat::json));
  expect_golden("scan.csv", scan_text(report, ReportFormat::csv));
}

TEST_P(Report, T110_T113_sessions_before_are_stored_sessions) {
  write_market();
  write_breadth("all", {"AAPL", "MSFT"});
  const ScanReport report = scan();
  const SeriesSummary advances = report.universes.at(0).figures.at("advances").summary;
  EXPECT_EQ(advances, (SeriesSummary{13, 12, 11, 8.5, 10}))
      << "Monday's t-1 is Friday, and ten sessions make the mean";
  EXPECT_EQ(report.universes.at(0).figures.at("trin").summary.one_before, std::nullopt);
}

TEST_P(Report, T113_what_is_not_derived_is_no_t_1_and_an_issue_says_how_to_derive_it) {
  write_market();
  write_breadth("all", {"AAPL", "MSFT"}, SessionDate{2026y / 11 / 17});
  write_breadth("all", {"AAPL", "MSFT"}, kFriday);
  store().store.raw("DELETE FROM security_aggregate_values WHERE as_of_date IN ('2026-11-18', '2026-11-19')");
  const ScanReport report = scan();
  EXPECT_EQ(report.universes.at(0).figures.at("advances").summary, (SeriesSummary{13, {}, {}, 7.75, 8}));
  const std::string wanted =
      "Breadth of all is not derived for 2 of the sessions 2026-11-18..2026-11-19: run `tickbard derive breadth "
      "--set "
      "all --session 2026-11-18..2026-11-19`.";
  EXPECT_NE(std::find(report.issues.begin(), report.issues.end(), wanted), report.issues.end());
  EXPECT_NE(scan_text(report, ReportFormat::markdown).find("7.75 (8d)"), std::string::npos);
}

TEST_P(Report, T111_a_change_of_one_day_has_no_base_of_long_before) {
  write_days({day_of("SPY", SessionDate{2026y / 9 / 8}, "600"), day_of("SPY", kThursday, "670"),
              day_of("QQQ", SessionDate{2026y / 11 / 13}, "500"), day_of("QQQ", kFriday, "550")});
  const ScanReport thursday = scan({}, kThursday);
  EXPECT_EQ(thursday.market.at(0).one_day, std::nullopt);
  EXPECT_EQ(scan().market.at(1).one_day, Percent{100'000}) << "five sessions before";
}

TEST_P(Report, the_market_snapshot_is_of_symbols_of_the_calendar) {
  InstrumentRow coin;
  coin.symbol = symbol("BTC-USD");
  coin.calendar = "always";
  write_instruments(tables(), std::vector{coin}, kSunday).value();
  write_days({day_of("BTC-USD", kFriday, "90000")});
  const Calendar always = Calendar::always();
  const ScanReport report = scan_session(context(), always, kFriday, {}, {}).value();
  EXPECT_TRUE(report.market.empty()) << "SPY is of another calendar";
  ASSERT_EQ(report.issues.size(), 1U);
  EXPECT_EQ(report.issues[0],
            "No breadth is stored for 2026-11-20: run `tickbard derive breadth --session 2026-11-20 --calendar "
            "always`.");
  EXPECT_NE(scan_text(report, ReportFormat::markdown).find("## Market Snapshot\n\n- None."), std::string::npos);
}

TEST_P(Report, T121_checks_name_what_contradicts_itself) {
  EXPECT_EQ(run_checks(tables(), kSunday).value().breaches(), 0U);
  const SecuritySet set = SecuritySet::of(std::vector<std::string>{"AAPL", "MSFT", "NVDA"}).value();
  write_security_set(tables(), {set.hash(), set.json(), 3, {}}, kSunday).value();
  const auto write = [&](const std::string& key, std::optional<double> value, std::uint32_t valid) {
    AggregateRow row;
    row.set_hash = set.hash();
    row.as_of_date = kFriday;
    row.key = key;
    row.as_of = nyse().session(kFriday)->close;
    row.value = value;
    row.valid = valid;
    row.missing = 3 - valid;
    write_aggregates(tables(), std::vector{row}, kSunday).value();
  };
  const auto group = [&](const std::string& prefix, const std::vector<std::string>& words,
                         const std::vector<std::optional<double>>& values) {
    for (std::size_t i = 0; i < words.size(); ++i) write(prefix + words[i], values[i], values[3] == 0.0 ? 0 : 2);
  };
  const std::vector<std::string> changes{"advances", "declines", "unchanged", "valid_ticker_count",
                                         "missing_ticker_count"};
  const std::vector<std::string> rates{"gt_count", "lt_count", "eq_count", "valid_count", "missing_count"};
  group("", changes, {1.0, 1.0, 0.0, 2.0, 1.0});
  group("ad_5_", changes, {{}, {}, {}, 0.0, 3.0});
  group("roc_17_vs_5_", rates, {0.0, 0.0, 2.0, 2.0, 1.0});
  EXPECT_EQ(run_checks(tables(), kSunday).value().breaches(), 0U);
  group("ad_10_", changes, {1.0, 1.0, 1.0, 2.0, 1.0});
  group("roc_27_vs_4_", rates, {0.0, 0.0, 2.0, 2.0, 2.0});
  const ChecksReport report = run_checks(tables(), kSunday).value();
  EXPECT_EQ(report.breaches(), 2U);
  const std::string text = checks_text(report, ReportFormat::markdown);
  for (const char* key : {"2026-11-20 ad_10_valid_ticker_count", "2026-11-20 roc_27_vs_4_valid_count"})
    EXPECT_NE(text.find(key), std::string::npos) << text;
}

TEST_P(Report, a_scan_of_an_empty_store_says_what_to_do) {
  const ScanReport report = scan();
  ASSERT_EQ(report.issues.size(), 5U);
  EXPECT_EQ(report.issues[0],
            "No symbol has a daily bar of 2026-11-20: run `tickbard derive daily --session 2026-11-20`.");
  EXPECT_EQ(report.issues[1], "SPY has no daily bar up to 2026-11-20.");
  EXPECT_EQ(report.issues[4],
            "No breadth is stored for 2026-11-20: run `tickbard derive breadth --session 2026-11-20`.");
  EXPECT_NE(scan_text(report, ReportFormat::markdown).find("| SPY    | --    |         -- |   -- |   -- |"),
            std::string::npos);
}

TEST_P(Report, sets_are_asked_for_by_name) {
  write_breadth("sp100", {"AAPL"});
  write_breadth("late", {"MSFT"}, SessionDate{2026y / 11 / 18});
  EXPECT_EQ(scan().universes.size(), 1U) << "those with values of the session";
  const ScanReport asked = scan({{"late", "sp100"}, {}});
  ASSERT_EQ(asked.universes.size(), 2U);
  EXPECT_TRUE(asked.universes[0].figures.empty());
  EXPECT_NE(asked.issues.at(1).find("No breadth of late is stored for 2026-11-20"), std::string::npos);
  const auto unknown = scan_session(context(), nyse(), kFriday, {{"nasdaq"}, {}}, {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(
      unknown.error().text,
      "no breadth is stored of a set \"nasdaq\" (there are: late, sp100); run `tickbard derive breadth --set "
      "nasdaq` first.");
}

TEST_P(Report, T150_T154_coverage_on_sunday_evening_is_the_same_on_both_engines) {
  write_market();
  write_members("SP500", {"AAPL", "MSFT", "NVDA", "SPY"});
  write_watchlist(tables(), "mine", std::vector{symbol("TSLA"), symbol("SPY")}, kSunday).value();
  const CoverageReport report = compute_coverage(context()).value();
  EXPECT_EQ(report.figures.daily.symbols, (std::array<std::uint64_t, 4>{2, 1, 1, 1}));
  EXPECT_EQ(report.figures.status, CoverageStatus::degraded);
  expect_golden("coverage.md", coverage_text(report, ReportFormat::markdown));
  expect_golden("coverage.json", coverage_text(report, ReportFormat::json));
  expect_golden("coverage.csv", coverage_text(report, ReportFormat::csv));
}

TEST_P(Report, without_indices_and_watchlists_every_stored_symbol_is_the_universe) {
  EXPECT_EQ(compute_coverage(context()).value().figures.status, CoverageStatus::idle) << "T-153";
  write_days({day_of("A", kFriday, "1"), day_of("GONE", kThursday, "1")});
  InstrumentRow gone;
  gone.symbol = symbol("GONE");
  gone.is_active = false;
  write_instruments(tables(), std::vector{gone}, kSunday).value();
  const CoverageReport stored = compute_coverage(context()).value();
  EXPECT_EQ(stored.universe.size(), 1U) << "what is inactive is not waited for";
  EXPECT_FALSE(stored.tracked);
  EXPECT_EQ(stored.figures.status, CoverageStatus::ok);
  write_members("DOW30", {"A", "B"});
  EXPECT_EQ(compute_coverage(context()).value().universe.size(), 2U);
}

TEST_P(Report, T160_members_that_left_an_index_are_not_waited_for) {
  write_days({day_of("A", kFriday, "1")});
  write_members("DOW30", {"A", "LEFT"});
  write_members("DOW30", {"A"});
  EXPECT_EQ(compute_coverage(context()).value().figures.status, CoverageStatus::ok);
  EXPECT_FALSE(write_constituents(tables(), "DOW30", {}, kSunday))
      << "an empty list leaves the universe as it was";
  EXPECT_EQ(compute_coverage(context()).value().universe.size(), 1U);
}

TEST_P(Report, T163_five_minute_bars_count_where_they_are_kept) {
  write_days({day_of("A", kFriday, "1"), day_of("B", kFriday, "1")});
  EXPECT_FALSE(compute_coverage(context()).value().m5_counts) << "a store of imported days";
  const MinuteStart open = minute_of(nyse().session(kFriday)->open);
  store().write({bar("PARTITION", open)});
  write_higher(tables(), Interval::m5, std::vector{bar("A", open)}, kSunday).value();
  const CoverageReport kept = compute_coverage(context()).value();
  EXPECT_TRUE(kept.m5_counts);
  EXPECT_EQ(kept.missing_m5, std::vector{symbol("B")});
  EXPECT_EQ(kept.figures.status, CoverageStatus::degraded);
  EXPECT_EQ(kept.m5_fill.back().symbols, 1U);
  CoverageOptions off;
  off.bars_enabled = false;
  EXPECT_EQ(compute_coverage(context(), off).value().figures.status, CoverageStatus::ok);
}

TEST_P(Report, each_symbol_is_measured_by_its_own_calendar) {
  write_days({day_of("AAPL", kFriday, "1"), day_of("BTC-USD", kFriday, "1")});
  InstrumentRow coin;
  coin.symbol = symbol("BTC-USD");
  coin.calendar = "always";
  write_instruments(tables(), std::vector{coin}, kSunday).value();
  const CoverageReport report = compute_coverage(context()).value();
  EXPECT_EQ(report.figures.daily.symbols, (std::array<std::uint64_t, 4>{1, 1, 0, 0}));
  EXPECT_EQ(report.daily_fill.size(), 100U) << "50 sessions of each";
}

TEST_P(Report, coverage_of_a_past_session_does_not_see_what_came_later) {
  write_days({day_of("A", SessionDate{2026y / 11 / 17}, "1"), day_of("A", kFriday, "1")});
  const UnixNanos thursday_evening = nyse().session(kThursday)->post_close + 15min;
  EXPECT_EQ(compute_coverage(context(thursday_evening)).value().figures.daily.of(Lag::two_or_more), 1U);
}

TEST_P(Report, a_snapshot_is_kept_without_the_list_of_all) {
  write_days({day_of("A", kFriday, "1")});
  record_coverage(context()).value();
  record_coverage(context(kSunday + 1h)).value();
  const CoverageRow row = newest_coverage(tables()).value().value();
  EXPECT_EQ(row.taken_at, kSunday + 1h);
  EXPECT_EQ(row.status, "ok");
  EXPECT_NE(row.payload.find("\"daily_pct\":100"), std::string::npos) << row.payload;
  EXPECT_EQ(row.payload.find("\"last\":{"), std::string::npos);
  EXPECT_EQ(read_coverage(tables(), kSunday, kSunday + 2h, 9).value().size(), 2U);
}

TEST_P(Report, T165_the_total_is_the_sum_of_the_kinds) {
  write_days({day_of("A", kFriday, "1")});
  TempFolder folder;
  std::filesystem::create_directories(folder.path() / "archive" / "price_bars");
  std::ofstream(folder.path() / "archive" / "price_bars" / "a.gz") << std::string(1000, 'x');
  const StoragePlaces places{{}, {}, folder.path() / "archive", folder.path() / "none"};
  const StorageReport report = measure_storage(tables(), places, kSunday).value();
  EXPECT_EQ(report.of("archive"), 1000U);
  EXPECT_EQ(report.of("reports"), 0U) << "a folder that is not there holds nothing";
  EXPECT_GT(report.of("daily"), 0U);
  std::uint64_t tables_sum = 0;
  for (const TableUsage& t : report.tables) tables_sum += t.bytes;
  EXPECT_EQ(report.total(), tables_sum + report.of("unused") + 1000);
}

INSTANTIATE_TEST_SUITE_P(On, Report, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace tickbard::test
