#include "aggregator/derive/coverage/coverage.hpp"

#include <gtest/gtest.h>

#include "aggregator/calendar/zone.hpp"

namespace tickbard {

namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

constexpr auto kAmend = 15min;

const Calendar& nyse() {
  static const auto zone = load_new_york_zone();
  static const Calendar calendar = Calendar::xnys(**zone, Calendar::xnys_exceptions()).value();
  return calendar;
}

Symbol symbol(std::string_view text) {
  return Symbol::parse(text).value();
}

ExpectedSessions nyse_at(UnixNanos now) {
  return ExpectedSessions::at(nyse(), now, kAmend);
}

/// Sunday evening, as in New York: the session of Friday the 20th is expected.
const UnixNanos kSunday = sys_days{2026y / 11 / 22} + 23h;
const SessionDate kFriday{2026y / 11 / 20}, kThursday{2026y / 11 / 19}, kTuesday{2026y / 11 / 17};

SymbolFreshness fresh(std::string_view name, std::optional<SessionDate> daily,
                      std::optional<SessionDate> m5 = std::nullopt) {
  return {symbol(name), 0, daily, m5};
}

/// `current` symbols of the expected session, then `late` of the day.
std::vector<SymbolFreshness> universe_of(int current, int late, std::optional<SessionDate> day) {
  std::vector<SymbolFreshness> out;
  for (int i = 0; i < current + late; ++i)
    out.push_back(fresh("S" + std::to_string(1000 + i), i < current ? std::optional{kFriday} : day, kFriday));
  return out;
}

Coverage on_sunday(const std::vector<SymbolFreshness>& universe, CoverageRules rules = {}) {
  const std::array markets{nyse_at(kSunday)};
  return coverage_of(markets, universe, rules);
}

}  // namespace

TEST(ExpectedSession, is_the_last_one_that_nothing_can_amend_any_more) {
  struct Case {
    const char* when;
    UnixNanos now;
    SessionDate expected;
  };
  const std::vector<Case> cases{
      {"Friday before its post-market ends", sys_days{2026y / 11 / 21} + 0h + 59min, kThursday},
      {"Friday 20:14:59 in New York", sys_days{2026y / 11 / 21} + 1h + 14min + 59s, kThursday},
      {"Friday 20:15", sys_days{2026y / 11 / 21} + 1h + 15min, kFriday},
      {"Sunday evening", kSunday, kFriday},
      {"Monday 10:00 (T-151)", sys_days{2026y / 11 / 23} + 15h, kFriday},
      {"the evening of Thanksgiving", sys_days{2026y / 11 / 27} + 1h + 30min, SessionDate{2026y / 11 / 25}},
      {"a half-day ends at 17:00", sys_days{2026y / 11 / 27} + 22h + 15min, SessionDate{2026y / 11 / 27}},
  };
  for (const Case& c : cases) EXPECT_EQ(nyse_at(c.now).expected(), c.expected) << c.when;
  EXPECT_EQ(nyse_at(from_unix_nanos(0)).expected(), std::nullopt);
}

TEST(ExpectedSession, T150_lag_counts_sessions_not_days) {
  const ExpectedSessions sunday = nyse_at(kSunday);
  EXPECT_EQ(sunday.lag(kFriday), 0U);
  EXPECT_EQ(sunday.lag(SessionDate{2026y / 11 / 21}), 0U) << "a Saturday";
  EXPECT_EQ(sunday.lag(SessionDate{2026y / 11 / 23}), 0U) << "a day still to come";
  EXPECT_EQ(sunday.lag(kThursday), 1U);
  EXPECT_EQ(sunday.lag(kTuesday), 3U);
  EXPECT_EQ(nyse_at(sys_days{2026y / 11 / 30} + 15h).lag(SessionDate{2026y / 11 / 25}), 1U) << "over Thanksgiving";
  const auto newest = sunday.newest(2);
  EXPECT_EQ((std::vector<SessionDate>{newest.begin(), newest.end()}), (std::vector{kThursday, kFriday}));
}

TEST(ExpectedSession, T151_on_monday_at_ten_fridays_bars_are_not_behind) {
  const UnixNanos monday = sys_days{2026y / 11 / 23} + 15h;
  EXPECT_EQ(nyse_at(monday).lag(kFriday), 0U);
  EXPECT_EQ(nyse_at(monday).lag(kThursday), 1U);
  const std::array markets{nyse_at(monday)};
  const Coverage coverage = coverage_of(markets, universe_of(10, 0, std::nullopt), {});
  EXPECT_EQ(coverage.status, CoverageStatus::ok);
  EXPECT_EQ(coverage.daily.of(Lag::none_behind), 10U) << "today's own bar is not due before tonight";
}

TEST(ExpectedSession, of_continuous_trading_is_yesterday) {
  const Calendar always = Calendar::always();
  EXPECT_EQ(ExpectedSessions::at(always, sys_days{2026y / 11 / 22} + 15min, kAmend).expected(),
            SessionDate{2026y / 11 / 21});
  EXPECT_EQ(ExpectedSessions::at(always, sys_days{2026y / 11 / 22} + 14min, kAmend).expected(),
            SessionDate{2026y / 11 / 20});
}

TEST(Coverage, T150_on_sunday_evening_fridays_bars_are_fresh_and_the_labels_are_of_lags) {
  const Coverage c = on_sunday({fresh("A", kFriday), fresh("B", kThursday), fresh("C", kTuesday), fresh("D", {})});
  EXPECT_EQ(c.daily.symbols, (std::array<std::uint64_t, 4>{1, 1, 1, 1}));
  EXPECT_EQ(kLagLabels[static_cast<std::size_t>(Lag::none_behind)], "<=24h");
  EXPECT_EQ(c.daily.listed[1], (std::vector<StaleSymbol>{{symbol("B"), kThursday, 1}}));
  EXPECT_EQ(c.daily.listed[2], (std::vector<StaleSymbol>{{symbol("C"), kTuesday, 3}}));
  EXPECT_EQ(c.daily.listed[3], (std::vector<StaleSymbol>{{symbol("D"), std::nullopt, 0}}));
  EXPECT_TRUE(c.daily.listed[0].empty());
  EXPECT_EQ(c.daily.percent(), Fixed<2>{2500});
  EXPECT_EQ(c.status, CoverageStatus::degraded);
}

TEST(Coverage, ninety_percent_is_enough_and_one_left_behind_is_not) {
  struct Case {
    const char* what;
    std::vector<SymbolFreshness> universe;
    CoverageStatus status;
  };
  const std::vector<Case> cases{
      {"all", universe_of(10, 0, {}), CoverageStatus::ok},
      {"exactly 90 %", universe_of(9, 1, kThursday), CoverageStatus::ok},
      {"89 of 99", universe_of(89, 10, kThursday), CoverageStatus::degraded},
      {"one two sessions behind", universe_of(99, 1, SessionDate{2026y / 11 / 18}), CoverageStatus::degraded},
      {"one without any bar", universe_of(99, 1, {}), CoverageStatus::ok},
  };
  for (const Case& c : cases) EXPECT_EQ(on_sunday(c.universe).status, c.status) << c.what;
}

TEST(Coverage, a_percentage_reads_100_only_if_nobody_is_missing) {
  EXPECT_EQ(on_sunday(universe_of(30'000, 1, kThursday)).daily.percent(), Fixed<2>{9999});
  EXPECT_EQ(on_sunday(universe_of(3, 0, {})).daily.percent(), Fixed<2>{10'000});
}

TEST(Coverage, T152_a_session_that_nobody_has_is_missed) {
  const Coverage c = on_sunday({fresh("A", kThursday, kThursday), fresh("B", kThursday, kThursday)});
  EXPECT_EQ(c.daily.of(Lag::one), 2U);
  EXPECT_EQ(c.status, CoverageStatus::degraded);
  EXPECT_EQ(c.summary,
            "daily: 0 % of 2 symbols up to date, 2 one session behind; 5m: 0 % of 2 symbols up to date, 2 one "
            "session behind");
}

TEST(Coverage, T153_nobody_is_idle) {
  const Coverage c = on_sunday({});
  EXPECT_EQ(c.status, CoverageStatus::idle);
  EXPECT_EQ(c.daily.percent(), std::nullopt);
  EXPECT_EQ(c.summary, "no symbol is tracked, and none is stored");
}

TEST(Coverage, T154_lists_are_cut_and_counts_are_not) {
  std::vector<SymbolFreshness> universe = universe_of(0, 120, kTuesday);
  universe[77].daily = SessionDate{2026y / 11 / 2};
  for (int i = 0; i < 70; ++i) universe.push_back(fresh("N" + std::to_string(100 + i), {}));
  const Coverage c = on_sunday(universe);
  EXPECT_EQ(c.daily.symbols, (std::array<std::uint64_t, 4>{0, 0, 120, 70}));
  ASSERT_EQ(c.daily.listed[2].size(), 50U);
  EXPECT_EQ(c.daily.listed[2][0].symbol, symbol("S1077")) << "the longest behind comes first";
  EXPECT_EQ(c.daily.listed[2][1].symbol, symbol("S1000"));
  ASSERT_EQ(c.daily.listed[3].size(), 50U) << "one list does not starve another";
  EXPECT_EQ(c.daily.listed[3][49].symbol, symbol("N149"));
}

TEST(Coverage, T163_five_minute_bars_that_are_not_kept_are_no_fault) {
  std::vector<SymbolFreshness> universe = universe_of(4, 0, {});
  for (SymbolFreshness& s : universe) s.m5 = std::nullopt;
  EXPECT_EQ(on_sunday(universe).status, CoverageStatus::degraded);
  const Coverage off = on_sunday(universe, {90, false});
  EXPECT_EQ(off.status, CoverageStatus::ok);
  EXPECT_EQ(off.summary, "daily: 100 % of 4 symbols up to date");
  EXPECT_EQ(off.m5.of(Lag::no_bar), 4U) << "and still counted";
}

TEST(Coverage, each_symbol_is_measured_by_its_own_market) {
  const Calendar always = Calendar::always();
  const std::array markets{nyse_at(kSunday), ExpectedSessions::at(always, kSunday, kAmend)};
  const std::vector<SymbolFreshness> universe{{symbol("AAPL"), 0, kFriday, kFriday},
                                              {symbol("BTC-USD"), 1, kFriday, kFriday}};
  const Coverage c = coverage_of(markets, universe, {});
  EXPECT_EQ(c.daily.of(Lag::none_behind), 1U);
  EXPECT_EQ(c.daily.listed[1], (std::vector<StaleSymbol>{{symbol("BTC-USD"), kFriday, 1}}))
      << "Saturday is expected of what trades on Saturday";
}

}  // namespace tickbard
