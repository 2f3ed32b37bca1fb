// The daily rollup by SQL is the streaming DailyRollup of aggregator/derive, field by field, on each engine.
#include "sinks/derived/daily_rollup.hpp"

#include <gtest/gtest.h>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/daily_rollup.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/dirty_days.hpp"
#include "sinks/derived/session_prints.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {
namespace {

using std::chrono::minutes;
using DailyTable = EveryStore;

constexpr UnixNanos kNow = from_unix_nanos(1'800'000'000'000'000'000);

std::string describe(const DailyBar& d) {
  const auto instant = [](const std::optional<MinuteStart>& m) {
    return m ? std::to_string(to_unix_seconds(*m)) : "-";
  };
  std::string out(d.symbol.view());
  for (const Price& p : {d.open, d.high, d.low, d.close}) out += " " + to_text(p);
  for (const Volume& v : {d.volume_rth, d.volume_pre, d.volume_post}) out += " v" + to_text(v);
  out += " n" + std::to_string(d.trade_count) + " w" + (d.vwap_rth ? to_text(*d.vwap_rth) : "-") + " ";
  out += kOpenSourceNames[static_cast<std::size_t>(d.open_source)];
  out += "/" + std::string(kCloseSourceNames[static_cast<std::size_t>(d.close_source)]);
  out += " " + std::to_string(d.bars_rth) + "/" + std::to_string(d.expected_bars) + " " + instant(d.first_bar) +
         ".." + instant(d.last_bar) + (d.is_final ? " final " : " provisional ");
  return to_text(d.session) + " " + out + std::string(kDayOriginNames[static_cast<std::size_t>(d.origin)]) + " r" +
         std::to_string(d.revision);
}

std::vector<std::string> stored(DerivedStore& s, SessionDate session) {
  std::vector<std::string> out;
  daily_of_session(*s.tables, session, [&](StoredDaily&& row) { out.push_back(describe(row.bar)); }).value();
  return out;
}

std::size_t roll(DerivedStore& s, const Session& session, bool is_final = false, UnixNanos now = kNow,
                 std::string_view calendar = "xnys") {
  return rollup_day(*s.tables, {calendar, "xnys", session, is_final}, now).value();
}

Session session_on(std::string_view date) {
  return nyse().session(*parse_date(date)).value();
}

Bar priced(std::string_view name, UnixNanos t, std::string_view p) {
  Bar b = bar(name, minute_of(t));
  b.open = b.high = b.low = b.close = price(p);
  b.vwap = price(p);
  return b;
}

SessionPrint print_of(const Session& s, PrintRole role, std::string_view p, std::string_view size, UnixNanos t,
                      std::string exchange = "", std::uint64_t id = 0) {
  return {symbol("A"), s.date, role, price(p), parse_size(size).value(), t, std::move(exchange), TradeId{id}};
}

/// Generates one session, stores it, and says what the streaming rollup makes of it.
std::vector<std::string> generate(DerivedStore& s, Generator& g, const Session& session) {
  std::vector<std::string> expected;
  std::vector<Event> events;
  for (int i = 0; i < 12; ++i) {
    const Symbol name = symbol("S" + std::to_string(100 + i));
    DailyRollup streaming(name, session);
    for (const Bar& b : g.minutes(name, session)) {
      streaming.add(b);
      events.emplace_back(b);
    }
    for (const SessionPrint& p : g.prints(name, session)) {
      streaming.add(p);
      events.emplace_back(p);
    }
    if (const auto day = streaming.bar(false)) expected.push_back(describe(*day));
  }
  s.write(events);
  return expected;
}

TEST_P(DailyTable, T102_sql_equals_streaming_on_half_days_and_both_clock_changes) {
  DerivedStore s(GetParam());
  Generator g(7);
  for (const Session& session : awkward_sessions()) {
    const auto expected = generate(s, g, session);
    EXPECT_EQ(roll(s, session), expected.size());
    EXPECT_EQ(stored(s, session.date), expected);
    EXPECT_EQ(roll(s, session, false, kNow + minutes{1}), 0U) << "T-107: the second run changes no row";
  }
}

TEST_P(DailyTable, T100_T101_evening_prints_are_neither_the_close_nor_the_next_day) {
  DerivedStore s(GetParam());
  const Session day = session_on("2026-11-20");
  s.write({priced("A", day.open, "10"), priced("A", day.close - minutes{1}, "11"), priced("A", day.close, "30"),
           priced("A", day.pre_open, "2"),
           priced("A", day.post_close - minutes{1}, "40"),  // 00:59 UTC of the 21st
           priced("A", day.post_close, "50"),               // no segment
           priced("POST", day.close + minutes{5}, "9")});   // T-103
  EXPECT_EQ(roll(s, day), 1U);
  const auto row = daily_of_symbol(*s.tables, symbol("A"), day.date, 1).value().at(0).bar;
  EXPECT_EQ(row.open, price("10"));
  EXPECT_EQ(row.high, price("11"));
  EXPECT_EQ(row.low, price("10"));
  EXPECT_EQ(row.close, price("11"));
  EXPECT_EQ(to_text(row.volume_pre) + " " + to_text(row.volume_rth) + " " + to_text(row.volume_post),
            "160 320 320");
}

TEST_P(DailyTable, T105_T106_the_best_close_wins_and_the_auction_is_regular_volume) {
  DerivedStore s(GetParam());
  const Session day = session_on("2026-11-20");
  s.write({priced("A", day.open, "10"), priced("A", day.close, "12")});
  const auto close = [&] {
    roll(s, day);
    const auto row = daily_of_symbol(*s.tables, symbol("A"), day.date, 1).value().at(0).bar;
    return to_text(row.close) + " " + std::string(kCloseSourceNames[static_cast<std::size_t>(row.close_source)]) +
           " h" + to_text(row.high) + " " + to_text(row.volume_rth) + "+" + to_text(row.volume_post) + " r" +
           std::to_string(row.revision);
  };
  EXPECT_EQ(close(), "10 last_rth_bar h10 160+160 r1");
  s.write({print_of(day, PrintRole::closing_print, "12", "100", day.close + std::chrono::seconds{3}, "4")});
  EXPECT_EQ(close(), "12 auction h12 260+60 r2");
  s.write({print_of(day, PrintRole::closing_print, "13", "40", day.close + std::chrono::seconds{4}, "12"),
           print_of(day, PrintRole::closing_print, "99", "500", day.close + minutes{10}, "8")});  // too late
  EXPECT_EQ(close(), "12 auction h13 300+20 r3");
  s.write({print_of(day, PrintRole::official_close, "12.5", "1", day.close + minutes{1}, "12"),
           print_of(day, PrintRole::official_close, "12.4", "1", day.close + minutes{2}, "4")});
  EXPECT_EQ(close(), "12.4 official h13 300+20 r4");
  s.write({print_of(day, PrintRole::corrected_close, "12.3", "1", day.close + minutes{1})});
  EXPECT_EQ(close(), "12.3 official h13 300+20 r5");
  const auto prints = read_session_prints(*s.tables, day.date).value();
  ASSERT_EQ(prints.size(), 6U);
  EXPECT_EQ(prints[1].exchange, "4");
  EXPECT_EQ(prints[1].price, price("12"));
}

TEST_P(DailyTable, T106_of_one_exchanges_closing_prints_the_window_decides_first_and_then_the_size) {
  DerivedStore s(GetParam());
  const Session day = session_on("2026-11-20");
  Bar after = priced("A", day.close, "102");
  after.volume.raw = 200'000'00000000;
  s.write({priced("A", day.open, "100"), after,
           print_of(day, PrintRole::closing_print, "103", "100000", day.close + std::chrono::seconds{3}, "78", 1),
           print_of(day, PrintRole::closing_print, "103.5", "100", day.close + minutes{4}, "78", 2),
           print_of(day, PrintRole::closing_print, "150", "500000", day.close + minutes{20}, "78", 3)});
  const auto row = [&] {
    roll(s, day);
    const auto bar = daily_of_symbol(*s.tables, symbol("A"), day.date, 1).value().at(0).bar;
    return to_text(bar.high) + " " + to_text(bar.close) + " " + to_text(bar.volume_rth) + "+" +
           to_text(bar.volume_post);
  };
  EXPECT_EQ(row(), "103.5 103 100260+99900");
  s.write({WithdrawnPrint{symbol("A"), day.date, "78", TradeId{1}}});
  EXPECT_EQ(row(), "103.5 103.5 260+199900");
  s.write({WithdrawnPrint{symbol("A"), day.date, "78", TradeId{2}}});
  EXPECT_EQ(row(), "100 100 160+200000");
}

TEST_P(DailyTable, opening_prints_of_another_time_are_no_open) {
  DerivedStore s(GetParam());
  const Session day = session_on("2026-11-20");
  s.write({priced("A", day.pre_open, "95"), priced("A", day.open, "100"),
           print_of(day, PrintRole::opening_print, "95", "90000", day.pre_open + std::chrono::seconds{1}, "78", 1),
           print_of(day, PrintRole::opening_print, "100.5", "5000", day.open, "78", 2),
           print_of(day, PrintRole::opening_print, "110", "90000", day.open + std::chrono::hours{4}, "78", 3)});
  roll(s, day);
  const auto row = daily_of_symbol(*s.tables, symbol("A"), day.date, 1).value().at(0).bar;
  EXPECT_EQ(row.open, price("100.5"));
  EXPECT_EQ(row.open_source, DayPriceSource::auction);
  EXPECT_EQ(row.low, price("100"));
}

TEST_P(DailyTable, T045_official_prices_lie_within_high_and_low) {
  DerivedStore s(GetParam());
  const Session day = session_on("2026-11-20");
  s.write({priced("A", day.open, "100"), print_of(day, PrintRole::official_open, "80", "1", day.open),
           print_of(day, PrintRole::official_close, "120", "1", day.close)});
  roll(s, day);
  const auto row = daily_of_symbol(*s.tables, symbol("A"), day.date, 1).value().at(0).bar;
  EXPECT_EQ(to_text(row.open) + " " + to_text(row.high) + " " + to_text(row.low) + " " + to_text(row.close),
            "80 120 80 120");
  EXPECT_EQ(to_text(row.volume_rth), "160");
}

TEST_P(DailyTable, T046_T103_a_day_whose_every_regular_price_was_taken_back_has_no_row_any_more) {
  DerivedStore s(GetParam());
  const Session day = session_on("2026-11-20");
  Bar spike = priced("A", day.open + minutes{150}, "1000"), lone = spike, gone = spike;
  lone.symbol = symbol("LONE");
  gone.symbol = symbol("GONE");
  s.write({priced("A", day.open, "100"), spike, priced("A", day.close - minutes{1}, "102"), lone, gone,
           priced("LONE", day.close + minutes{5}, "9")});
  EXPECT_EQ(roll(s, day), 3U);
  s.write({emptied(spike), emptied(lone)});
  s.store.raw("DELETE FROM price_bars WHERE symbol = 'GONE'");  // by somebody who needs room
  const DayRollup archived{"xnys", "xnys", day, false, true};
  rollup_day(*s.tables, archived, kNow).value();
  EXPECT_EQ(stored(s, day.date).size(), 3U) << "of an archived day nothing is known to be gone";
  EXPECT_EQ(roll(s, day), 2U);
  EXPECT_EQ(roll(s, day), 0U);
  const auto row = daily_of_symbol(*s.tables, symbol("A"), day.date, 1).value().at(0).bar;
  EXPECT_EQ(row.high, price("102"));
  EXPECT_EQ(row.bars_rth, 2U);
  EXPECT_TRUE(daily_of_symbol(*s.tables, symbol("LONE"), day.date, 1).value().empty());
  EXPECT_EQ(daily_of_symbol(*s.tables, symbol("GONE"), day.date, 1).value().size(), 1U);
}

TEST_P(DailyTable, T104_a_late_minute_or_finality_bumps_the_revision_and_nothing_else_does) {
  DerivedStore s(GetParam());
  const Session day = session_on("2026-11-27");  // until 13:00
  s.write({priced("A", day.open, "10")});
  EXPECT_EQ(roll(s, day), 1U);
  EXPECT_EQ(roll(s, day, false, kNow + minutes{1}), 0U);
  s.write({priced("A", day.open + minutes{9}, "11")});
  EXPECT_EQ(roll(s, day, false, kNow + minutes{2}), 1U);
  EXPECT_EQ(roll(s, day, true, kNow + minutes{3}), 1U);
  EXPECT_EQ(roll(s, day, true, kNow + minutes{4}), 0U);
  const auto row = daily_of_symbol(*s.tables, symbol("A"), day.date, 1).value().at(0);
  EXPECT_EQ(row.bar.revision, 3U);
  EXPECT_EQ(row.bar.expected_bars, 210U);
  EXPECT_TRUE(row.bar.is_final);
  EXPECT_EQ(row.computed_at, kNow + minutes{3});
}

TEST_P(DailyTable, minutes_never_replace_an_imported_day) {
  DerivedStore s(GetParam());
  const Session day = session_on("2026-11-20");
  DailyBar imported;
  imported.symbol = symbol("A");
  imported.session = day.date;
  imported.open = imported.high = imported.low = imported.close = price("7");
  imported.volume_rth.raw = 1'00000000;
  imported.open_source = imported.close_source = DayPriceSource::official;
  imported.is_final = true;
  imported.origin = DayOrigin::import;
  EXPECT_EQ(write_daily(*s.tables, std::span(&imported, 1), kNow).value(), 1U);
  EXPECT_EQ(write_daily(*s.tables, std::span(&imported, 1), kNow + minutes{1}).value(), 0U);
  s.write({priced("A", day.open, "10")});
  EXPECT_EQ(roll(s, day), 0U);
  EXPECT_EQ(stored(s, day.date), std::vector<std::string>{describe(imported)});
}

TEST_P(DailyTable, a_crypto_day_is_a_utc_day) {
  DerivedStore s(GetParam());
  const Calendar always = Calendar::always();
  const Session day = always.session(*parse_date("2026-11-21")).value();  // a Saturday
  const std::vector<Bar> bars{priced("BTC", day.open, "90000.00000001"),
                              priced("BTC", day.close - minutes{1}, "90001")};
  s.write({Instrument{symbol("BTC"), "always", "crypto"}, bars[0], bars[1], priced("BTC", day.close, "1"),
           priced("US", day.open, "5")});
  DailyRollup streaming(symbol("BTC"), day);
  for (const Bar& b : bars) streaming.add(b);
  EXPECT_EQ(roll(s, day, false, kNow, "always"), 1U);
  EXPECT_EQ(stored(s, day.date), std::vector<std::string>{describe(*streaming.bar(false))});
}

TEST_P(DailyTable, all_symbols_stream_by_symbol_and_session) {
  DerivedStore s(GetParam());
  std::vector<DailyBar> days;
  for (const char* name : {"B", "A", "C"}) {
    for (const char* date : {"2026-11-20", "2026-11-18", "2026-11-19", "2026-11-23"}) {
      DailyBar& d = days.emplace_back();
      d.symbol = symbol(name);
      d.session = *parse_date(date);
      d.open = d.high = d.low = d.close = price("1");
    }
  }
  write_daily(*s.tables, days, kNow).value();
  std::string order;
  stream_daily(*s.tables, *parse_date("2026-11-19"), *parse_date("2026-11-20"), [&](StoredDaily&& d) {
    order += std::string(d.bar.symbol.view()) + std::to_string(unsigned{d.bar.session.day()}) + " ";
  }).value();
  EXPECT_EQ(order, "A19 A20 B19 B20 C19 C20 ");
  std::string newest;
  for (const StoredDaily& d : daily_of_symbol(*s.tables, symbol("B"), *parse_date("2026-11-22"), 2).value())
    newest += to_text(d.bar.session) + " ";
  EXPECT_EQ(newest, "2026-11-19 2026-11-20 ");
}

TEST_P(DailyTable, T115_a_split_shows_in_the_factor_and_makes_a_new_revision) {
  DerivedStore s(GetParam());
  std::vector<DailyBar> days(2);
  for (DailyBar& d : days) {
    d.symbol = symbol("A");
    d.session = *parse_date(&d == days.data() ? "2026-11-19" : "2026-11-20");
    d.open = d.high = d.low = d.close = price("90");
  }
  write_daily(*s.tables, days, kNow).value();
  const SessionDate today = *parse_date("2026-11-30");
  const std::vector<Split> splits{{symbol("A"), *parse_date("2026-11-20"), 3, 1}};
  EXPECT_EQ(write_splits(*s.tables, splits).value(), 1U);
  EXPECT_EQ(write_splits(*s.tables, splits).value(), 0U);
  EXPECT_EQ(refresh_adj_factors(*s.tables, today, kNow + minutes{1}).value(), 1U);
  EXPECT_EQ(refresh_adj_factors(*s.tables, today, kNow + minutes{2}).value(), 0U);
  const auto rows = daily_of_symbol(*s.tables, symbol("A"), today, 9).value();
  EXPECT_EQ(to_text(rows[0].adj_factor, kAdjFactorDigits), "0.333333333333");
  EXPECT_EQ(rows[0].bar.revision, 2U);
  EXPECT_EQ(rows[0].bar.close, price("90"));  // raw
  EXPECT_EQ(to_text(rows[1].adj_factor, kAdjFactorDigits), "1");
  EXPECT_EQ(rows[1].bar.revision, 1U);
}

TEST_P(DailyTable, a_dirty_day_is_cleared_by_the_mark_that_was_seen_alone) {
  DerivedStore s(GetParam());
  s.write({bar("A", minute())}, at(3600));  // an hour late
  const auto seen = dirty_days(*s.tables).value();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(SessionDate{seen[0].day}, *parse_date("2026-11-20"));
  s.write({bar("B", minute())}, at(3599));  // meanwhile, by a clock that is behind
  clear_dirty(*s.tables, seen).value();
  const auto again = dirty_days(*s.tables).value();
  ASSERT_EQ(again.size(), 1U);
  clear_dirty(*s.tables, again).value();
  EXPECT_TRUE(dirty_days(*s.tables).value().empty());
  mark_dirty(*s.tables, seen[0].day, at(1)).value();
  EXPECT_EQ(dirty_days(*s.tables).value().size(), 1U);
}

TEST(DerivedTables, both_engines_hold_identical_days) {
  if (PostgresServer::shared() == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  std::array<std::string, 2> dump;
  for (std::size_t i = 0; i < 2; ++i) {
    DerivedStore s(i == 0 ? "sqlite" : "postgres");
    Generator g(11);
    for (const Session& session : awkward_sessions()) {
      generate(s, g, session);
      roll(s, session, true);
    }
    stream_daily(*s.tables, *parse_date("2026-01-01"), *parse_date("2026-12-31"), [&](StoredDaily&& d) {
      dump[i] += describe(d.bar) + " f" + to_text(d.adj_factor, kAdjFactorDigits) + " " +
                 to_rfc3339(d.computed_at) + "\n";
    }).value();
  }
  EXPECT_GT(dump[0].size(), 10'000U);
  EXPECT_EQ(dump[0], dump[1]);
}

INSTANTIATE_TEST_SUITE_P(Engine, DailyTable, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
