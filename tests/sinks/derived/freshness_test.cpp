// What coverage and retention ask the store: newest bars and sessions, fill by session, who is not final yet.
#include "sinks/derived/freshness.hpp"

#include <gtest/gtest.h>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/daily_rollup.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/instruments.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {
namespace {

using namespace std::chrono;
using Freshness = EveryStore;

constexpr UnixNanos kNow = from_unix_nanos(1'800'000'000'000'000'000);
const SessionDate kWednesday{2026y / 11 / 18}, kThursday{2026y / 11 / 19}, kFriday{2026y / 11 / 20};

DailyBar day_of(std::string_view name, SessionDate session, std::uint32_t bars, bool is_final,
                std::optional<MinuteStart> last_bar = std::nullopt) {
  DailyBar d;
  d.symbol = symbol(name);
  d.session = session;
  d.open = d.high = d.low = d.close = price("10");
  d.bars_rth = bars;
  d.expected_bars = 390;
  d.last_bar = last_bar;
  d.is_final = is_final;
  return d;
}

std::string fill_text(const std::vector<DailyFill>& fill) {
  std::string out;
  for (const DailyFill& f : fill)
    out += to_text(f.session) + " " + std::to_string(f.final_symbols) + "/" + std::to_string(f.symbols) + " " +
           std::to_string(f.bars) + "/" + std::to_string(f.expected_bars) + "\n";
  return out;
}

InstrumentRow instrument(std::string_view name, std::string calendar, bool is_active = true) {
  InstrumentRow out;
  out.symbol = symbol(name);
  out.calendar = std::move(calendar);
  out.is_active = is_active;
  return out;
}

std::string names(const std::vector<Symbol>& symbols) {
  std::string out;
  for (const Symbol& s : symbols) out += std::string(s.view()) + " ";
  return out;
}

}  // namespace

TEST_P(Freshness, daily_fill_counts_symbols_minutes_and_what_is_final) {
  DerivedStore s(GetParam());
  const std::vector days{day_of("A", kWednesday, 390, true), day_of("B", kWednesday, 200, true),
                         day_of("A", kThursday, 380, true), day_of("B", kThursday, 10, false),
                         day_of("C", kFriday, 5, false)};
  write_daily(*s.tables, days, kNow).value();
  EXPECT_EQ(fill_text(read_daily_fill(*s.tables, kWednesday, kFriday).value()),
            "2026-11-18 2/2 590/780\n"
            "2026-11-19 1/2 390/780\n"
            "2026-11-20 0/1 5/390\n");
  EXPECT_EQ(fill_text(read_daily_fill(*s.tables, kThursday, kThursday).value()), "2026-11-19 1/2 390/780\n");
  const std::vector only{symbol("B"), symbol("NONE")};
  EXPECT_EQ(fill_text(read_daily_fill(*s.tables, kWednesday, kFriday, only).value()),
            "2026-11-18 1/1 200/390\n"
            "2026-11-19 0/1 10/390\n");
}

TEST_P(Freshness, the_newest_session_of_each_symbol_is_found_up_to_a_day) {
  DerivedStore s(GetParam());
  const std::vector days{day_of("A", kWednesday, 1, true), day_of("A", kFriday, 1, true),
                         day_of("B", kThursday, 1, true)};
  write_daily(*s.tables, days, kNow).value();
  const std::vector wanted{symbol("B"), symbol("NONE"), symbol("A")};
  const auto last = [&](SessionDate until) {
    std::string out;
    for (const LastSession& l : read_last_sessions(*s.tables, wanted, until).value())
      out += std::string(l.symbol.view()) + " " + (l.session ? to_text(*l.session) : "-") + " ";
    return out;
  };
  EXPECT_EQ(last(kFriday), "B 2026-11-19 NONE - A 2026-11-20 ");
  EXPECT_EQ(last(kThursday), "B 2026-11-19 NONE - A 2026-11-18 ");
  EXPECT_EQ(last(SessionDate{2026y / 11 / 1}), "B - NONE - A - ");
}

TEST_P(Freshness, a_daily_bar_knows_the_last_minute_of_those_not_seen_for_long) {
  DerivedStore s(GetParam());
  const MinuteStart t = minute();
  s.write({bar("HERE", t), bar("HERE", t + minutes{2}), bar("BOTH", t - hours{2})});
  const std::vector days{day_of("LONG", kWednesday, 1, true, t - hours{60}),
                         day_of("LONG", SessionDate{2026y / 11 / 17}, 1, true, t - hours{84}),
                         day_of("BOTH", kWednesday, 1, true, t - hours{50}),
                         day_of("LATER", kFriday, 1, false, t + hours{1}), day_of("IMPORTED", kFriday, 0, true)};
  write_daily(*s.tables, days, kNow).value();
  const std::vector wanted{symbol("LONG"), symbol("BOTH"), symbol("HERE"), symbol("LATER"), symbol("IMPORTED")};
  const auto last = [&](MinuteStart since, MinuteStart before) {
    std::string out;
    for (const LastBar& l : read_last_bars(*s.tables, Interval::m1, wanted, since, before).value())
      out += l.start ? std::to_string((*l.start - t).count()) + " " : "- ";
    return out;
  };
  EXPECT_EQ(last(t - hours{24}, t + hours{9}), "-3600 -120 2 - - ")
      << "minutes from the bound on are those that are stored, whatever a daily bar says";
  EXPECT_EQ(last(t - hours{24}, t + minutes{2}), "-3600 -120 0 - - ") << "before is not included";
  EXPECT_EQ(last(t - hours{24}, t - hours{2}), "-3600 -3000 - - - ");
  EXPECT_EQ(last(t - hours{1}, t + hours{9}), "-3600 -3000 2 - - ");
}

TEST_P(Freshness, stored_symbols_are_those_of_instruments_and_days_that_are_not_inactive) {
  DerivedStore s(GetParam());
  EXPECT_EQ(names(stored_symbols(*s.tables).value()), "");
  const std::vector days{day_of("OLD", kWednesday, 1, true), day_of("DAYS", kWednesday, 1, true),
                         day_of("DAYS", kFriday, 1, true), day_of("BOTH", kFriday, 1, true)};
  write_daily(*s.tables, days, kNow).value();
  const std::vector known{instrument("NEW", "xnys"), instrument("OLD", "xnys", false), instrument("BOTH", ""),
                          instrument("aB", "")};
  write_instruments(*s.tables, known, kNow).value();
  EXPECT_EQ(names(stored_symbols(*s.tables).value()), "BOTH DAYS NEW aB ");
}

TEST_P(Freshness, T161_a_provisional_day_is_not_final_yet) {
  DerivedStore s(GetParam());
  const Session session = nyse().session(kFriday).value();
  const MinuteStart open = minute_of(session.open);
  s.write({bar("FINAL", open), bar("EARLY", open), bar("NODAY", open), bar("EVENING", minute_of(session.close)),
           bar("COIN", open), Instrument{symbol("COIN"), "always", "crypto"}});
  const std::vector days{day_of("FINAL", kFriday, 1, true), day_of("EARLY", kFriday, 1, false),
                         day_of("NODAY", kThursday, 1, true)};
  write_daily(*s.tables, days, kNow).value();
  const RolledSession asked{kFriday, open, minute_of(session.close), "xnys", "xnys"};
  EXPECT_EQ(names(symbols_not_final(*s.tables, asked, 9).value()), "EARLY NODAY ");
  EXPECT_EQ(names(symbols_not_final(*s.tables, asked, 1).value()), "EARLY ");
  write_daily(*s.tables, std::vector{day_of("EARLY", kFriday, 1, true), day_of("NODAY", kFriday, 1, true)}, kNow)
      .value();
  EXPECT_EQ(names(symbols_not_final(*s.tables, asked, 9).value()), "");
}

TEST_P(Freshness, an_instrument_whose_calendar_is_not_known_follows_the_default_everywhere) {
  DerivedStore s(GetParam());
  const Session session = nyse().session(kFriday).value();
  const MinuteStart open = minute_of(session.open);
  s.write({bar("BLANK", open)});
  write_instruments(*s.tables, std::vector{instrument("BLANK", "")}, kNow).value();
  const std::vector<BarSpan> spans{{open, open + minutes{5}}};
  EXPECT_EQ(rollup_higher(*s.tables, {Interval::m5, spans, "always", "xnys", {}}, kNow).value(), 0U);
  EXPECT_EQ(rollup_higher(*s.tables, {Interval::m5, spans, "xnys", "xnys", {}}, kNow).value(), 1U);
  EXPECT_EQ(rollup_day(*s.tables, {"always", "xnys", session, false}, kNow).value(), 0U);
  EXPECT_EQ(rollup_day(*s.tables, {"xnys", "xnys", session, false}, kNow).value(), 1U);
  write_daily(*s.tables, std::vector{day_of("BLANK", kThursday, 390, true), day_of("COIN", kThursday, 1, true)},
              kNow)
      .value();
  write_instruments(*s.tables, std::vector{instrument("COIN", "always")}, kNow).value();
  const auto fill = [&](std::string_view calendar) {
    return fill_text(read_daily_fill(*s.tables, kThursday, kThursday, {}, {calendar, "xnys"}).value());
  };
  EXPECT_EQ(fill("xnys"), "2026-11-19 1/1 390/390\n");
  EXPECT_EQ(fill("always"), "2026-11-19 1/1 1/390\n");
  const RolledSession asked{kFriday, open, minute_of(session.close), "xnys", "xnys"};
  EXPECT_EQ(names(symbols_not_final(*s.tables, asked, 9).value()), "BLANK ");
}

INSTANTIATE_TEST_SUITE_P(On, Freshness, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace tickbard::test
