// T-108: a security that is called otherwise since a day keeps its history.
#include "aggregator/derive/breadth/security_set.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_history.hpp"
#include "sinks/derived/market_snapshot.hpp"
#include "sinks/derived/metric_values.hpp"
#include "sinks/derived/symbol_changes.hpp"
#include "sinks/derived/symbol_state.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

constexpr std::size_t kDays = 30, kRenamed = 20;  // FB is META from the 21st session on

/// Thirty closes, rising by a cent from 10.00.
std::vector<int> rising() {
  std::vector<int> out;
  for (std::size_t i = 0; i < kDays; ++i) out.push_back(1'000 + static_cast<int>(i));
  return out;
}

std::vector<int> only(std::vector<int> cents, std::size_t first, std::size_t last) {
  for (std::size_t i = 0; i < cents.size(); ++i)
    if (i < first || i >= last) cents[i] = 0;
  return cents;
}

class Renamed : public EveryStore {
 protected:
  void SetUp() override {
    EveryStore::SetUp();
    if (IsSkipped()) return;
    rig = std::make_unique<DeriveRig>(GetParam());
    rig->closes("FB", days, only(rising(), 0, kRenamed));
    rig->closes("META", days, only(rising(), kRenamed, kDays));
    // A fund had the name in the first days, and a company that never changed its name is the yardstick.
    rig->closes("META", days, only(std::vector<int>(kDays, 9'999), 0, 5));
    rig->closes("SAME", days, rising());
    const std::vector<Rename> change{{symbol("FB"), symbol("META"), days[kRenamed].date}};
    EXPECT_EQ(write_renames(*rig->store.tables, change).value(), 1U);
    EXPECT_EQ(write_renames(*rig->store.tables, change).value(), 0U);
  }
  DeriveContext context() const { return rig->context(days.back().date); }
  std::optional<double> metric(const char* name, std::size_t i, const char* key) {
    const auto rows =
        read_metric_series(*rig->reading, symbol(name), "day", key, days[i].date, days[i].date).value();
    return rows.empty() ? std::nullopt : rows.front().value;
  }

  std::unique_ptr<DeriveRig> rig;
  const std::vector<Session> days = [] {
    auto all = nyse_sessions(2026y / 9 / 1, 2026y / 11 / 30);
    all.resize(kDays);
    return all;
  }();
};
INSTANTIATE_TEST_SUITE_P(Engines, Renamed, ::testing::Values("sqlite", "postgres"));

}  // namespace

TEST_P(Renamed, T108_its_days_are_those_under_both_names_and_none_of_another_security) {
  const auto history = history_of_symbol(*rig->reading, symbol("META"), days.back().date, 1'000).value();
  ASSERT_EQ(history.size(), kDays);
  for (std::size_t i = 0; i < kDays; ++i) {
    EXPECT_EQ(history[i].bar.session, days[i].date);
    EXPECT_EQ(history[i].bar.close.raw, (1'000 + static_cast<std::int64_t>(i)) * 10'000'000);
    EXPECT_EQ(history[i].bar.symbol, symbol("META"));
  }
  EXPECT_EQ(history_of_symbol(*rig->reading, symbol("META"), days.back().date, 3).value().front().bar.session,
            days[kDays - 3].date);
  EXPECT_TRUE(history_of_symbol(*rig->reading, symbol("FB"), days.back().date, 9).value().empty());
  EXPECT_EQ(history_symbols(*rig->reading).value(), (std::vector{symbol("META"), symbol("SAME")}));
  EXPECT_EQ(daily_of_symbol(*rig->reading, symbol("FB"), days.back().date, 99).value().size(), kRenamed)
      << "the rows stay as they were traded";
}

TEST_P(Renamed, T108_a_stream_of_all_has_it_in_its_place_without_a_hole) {
  std::vector<std::string> order;
  std::size_t rows = 0;
  stream_history(*rig->reading, days[3].date, days.back().date, [&](StoredDaily&& row) {
    if (order.empty() || order.back() != row.bar.symbol.view()) order.emplace_back(row.bar.symbol.view());
    ++rows;
  }).value();
  EXPECT_EQ(order, (std::vector<std::string>{"META", "SAME"}));
  EXPECT_EQ(rows, 2 * (kDays - 3));
}

TEST_P(Renamed, T108_averages_breadth_and_indicators_go_on_as_if_nothing_had_happened) {
  derive_all(context(), {}, nyse(), days).value();
  for (const std::size_t i : {kRenamed - 1, kRenamed, kRenamed + 5}) {
    EXPECT_EQ(metric("META", i, "sma:13"), metric("SAME", i, "sma:13")) << i;
    EXPECT_EQ(metric("META", i, "roc:17"), metric("SAME", i, "roc:17")) << i;
    EXPECT_TRUE(metric("META", i, "sma:13").has_value()) << i;
  }
  const std::vector<std::string> keys{"advances", "missing_ticker_count"};
  const std::string hash = SecuritySet::of(std::vector<std::string>{"META", "SAME"}).value().hash();
  const AggregateQuery query{hash, "day", keys, days[kRenamed].date, days[kRenamed].date};
  const auto breadth = read_aggregates(*rig->reading, query).value();
  ASSERT_EQ(breadth.size(), 2U) << "all is META and SAME";
  EXPECT_EQ(breadth[0].value, 2.0) << "its first day under the new name is an advance";
  EXPECT_EQ(breadth[1].value, 0.0);
  const auto snapshot = [&](const char* name) {
    return read_snapshot_history(*rig->reading, symbol(name), "technical_1d", days.back().date, days.back().date,
                                 Revisions::newest)
        .value()
        .at(0);
  };
  EXPECT_EQ(snapshot("META").rsi_14, snapshot("SAME").rsi_14);
  EXPECT_EQ(snapshot("META").perf_20d, snapshot("SAME").perf_20d);
  for (const DerivedPart& part : derive_all(context(), {}, nyse(), days).value())
    EXPECT_EQ(part.report.rows_changed, 0U) << part.what;
}

TEST_P(Renamed, T108_its_first_day_is_compared_with_the_last_close_under_the_former_name) {
  const Session& first = days[kRenamed];
  Bar minute = bar("META", minute_of(first.open));
  minute.open = minute.high = minute.low = minute.close = price("20.38");
  minute.vwap = price("20.38");
  rig->store.write({minute});
  derive_baselines(rig->context_at(first.open + hours{1}), nyse(), first.open + hours{1}).value();
  const auto state = read_symbol_state(*rig->reading, symbol("META")).value().value();
  EXPECT_EQ(state.figures.yesterday->price, price("10.19"));
  EXPECT_EQ(state.figures.from_yesterday, percent(100));
}

TEST_P(Renamed, T108_splits_under_either_name_adjust_all_of_its_history) {
  const std::vector<Split> splits{{symbol("FB"), days[10].date, 2, 1}, {symbol("META"), days[25].date, 5, 1}};
  write_splits(*rig->store.tables, splits).value();
  EXPECT_GT(refresh_adj_factors(*rig->store.tables, days.back().date, at(1)).value(), 0U);
  EXPECT_EQ(refresh_adj_factors(*rig->store.tables, days.back().date, at(2)).value(), 0U);
  const auto history = history_of_symbol(*rig->reading, symbol("META"), days.back().date, 1'000).value();
  const auto factor = [&](std::size_t i) { return to_text(history[i].adj_factor, kAdjFactorDigits); };
  EXPECT_EQ(factor(9), "0.1");
  EXPECT_EQ(factor(10), "0.2");
  EXPECT_EQ(factor(kRenamed), "0.2");
  EXPECT_EQ(factor(25), "1");
}
