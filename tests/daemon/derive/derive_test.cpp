#include <map>
#include <random>
#include <sstream>
#include <tuple>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/breadth/metric_key.hpp"
#include "aggregator/derive/exact.hpp"
#include "daemon/app/derive_command.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/market_snapshot.hpp"
#include "sinks/derived/metric_values.hpp"
#include "sinks/derived/security_sets.hpp"
#include "sinks/derived/symbol_state.hpp"
#include "sinks/derived/watchlists.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

/// Minutes and prints of three symbols over three weeks with a half-day in them; the third is thin.
std::vector<Session> write_minutes(DeriveRig& rig) {
  const auto sessions = nyse_sessions(2026y / 11 / 19, 2026y / 12 / 1);
  Generator random(7);
  std::vector<Event> events;
  for (const Session& session : sessions) {
    for (const char* name : {"AAPL", "MSFT", "SPY"}) {
      for (Bar& bar : random.minutes(symbol(name), session)) events.emplace_back(std::move(bar));
      for (SessionPrint& print : random.prints(symbol(name), session)) events.emplace_back(std::move(print));
    }
  }
  rig.store.write(events);
  return sessions;
}

std::optional<double> aggregate(DeriveRig& rig, std::string_view set, SessionDate date, const std::string& key) {
  const std::vector<std::string> keys{key};
  const auto rows = read_aggregates(*rig.reading, {set, "day", keys, date, date}).value();
  return rows.empty() ? std::nullopt : rows.front().value;
}

class DeriveOnEveryStore : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, DeriveOnEveryStore, ::testing::Values("sqlite", "postgres"));

}  // namespace

TEST_P(DeriveOnEveryStore, all_of_it_twice_changes_nothing_the_second_time) {
  DeriveRig rig(GetParam());
  const auto sessions = write_minutes(rig);
  const auto context = rig.context(sessions.back().date);
  const auto first = derive_all(context, {}, nyse(), sessions).value();
  ASSERT_EQ(first.size(), 5U);
  for (const DerivedPart& part : first) EXPECT_GT(part.report.rows_changed, 0U) << part.what;
  const std::string before = rig.dump();
  for (const DerivedPart& part : derive_all(context, {}, nyse(), sessions).value())
    EXPECT_EQ(part.report.rows_changed, 0U) << part.what;
  EXPECT_EQ(rig.dump(), before);
  // 5-minute figures are as repeatable.
  EXPECT_GT(derive_indicators(context, nyse(), sessions, Interval::m5).value().rows_changed, 0U);
  EXPECT_EQ(derive_indicators(context, nyse(), sessions, Interval::m5).value().rows_changed, 0U);
}

TEST_P(DeriveOnEveryStore, longer_bars_are_left_between_two_hours_and_go_on_from_there) {
  DeriveRig rig(GetParam()), whole(GetParam());
  const auto sessions = write_minutes(rig);
  write_minutes(whole);
  const std::span one(sessions.data(), 1);
  auto context = rig.context(sessions.back().date);
  int asked = 0;
  context.stop = [&] { return ++asked > 7; };
  const auto begun = derive_higher(context, nyse(), one).value();
  EXPECT_TRUE(begun.stopped);
  EXPECT_EQ(begun.sessions, 0U);
  EXPECT_GT(begun.rows_changed, 0U);
  context.stop = {};
  const auto rest = derive_higher(context, nyse(), one).value();
  EXPECT_GT(rest.rows_changed, 0U);
  const auto at_once = derive_higher(whole.context(sessions.back().date), nyse(), one).value();
  EXPECT_EQ(begun.rows_changed + rest.rows_changed, at_once.rows_changed);
  EXPECT_EQ(rig.dump(), whole.dump());
}

TEST(DeriveBreadth, T115_a_corrected_close_makes_later_metric_values_anew) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 9 / 1, 2026y / 10 / 30);
  std::vector<int> up;
  for (std::size_t i = 0; i < sessions.size(); ++i) up.push_back(1'000 + static_cast<int>(i));
  rig.closes("AAA", sessions, up);
  rig.closes("BBB", sessions, up);
  const auto context = rig.context(sessions.back().date);
  derive_breadth(context, {}, nyse(), sessions).value();
  const auto series = [&](const char* name) {
    return read_metric_series(*rig.reading, symbol(name), "day", "sma:13", sessions.front().date,
                              sessions.back().date)
        .value();
  };
  const auto before = series("AAA"), untouched = series("BBB");

  up[20] += 130;
  rig.closes("AAA", sessions, up);
  EXPECT_GT(derive_breadth(context, {}, nyse(), sessions).value().rows_changed, 0U);
  const auto after = series("AAA");
  ASSERT_EQ(after.size(), sessions.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].revision == before[i].revision, i < 20) << i;
    EXPECT_EQ(after[i].value == before[i].value, i < 20 || i > 32) << i;
  }
  EXPECT_DOUBLE_EQ(after[20].value.value(), before[20].value.value() + 0.1);
  const auto same = series("BBB");
  for (std::size_t i = 0; i < same.size(); ++i) EXPECT_EQ(same[i].revision, untouched[i].revision);
}

TEST(DeriveBreadth, T115_a_split_changes_no_verdict_and_every_earlier_average) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 9 / 1, 2026y / 10 / 9);
  std::vector<int> closes;
  for (std::size_t i = 0; i < sessions.size(); ++i) closes.push_back(i < 15 ? 10'000 : 1'001);
  rig.closes("AAA", sessions, closes);
  write_splits(*rig.store.tables, std::vector<Split>{{symbol("AAA"), sessions[15].date, 10, 1}}).value();
  const auto context = rig.context(sessions.back().date);
  derive_daily(context, nyse(), sessions).value();
  derive_breadth(context, {}, nyse(), sessions).value();
  EXPECT_EQ(aggregate(rig, "all", sessions[15].date, "advances"), 1.0);
  EXPECT_EQ(aggregate(rig, "all", sessions[15].date, "ma_13_above_count"), 1.0);
  const auto rows =
      read_metric_series(*rig.reading, symbol("AAA"), "day", "sma:13", sessions[14].date, sessions[14].date)
          .value();
  EXPECT_EQ(rows.at(0).value, 10.0);
}

TEST_P(DeriveOnEveryStore, T112_a_split_that_no_decimal_holds_loses_no_tie_and_changes_no_count) {
  const auto sessions = nyse_sessions(2026y / 1 / 2, 2026y / 4 / 30);
  const auto counts = [&](std::vector<Split> splits) {
    DeriveRig rig(GetParam());
    std::mt19937 random(5);
    for (const char* name : {"AAA", "BBB", "CCC", "DDD", "EEE", "FFF"}) {
      std::vector<int> closes;
      for (std::size_t i = 0; i < sessions.size(); ++i) closes.push_back(100 * static_cast<int>(1 + random() % 3));
      // FFF splits 1:7 in the middle: from then on a share is seven of those before
      if (std::string_view(name) == "FFF" && splits.size() > 0)
        for (std::size_t i = 40; i < closes.size(); ++i) closes[i] *= 7;
      rig.closes(name, sessions, closes);
    }
    write_splits(*rig.store.tables, splits).value();
    const auto context = rig.context(2026y / 6 / 1);
    derive_breadth(context, {}, nyse(), sessions).value();
    std::map<std::tuple<SessionDate, std::string>, std::tuple<std::optional<double>, std::uint32_t>> out;
    for (const AggregateRow& row :
         read_aggregates(*rig.reading, {"all", "day", {}, sessions.front().date, sessions.back().date}).value())
      if (row.key.find("volume") == std::string::npos && row.key.find("4pct") == std::string::npos &&
          row.key != "trin")
        out[{row.as_of_date, row.key}] = {row.value, row.valid};
    return out;
  };
  const auto plain = counts({});
  EXPECT_GT(std::get<0>(plain.at({sessions.back().date, "ma_13_equal_count"})).value() +
                std::get<0>(plain.at({sessions[60].date, "ma_13_equal_count"})).value() +
                std::get<0>(plain.at({sessions[50].date, "ma_13_equal_count"})).value(),
            0.0)
      << "without a tie nothing is tested";
  std::vector<Split> splits;
  for (const char* name : {"AAA", "BBB", "CCC", "DDD", "EEE"})
    splits.push_back({symbol(name), 2026y / 5 / 5, 3, 1});
  splits.push_back({symbol("FFF"), sessions[40].date, 1, 7});
  EXPECT_TRUE(plain == counts(splits));
}

TEST(DeriveBreadth, a_mean_across_a_split_is_one_exact_quotient_in_both_tables) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2025y / 11 / 3, 2026y / 10 / 9);
  std::vector<int> closes;
  for (std::size_t i = 0; i < sessions.size(); ++i) closes.push_back(6'654'321 + 7 * static_cast<int>(i % 13));
  rig.closes("BIG", sessions, closes);
  write_splits(*rig.store.tables, std::vector<Split>{{symbol("BIG"), sessions[100].date, 3, 1}}).value();
  const auto context = rig.context(sessions.back().date);
  derive_breadth(context, {}, nyse(), sessions).value();
  derive_indicators(context, nyse(), std::span(sessions).last(1)).value();
  const SessionDate last = sessions.back().date;
  const double kept =
      read_metric_series(*rig.reading, symbol("BIG"), "day", "sma:200", last, last).value().at(0).value.value();
  Int128 thirds = 0;  // of a cent
  for (std::size_t i = sessions.size() - 200; i < sessions.size(); ++i)
    thirds += Int128{closes[i]} * (i < 100 ? 1 : 3);
  EXPECT_EQ(kept, nearest_quotient(thirds, 3 * 100 * 200));
  const auto row = read_snapshot(*rig.reading, symbol("BIG"), "technical_1d").value().value();
  const auto at = row.payload.find("\"sma_200\":");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(std::strtod(row.payload.c_str() + at + 10, nullptr), kept);
}

TEST(DeriveBreadth, a_split_too_fine_to_be_exact_is_rounded_and_noted) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 9 / 1, 2026y / 9 / 30);
  rig.closes("AAA", sessions, std::vector<int>(sessions.size(), 1'000));
  write_splits(*rig.store.tables,
               std::vector<Split>{{symbol("AAA"), sessions[9].date, 999'999'999'989, 999'999'999'961}})
      .value();
  const DeriveReport report = derive_breadth(rig.context(sessions.back().date), {}, nyse(), sessions).value();
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_NE(report.notes[0].find("1 security has splits that no 64-bit price holds exactly"), std::string::npos)
      << report.notes[0];
  EXPECT_EQ(report.sessions, sessions.size());
}

TEST(DeriveBreadth, T120_a_session_in_which_no_member_traded_has_no_row) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 11 / 9, 2026y / 11 / 13);
  rig.closes("AAA", sessions, {100, 101, 0, 102, 103});
  const DeriveReport report = derive_breadth(rig.context(sessions.back().date), {}, nyse(), sessions).value();
  EXPECT_EQ(report.sessions, 4U);
  EXPECT_EQ(aggregate(rig, "all", sessions[0].date, "advances"), 0.0) << "nobody has a day before";
  EXPECT_EQ(aggregate(rig, "all", sessions[0].date, "missing_ticker_count"), 1.0);
  EXPECT_EQ(aggregate(rig, "all", sessions[2].date, "missing_ticker_count"), std::nullopt);
  EXPECT_EQ(aggregate(rig, "all", sessions[3].date, "advances"), 1.0);
  EXPECT_NE(report.notes.at(0).find("1 session has no daily bar of any security of the set"), std::string::npos);
}

TEST(DeriveIndicators, T111_changes_refuse_a_base_of_long_before) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 9 / 1, 2026y / 11 / 13);
  std::vector<int> closes(sessions.size(), 0);
  for (const std::size_t i : {0UL, 1UL, 2UL, 3UL}) closes[i] = 1'000;
  closes[closes.size() - 2] = closes[closes.size() - 1] = 1'100;
  rig.closes("AAA", sessions, closes);
  derive_indicators(rig.context(sessions.back().date), nyse(), std::span(sessions).last(2)).value();
  const auto rows = read_snapshot_history(*rig.reading, symbol("AAA"), "technical_1d", sessions.front().date,
                                          sessions.back().date, Revisions::newest)
                        .value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].perf_1d, std::nullopt);
  EXPECT_EQ(rows[1].perf_1d, 0.0);
  for (const SnapshotRow& row : rows)
    for (const char* figure : {"\"perf_mtd\":null", "\"perf_qtd\":null", "\"perf_3d\":null"})
      EXPECT_NE(row.payload.find(figure), std::string::npos) << figure;
}

TEST(DeriveBreadth, the_line_is_of_the_whole_history_whichever_sessions_are_asked_for) {
  DeriveRig whole("sqlite"), part("sqlite");
  const auto sessions = nyse_sessions(2026y / 5 / 1, 2026y / 9 / 30);
  for (DeriveRig* rig : {&whole, &part}) {
    Generator random(3);
    for (const char* name : {"AAA", "BBB", "CCC", "DDD", "EEE"}) {
      std::vector<int> closes;
      for (std::size_t i = 0; i < sessions.size(); ++i)
        closes.push_back(random.one_in(12) ? 0 : 1'000 + static_cast<int>(random.below(9)));
      rig->closes(name, sessions, closes);
    }
  }
  const auto context = whole.context(sessions.back().date);
  derive_breadth(context, {}, nyse(), sessions).value();
  const std::span last(sessions.data() + sessions.size() - 3, 3);
  derive_breadth(part.context(sessions.back().date), {}, nyse(), last).value();
  for (const Session& session : last) {
    for (const char* key : {"ad_line", "mcclellan_oscillator", "mcclellan_summation", "advances"}) {
      const auto value = aggregate(part, "all", session.date, key);
      EXPECT_TRUE(value.has_value()) << key;
      EXPECT_EQ(value, aggregate(whole, "all", session.date, key)) << key;
    }
  }
}

TEST(DeriveBreadth, T123_no_value_of_a_day_before_it_is_final) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 18);
  rig.closes("AAA", sessions, {1'000, 1'001, 1'002});
  const auto early = derive_breadth(rig.context_at(sessions[2].close + minutes{5}), {}, nyse(), sessions).value();
  EXPECT_EQ(early.sessions, 2U);
  ASSERT_EQ(early.notes.size(), 1U);
  EXPECT_NE(early.notes[0].find("2026-11-18"), std::string::npos) << early.notes[0];
  EXPECT_FALSE(aggregate(rig, "all", sessions[2].date, "advances").has_value());

  // The time has come, but the row itself still says that it is provisional.
  DailyBar row = imported_day(symbol("AAA"), sessions[2].date, price("10.02"));
  row.is_final = false;
  write_daily(*rig.store.tables, std::vector{row}, at(0)).value();
  const auto late = derive_breadth(rig.context(sessions[2].date), {}, nyse(), sessions).value();
  EXPECT_EQ(late.sessions, 2U);
  EXPECT_FALSE(aggregate(rig, "all", sessions[2].date, "advances").has_value());
}

TEST(DeriveBreadth, sets_by_list_watchlist_hash_and_calendar) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 18);
  for (const char* name : {"AAA", "BBB", "BTC"}) rig.closes(name, sessions, {1'000, 1'001, 1'002});
  InstrumentRow coin;
  coin.symbol = symbol("BTC");
  coin.calendar = "always";
  write_instruments(*rig.store.tables, std::vector{coin}, at(0)).value();
  const auto context = rig.context(sessions.back().date);
  const SessionDate day = sessions.back().date;

  derive_breadth(context, {}, nyse(), sessions).value();
  EXPECT_EQ(aggregate(rig, "all", day, "advances"), 2.0) << "BTC follows another calendar";
  const Calendar& always = *rig.calendars.find("always");
  derive_breadth(context, {}, always, always.sessions_between(sessions[0].date, day)).value();
  EXPECT_EQ(aggregate(rig, "all-always", day, "advances"), 1.0);
  EXPECT_EQ(aggregate(rig, "all", day, "advances"), 2.0) << "the name is its calendar's";

  const std::vector<Symbol> mine{symbol("AAA"), symbol("ZZZ")};
  write_watchlist(*rig.store.tables, "mine", mine, at(0)).value();
  const auto report = derive_breadth(context, {"mine", {}}, nyse(), sessions).value();
  EXPECT_EQ(aggregate(rig, "mine", day, "advances"), 1.0);
  EXPECT_EQ(aggregate(rig, "mine", day, "missing_ticker_count"), 1.0);
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_NE(report.notes[0].find("1 of 2"), std::string::npos);

  const std::string hash = read_set_aliases(*rig.reading, "mine").value().at(0).set_hash;
  EXPECT_EQ(derive_breadth(context, {hash, {}}, nyse(), sessions).value().rows_changed, 0U);
  const auto unknown = derive_breadth(context, {"nobody", {}}, nyse(), sessions);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_NE(unknown.error().text.find("nobody"), std::string::npos);
}

TEST(DeriveIndicators, a_correction_is_a_new_revision_and_the_old_one_stays) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 9 / 1, 2026y / 10 / 30);
  std::vector<int> closes;
  for (std::size_t i = 0; i < sessions.size(); ++i) closes.push_back(1'000 + static_cast<int>(i * 37 % 11));
  rig.closes("AAA", sessions, closes);
  const auto context = rig.context(sessions.back().date);
  const auto first = derive_indicators(context, nyse(), sessions).value();
  EXPECT_EQ(first.rows_changed, sessions.size());
  ASSERT_FALSE(first.notes.empty());
  EXPECT_NE(first.notes[0].find("SPY has no daily bars"), std::string::npos);
  closes[10] += 5;
  rig.closes("AAA", sessions, closes);
  derive_indicators(context, nyse(), sessions).value();
  const auto history = [&](std::size_t i) {
    return read_snapshot_history(*rig.reading, symbol("AAA"), "technical_1d", sessions[i].date, sessions[i].date,
                                 Revisions::all)
        .value();
  };
  EXPECT_EQ(history(9).size(), 1U);
  ASSERT_EQ(history(10).size(), 2U);
  EXPECT_EQ(history(10)[0].revision, 1U);
  const auto newest = read_snapshot(*rig.reading, symbol("AAA"), "technical_1d").value();
  ASSERT_TRUE(newest.has_value());
  EXPECT_EQ(newest->as_of_date, sessions.back().date);
  const auto next = nyse().next_session(sessions.back().date);
  EXPECT_EQ(newest->expiry, next->post_close + context.amend_window);
}

TEST(DeriveBaselines, T068_the_state_at_an_instant_and_an_older_session_leaves_it_alone) {
  DeriveRig rig("sqlite");
  const auto sessions = write_minutes(rig);
  const auto context = rig.context(sessions.back().date);
  derive_daily(context, nyse(), sessions).value();
  derive_higher(context, nyse(), sessions).value();
  const UnixNanos noon = sessions.back().open + hours{2} + minutes{30};
  EXPECT_EQ(derive_baselines(context, nyse(), noon).value().symbols, 3U);
  const auto state = read_symbol_state(*rig.reading, symbol("AAPL")).value();
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->figures.session, sessions.back().date);
  EXPECT_LT(state->figures.price_minute, minute_of(noon));
  EXPECT_EQ(state->figures.yesterday_date, sessions[sessions.size() - 2].date);
  const auto older = derive_baselines(context, nyse(), sessions[1].post_close, true).value();
  EXPECT_EQ(older.rows_changed, 3U) << "the history alone";
  EXPECT_EQ(read_symbol_state(*rig.reading, symbol("AAPL")).value()->figures, state->figures);
}

TEST(DeriveBaselines, the_end_of_a_day_round_the_clock_is_not_the_next_day) {
  DeriveRig rig("sqlite");
  const sys_days saturday = 2026y / 11 / 21;
  const Bar minute = bar("BTC-USD", MinuteStart(saturday + hours{12}));
  rig.store.write(std::vector<Event>{Instrument{minute.symbol, "always", "coins"}, minute});
  const Calendar& always = *rig.calendars.find("always");
  const auto days = always.sessions_between(saturday, saturday);
  const auto done = derive_baselines_of(rig.context(2026y / 11 / 23), always, days).value();
  EXPECT_EQ(done.sessions, 1U) << (done.notes.empty() ? "" : done.notes[0]);
  EXPECT_EQ(read_symbol_state(*rig.reading, minute.symbol).value()->figures.session, SessionDate(saturday));
}

TEST(DeriveDaily, a_day_is_provisional_until_the_amend_window_is_over) {
  DeriveRig rig("sqlite");
  const auto sessions = write_minutes(rig);
  const std::span one(sessions.data(), 1);
  const auto is_final = [&] {
    bool all = true;
    daily_of_session(*rig.reading, one[0].date, [&](StoredDaily&& row) { all = all && row.bar.is_final; }).value();
    return all;
  };
  derive_daily(rig.context_at(one[0].close + minutes{1}), nyse(), one).value();
  EXPECT_FALSE(is_final());
  derive_daily(rig.context_at(one[0].post_close + minutes{15}), nyse(), one).value();
  EXPECT_TRUE(is_final());
  const auto not_yet = derive_daily(rig.context_at(one[0].open - minutes{1}), nyse(), one).value();
  EXPECT_EQ(not_yet.sessions, 0U);
  EXPECT_EQ(not_yet.notes.size(), 1U);
}

TEST(DirtyWork, names_the_sessions_a_day_touches_and_a_new_mark_survives) {
  DeriveRig rig("sqlite");
  const sys_days tuesday = 2026y / 11 / 24, thanksgiving = 2026y / 11 / 26;
  mark_dirty(*rig.store.tables, tuesday, at(0)).value();
  mark_dirty(*rig.store.tables, thanksgiving, at(0)).value();
  const auto work = dirty_work(rig.context(2026y / 12 / 1)).value();
  ASSERT_EQ(work.sessions.size(), 2U);
  std::string text;
  for (const auto& [calendar, sessions] : work.sessions)
    for (const Session& session : sessions)
      text += std::string(calendar->name()) + " " + to_text(session.date) + "\n";
  // 19:00 to 20:00 in New York is the next day in UTC: Wednesday's evening lies on Thanksgiving.
  EXPECT_EQ(text, "xnys 2026-11-23\nxnys 2026-11-24\nxnys 2026-11-25\nalways 2026-11-24\nalways 2026-11-26\n");
  mark_dirty(*rig.store.tables, thanksgiving, at(60)).value();
  clear_dirty(*rig.store.tables, work.seen).value();
  const auto left = dirty_days(*rig.reading).value();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].day, thanksgiving);
}

TEST(DeriveCommand, T113_a_holiday_is_a_usage_error_that_names_its_neighbours) {
  DeriveRig rig("sqlite");
  const auto sessions = nyse_sessions(2026y / 11 / 16, 2026y / 11 / 18);
  rig.closes("AAA", sessions, {1'000, 1'001, 1'002});
  DeriveOptions options;
  options.what = "all";
  options.store_url = rig.store.store.url();
  const auto run = [&](std::string session, std::string* said) {
    options.sessions = std::move(session);
    std::ostringstream out, err;
    const int code = run_derive_command(options, rig.calendars, sessions.back().post_close + days{2}, out, err);
    *said = out.str() + err.str();
    return code;
  };
  std::string said;
  EXPECT_EQ(run("2026-11-26", &said), 2);
  EXPECT_NE(said.find("2026-11-25"), std::string::npos) << said;
  EXPECT_NE(said.find("2026-11-27"), std::string::npos) << said;
  for (const char* wrong : {"yesterday", "2026-11-18..2026-11-16", "2026-11-18..", "2026-02-30"})
    EXPECT_EQ(run(wrong, &said), 2) << wrong;

  EXPECT_EQ(run("2026-11-14..2026-11-18", &said), 0) << said;
  EXPECT_NE(said.find("daily: 3 sessions, 3 rows read, 0 changed\n"), std::string::npos) << said;
  EXPECT_EQ(run("2026-11-16..2026-11-18", &said), 0);
  for (const char* part :
       {"breadth: 3 sessions, 3 rows read, 0 changed", "indicators: 3 sessions, 3 rows read, 0 changed"})
    EXPECT_NE(said.find(part), std::string::npos) << said;

  options.calendar = "lse";
  EXPECT_EQ(run("2026-11-16", &said), 2);
  options.calendar = "xnys";
  options.store_url = "sqlite:/nowhere/at/all.db";
  EXPECT_NE(run("2026-11-16", &said), 0);
  EXPECT_FALSE(std::filesystem::exists("/nowhere"));
}
