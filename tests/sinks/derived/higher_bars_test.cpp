// Longer bars by SQL are the longer bars of aggregator/derive, on each engine.
#include "sinks/derived/higher_bars.hpp"

#include <gtest/gtest.h>

#include "aggregator/derive/higher_bars.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {
namespace {

using std::chrono::minutes;
using HigherBarsTable = EveryStore;
using Rows = std::map<std::pair<MinuteStart, std::string>, Bar>;

constexpr UnixNanos kNow = from_unix_nanos(1'800'000'000'000'000'000);

struct SymbolLess {
  bool operator()(const Symbol& a, const Symbol& b) const { return a.view() < b.view(); }
};
using Minutes = std::map<Symbol, std::map<MinuteStart, Bar>, SymbolLess>;

std::string describe(const Bar& b) {
  return std::string(b.symbol.view()) + " " + std::to_string(to_unix_seconds(b.start)) + " " + to_text(b.open) +
         " " + to_text(b.high) + " " + to_text(b.low) + " " + to_text(b.close) + " v" + to_text(b.volume) + " w" +
         (b.vwap ? to_text(*b.vwap) : "-") + " n" + std::to_string(b.trade_count) + " r" +
         std::to_string(b.revision) + " q" + std::to_string(b.quality);
}

std::vector<std::string> stored(DerivedStore& s, Interval interval) {
  std::vector<std::string> out;
  stream_bars(*s.tables, interval, MinuteStart{}, MinuteStart{minutes{69'000'000}}, [&](StoredBar&& row) {
    out.push_back(describe(row.bar));
  }).value();
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> folded(const Minutes& all, Interval interval, Align align = Align::session) {
  std::vector<std::string> out;
  for (const auto& [symbol, by_start] : all) {
    std::vector<Bar> ordered;
    for (const auto& [start, bar] : by_start) ordered.push_back(bar);
    for (const Bar& b : fold_bars(ordered, interval, align, nyse())) out.push_back(describe(b));
  }
  std::ranges::sort(out);
  return out;
}

Minutes generated(Generator& g, const std::vector<Session>& sessions) {
  Minutes all;
  for (const char* name : {"A", "B.C", "ZZZT"}) {
    for (const Session& session : sessions)
      for (const Bar& b : g.minutes(symbol(name), session))
        all[b.symbol][b.start] = g.one_in(15) ? g.amended(b) : b;
  }
  // 02:00 in New York is in no segment: such a minute is in no longer bar
  Bar night = bar("A", minute_of(sessions.front().open) - minutes{7 * 60 + 30});
  all[night.symbol][night.start] = night;
  return all;
}

std::vector<Event> events_of(const Minutes& all) {
  std::vector<Event> out;
  for (const auto& [symbol, by_start] : all)
    for (const auto& [start, bar] : by_start) out.emplace_back(bar);
  return out;
}

std::size_t roll(DerivedStore& s, Interval interval, std::span<const BarSpan> spans,
                 FoldFrom from = FoldFrom::minutes, UnixNanos now = kNow) {
  return rollup_higher(*s.tables, {interval, spans, "xnys", "xnys", {}, from}, now).value();
}

TEST_P(HigherBarsTable, T086_sql_equals_the_fold_over_half_days_and_both_clock_changes) {
  DerivedStore s(GetParam());
  Generator g(1);
  const auto sessions = awkward_sessions();
  const Minutes all = generated(g, sessions);
  s.write(events_of(all));
  for (const Interval interval : kHigherIntervals) {
    const auto spans = spans_of(interval, sessions);
    const auto expected = folded(all, interval);
    EXPECT_GT(expected.size(), 100U);
    EXPECT_EQ(roll(s, interval, spans), expected.size());
    EXPECT_EQ(stored(s, interval), expected) << name_of(interval);
    EXPECT_EQ(roll(s, interval, spans, FoldFrom::minutes, kNow + minutes{1}), 0U)
        << "the second run changes no row";
  }
}

TEST_P(HigherBarsTable, an_hour_may_be_aligned_to_the_clock) {
  DerivedStore s(GetParam());
  Generator g(2);
  const std::vector<Session> sessions{awkward_sessions().back()};
  const Minutes all = generated(g, sessions);
  s.write(events_of(all));
  roll(s, Interval::h1, spans_of(Interval::h1, sessions, Align::clock));
  EXPECT_EQ(stored(s, Interval::h1), folded(all, Interval::h1, Align::clock));
}

TEST_P(HigherBarsTable, folding_5m_gives_what_minutes_give_but_for_the_last_digit_of_vwap) {
  DerivedStore s(GetParam());
  Generator g(3);
  const auto sessions = awkward_sessions();
  Minutes all = generated(g, sessions);
  for (auto& [symbol, by_start] : all)
    for (auto& [start, bar] : by_start)
      bar.vwap = bar.low;  // a minute without one would weigh nothing, its 5m all
  s.write(events_of(all));
  roll(s, Interval::m5, spans_of(Interval::m5, sessions));
  for (const Interval interval : {Interval::m15, Interval::h1}) {
    const auto spans = spans_of(interval, sessions);
    roll(s, interval, spans, FoldFrom::m5);
    Rows from_5m;
    const auto read = [&](Rows& into) {
      stream_bars(*s.tables, interval, MinuteStart{}, MinuteStart{minutes{69'000'000}}, [&](StoredBar&& r) {
        into.insert_or_assign(std::pair{r.bar.start, std::string(r.bar.symbol.view())}, r.bar);
      }).value();
    };
    read(from_5m);
    EXPECT_GT(from_5m.size(), 50U);
    roll(s, interval, spans);
    Rows from_1m;
    read(from_1m);
    ASSERT_EQ(from_5m.size(), from_1m.size());
    for (auto& [key, bar] : from_5m) {
      const Bar& exact = from_1m.at(key);
      EXPECT_LE(std::abs(bar.vwap->raw - exact.vwap->raw), 1) << describe(exact);
      bar.vwap = exact.vwap;
      EXPECT_EQ(describe(bar), describe(exact));
    }
  }
}

/// A follower of the stored bars: late minutes and new issues come through "written since", what is finished is
/// written as folded, what is dirty is computed anew by the store.
TEST_P(HigherBarsTable, T104_streaming_with_late_and_amended_minutes_ends_where_sql_ends) {
  DerivedStore s(GetParam());
  Generator g(4);
  const auto sessions =
      nyse().sessions_between({std::chrono::year{2026} / 11 / 25}, {std::chrono::year{2026} / 11 / 27});
  std::multimap<UnixNanos, Bar> arriving;
  Minutes all;
  for (const char* name : {"A", "Q"}) {
    for (const Session& session : sessions) {
      for (const Bar& first : g.minutes(symbol(name), session)) {
        const UnixNanos closed = first.start + minutes{1 + (g.one_in(25) ? 2 + g.below(90) : 0)};
        arriving.emplace(closed, first);
        all[first.symbol][first.start] = first;
        if (!g.one_in(30)) continue;
        const Bar again = g.amended(first);
        arriving.emplace(closed + minutes{1 + g.below(40)}, again);
        all[first.symbol][first.start] = again;
      }
    }
  }

  HigherBars streaming(nyse(), Align::session, minute_of(sessions.front().pre_open));
  UnixNanos cursor{};
  std::size_t recomputed = 0;
  const auto step = [&](MinuteStart closed_up_to, UnixNanos now) {
    changed_minutes(*s.tables, cursor, minute_of(sessions.front().pre_open), [&](StoredBar&& row) {
      cursor = std::max(cursor, row.created_at);
      streaming.apply(row.bar);
    }).value();
    const auto harvest = streaming.advance(closed_up_to);
    for (std::size_t i = 0; i < kHigherIntervals.size(); ++i)
      write_higher(*s.tables, kHigherIntervals[i], harvest.finished[i], now).value();
    for (const DirtySpan& d : harvest.dirty) {
      const std::array<Symbol, 1> only{d.symbol};
      recomputed +=
          rollup_higher(*s.tables, {d.interval, std::span(&d.span, 1), "xnys", "xnys", only}, now).value();
    }
  };
  UnixNanos now = sessions.front().pre_open;
  while (!arriving.empty()) {
    now = std::max(now + minutes{13}, arriving.begin()->first);
    std::vector<Event> due;
    while (!arriving.empty() && arriving.begin()->first <= now)
      due.emplace_back(arriving.extract(arriving.begin()).mapped());
    s.write(due, now);
    step(minute_of(now - minutes{2}), now);
  }
  step(minute_of(now + std::chrono::hours{24}), now);

  EXPECT_GT(recomputed, 20U);
  for (const Interval interval : kHigherIntervals) {
    EXPECT_EQ(stored(s, interval), folded(all, interval)) << name_of(interval);
    EXPECT_EQ(roll(s, interval, spans_of(interval, sessions)), 0U)
        << "SQL has nothing to correct in " << name_of(interval);
  }
}

TEST_P(HigherBarsTable, a_symbol_follows_its_own_calendar) {
  DerivedStore s(GetParam());
  const std::vector<BarSpan> spans{{minute(0), minute(5)}};
  s.write({Instrument{symbol("BTCUSDT"), "always", "crypto"}, bar("BTCUSDT", minute()), bar("KNOWN", minute()),
           Instrument{symbol("KNOWN"), "xnys", "us"}, bar("UNKNOWN", minute())});
  const auto symbols = [&] {
    std::string out;
    stream_bars(*s.tables, Interval::m5, minute(0), minute(5), [&](StoredBar&& row) {
      out += std::string(row.bar.symbol.view()) + " ";
    }).value();
    return out;
  };
  rollup_higher(*s.tables, {Interval::m5, spans, "xnys", "xnys", {}}, kNow).value();
  EXPECT_EQ(symbols(), "KNOWN UNKNOWN ");
  rollup_higher(*s.tables, {Interval::m5, spans, "always", "xnys", {}}, kNow).value();
  EXPECT_EQ(symbols(), "BTCUSDT KNOWN UNKNOWN ");
}

TEST_P(HigherBarsTable, a_poorer_fold_never_replaces_a_better_one) {
  DerivedStore s(GetParam());
  s.store->prepare_partitions(minute(), minute(1)).value();
  Bar better = bar("A", minute(), 7);
  better.trade_count = 50;
  EXPECT_EQ(write_higher(*s.tables, Interval::m15, std::span(&better, 1), kNow).value(), 1U);
  Bar poorer = better;
  poorer.revision = 6;  // minutes that retention took away
  poorer.close = poorer.high;
  EXPECT_EQ(write_higher(*s.tables, Interval::m15, std::span(&poorer, 1), kNow).value(), 0U);
  Bar fewer = better;
  fewer.trade_count = 49;
  EXPECT_EQ(write_higher(*s.tables, Interval::m15, std::span(&fewer, 1), kNow).value(), 0U);
  Bar corrected = better;
  corrected.vwap.reset();
  EXPECT_EQ(write_higher(*s.tables, Interval::m15, std::span(&corrected, 1), kNow + minutes{1}).value(), 1U);
  const auto rows = read_bars(*s.tables, Interval::m15, {symbol("A"), minute(), minute(1)}).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].bar, corrected);
  EXPECT_EQ(rows[0].created_at, kNow + minutes{1});
}

TEST_P(HigherBarsTable, bars_of_one_symbol_from_either_end) {
  DerivedStore s(GetParam());
  std::vector<Event> events;
  for (int m = 0; m < 200; m += 10) events.emplace_back(bar("A", minute(m)));
  events.emplace_back(bar("B", minute(20)));
  s.write(events);
  const auto starts = [&](MinuteStart from, MinuteStart to, std::size_t limit, bool newest) {
    std::string out;
    for (const StoredBar& r : read_bars(*s.tables, Interval::m1, {symbol("A"), from, to, limit, newest}).value())
      out += std::to_string((r.bar.start - minute()).count()) + " ";
    return out;
  };
  EXPECT_EQ(starts(minute(10), minute(40), 9, false), "10 20 30 ");
  EXPECT_EQ(starts(MinuteStart{}, minute(1'000'000), 2, false), "0 10 ");
  EXPECT_EQ(starts(MinuteStart{}, minute(1'000'000), 2, true), "190 180 ");
  EXPECT_EQ(starts(minute(40), minute(10), 9, false), "");
  EXPECT_EQ(starts(minute(10), minute(40), 0, false), "");
}

TEST_P(HigherBarsTable, minutes_written_since_include_the_instant_itself_and_new_issues) {
  DerivedStore s(GetParam());
  s.write({bar("A", minute(0)), bar("B", minute(1))}, at(60));
  s.write({bar("A", minute(1)), bar("B", minute(1))}, at(120));  // B: nothing new
  s.write({bar("A", minute(0), 2)}, at(180));
  const auto since = [&](UnixNanos t, MinuteStart from) {
    std::string out;
    changed_minutes(*s.tables, t, from, [&](StoredBar&& r) {
      out += std::string(r.bar.symbol.view()) + std::to_string((r.bar.start - minute()).count()) + "r" +
             std::to_string(r.bar.revision) + " ";
    }).value();
    return out;
  };
  EXPECT_EQ(since(at(0), minute(0)), "A0r2 A1r1 B1r1 ");
  EXPECT_EQ(since(at(120), minute(0)), "A0r2 A1r1 ");
  EXPECT_EQ(since(at(120), minute(1)), "A1r1 ");
  EXPECT_EQ(since(at(181), minute(0)), "");
}

INSTANTIATE_TEST_SUITE_P(Engine, HigherBarsTable, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
