// Traps whose meaning spans several derivations: from what is stored to what is read.
#include <algorithm>
#include <map>

#include "aggregator/derive/coverage/expected_sessions.hpp"
#include "daemon/jobs/job_work.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/metric_values.hpp"
#include "sinks/derived/security_sets.hpp"
#include "sinks/derived/symbol_state.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

class Traps : public EveryStore {
 protected:
  void SetUp() override {
    EveryStore::SetUp();
    if (!IsSkipped()) rig = std::make_unique<DeriveRig>(GetParam());
  }

  /// A minute of one price at a time of a session.
  static Bar traded(std::string_view name, MinuteStart start, std::string_view at_price,
                    std::uint32_t revision = 1) {
    Bar out = bar(name, start, revision);
    out.open = out.high = out.low = out.close = price(at_price);
    out.vwap = price(at_price);
    return out;
  }

  std::map<SessionDate, double> series(std::string_view set, const std::string& key) {
    std::map<SessionDate, double> out;
    const std::vector<std::string> keys{key};
    for (const SetAlias& alias : read_set_aliases(*rig->reading, set).value())
      for (const AggregateRow& row :
           read_aggregates(*rig->reading, {alias.set_hash, "day", keys, 1990y / 1 / 1, 2099y / 12 / 31}).value())
        if (row.value) out[row.as_of_date] = *row.value;
    return out;
  }

  std::unique_ptr<DeriveRig> rig;
};
INSTANTIATE_TEST_SUITE_P(Engines, Traps, ::testing::Values("sqlite", "postgres"));

}  // namespace

TEST_P(Traps, T070_more_than_ten_thousand_percent_are_stored_with_the_rows_beside_them) {
  const auto days = nyse_sessions(2026y / 11 / 19, 2026y / 11 / 20);
  rig->closes("RUN", days, {100, 0});
  rig->closes("CALM", days, {1'000, 0});
  rig->store.write(
      {traded("RUN", minute_of(days[1].open), "124.4568"), traded("CALM", minute_of(days[1].open), "10")});
  const UnixNanos noon = days[1].open + hours{2};
  derive_baselines(rig->context_at(noon), nyse(), noon).value();
  EXPECT_EQ(read_symbol_state(*rig->reading, symbol("RUN")).value().value().figures.from_yesterday,
            Percent{123'456'800});
  EXPECT_EQ(read_symbol_state(*rig->reading, symbol("CALM")).value().value().figures.from_yesterday, Percent{0});
}

TEST_P(Traps, T104_a_late_amendment_after_the_rollup_changes_the_day_and_its_breadth) {
  const auto days = nyse_sessions(2026y / 11 / 18, 2026y / 11 / 20);
  std::vector<Event> events;
  for (const Session& day : days)
    for (const char* name : {"AAA", "BBB"}) {
      events.emplace_back(traded(name, minute_of(day.open), "10"));
      events.emplace_back(traded(name, minute_of(day.close) - minutes{1}, "10"));
    }
  rig->store.write(events);
  const DeriveContext context = rig->context(days.back().date);
  const auto derive_marked = [&] { derive_dirty(context, dirty_work(context).value()).value(); };
  derive_marked();
  EXPECT_EQ(series("all", "unchanged").at(days[1].date), 2.0);

  rig->store.write({traded("AAA", minute_of(days[1].close) - minutes{1}, "11", 2)});
  derive_marked();
  const auto rows = daily_of_symbol(*rig->reading, symbol("AAA"), days.back().date, 3).value();
  EXPECT_EQ(rows[0].bar.revision, 1U);
  EXPECT_EQ(rows[1].bar.revision, 2U);
  EXPECT_EQ(rows[1].bar.close, price("11"));
  EXPECT_EQ(series("all", "advances"), (std::map<SessionDate, double>{{days[0].date, 0}, {days[1].date, 1}, {days[2].date, 0}}));
  EXPECT_EQ(series("all", "declines").at(days[2].date), 1.0) << "the day after looks back on it";
}

TEST_P(Traps, T107_a_rollup_cut_off_in_the_middle_and_run_twice_ends_as_one_that_was_not) {
  const auto days = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 20);
  std::vector<Event> events;
  Generator random(5);
  for (const Session& day : days)
    for (Bar& minute : random.minutes(symbol("AAA"), day)) events.emplace_back(std::move(minute));
  rig->store.write(events);
  DeriveRig whole(GetParam());
  whole.store.write(events);
  derive_daily(whole.context(days.back().date), nyse(), days).value();

  DeriveContext context = rig->context(days.back().date);
  int asked = 0;
  context.stop = [&] { return ++asked > 2; };
  const DeriveReport cut_off = derive_daily(context, nyse(), days).value();
  EXPECT_TRUE(cut_off.stopped);
  EXPECT_EQ(cut_off.sessions, 2U);
  context.stop = {};
  derive_daily(context, nyse(), days).value();
  EXPECT_EQ(rig->dump(), whole.dump());
  EXPECT_EQ(derive_daily(context, nyse(), days).value().rows_changed, 0U);
  EXPECT_EQ(rig->dump(), whole.dump());
}

TEST_P(Traps, T110_a_scan_in_the_night_or_on_a_saturday_is_of_the_last_session) {
  const auto days = nyse_sessions(2026y / 11 / 19, 2026y / 11 / 20);
  rig->closes("AAA", days, {1'000, 1'001});
  struct Case {
    UnixNanos now;
    SessionDate session;
  };
  const Case cases[] = {{sys_days{2026y / 11 / 20} + hours{4} + minutes{9}, days[0].date},
                        {sys_days{2026y / 11 / 21} + hours{4} + minutes{9}, days[1].date},
                        {sys_days{2026y / 11 / 21} + hours{16}, days[1].date},
                        {sys_days{2026y / 11 / 22} + hours{23}, days[1].date}};
  for (const Case& c : cases) {
    const auto session = ExpectedSessions::at(nyse(), c.now, minutes{15}).expected();
    ASSERT_EQ(session, c.session);
    const auto of_it = nyse_sessions(*session, *session);
    derive_breadth(rig->context_at(c.now), {}, nyse(), of_it).value();
  }
  EXPECT_EQ(series("all", "advances"), (std::map<SessionDate, double>{{days[0].date, 0}, {days[1].date, 1}}))
      << "four runs, two sessions of which the first has no day before, no Saturday";
}

TEST_P(Traps, T114_a_value_that_was_missing_is_there_once_the_history_is) {
  const auto days = nyse_sessions(2026y / 10 / 1, 2026y / 10 / 30);
  std::vector<int> cents(days.size(), 1'000), late = cents;
  std::fill_n(late.begin(), 12, 0);
  late.resize(13);
  rig->closes("AAA", days, late);
  const auto of_day = std::span(days).subspan(12, 1);
  const DeriveContext context = rig->context(days[12].date);
  const auto sma = [&] {
    return read_metric_series(*rig->reading, symbol("AAA"), "day", "sma:13", days[12].date, days[12].date)
        .value()
        .at(0);
  };
  derive_breadth(context, {}, nyse(), of_day).value();
  EXPECT_EQ(sma().value, std::nullopt);
  EXPECT_EQ(series("all", "ma_13_missing_count").at(days[12].date), 1.0);
  cents.resize(13);
  rig->closes("AAA", days, cents);
  derive_breadth(context, {}, nyse(), of_day).value();
  EXPECT_EQ(sma().value, 10.0);
  EXPECT_EQ(series("all", "ma_13_equal_count").at(days[12].date), 1.0);
}
