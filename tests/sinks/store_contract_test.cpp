// What every store promises, run on each engine.
#include <gtest/gtest.h>

#include <cstdio>
#include <thread>

#include "aggregator/calendar/calendar.hpp"
#include "sinks/migrations.hpp"
#include "sql_checks_files.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

using StoreContract = EveryStore;

std::string alert_count(AnyStore& store) {
  return store.raw("SELECT count(*) FROM screener_alerts");
}

BarQuery query_of(std::string_view name, MinuteStart from, MinuteStart to, std::size_t limit = 10'000) {
  BarQuery q;
  q.symbol = symbol(name);
  q.from = from;
  q.to = to;
  q.limit = limit;
  return q;
}

std::string starts(const std::vector<StoredBar>& rows) {
  std::string out;
  for (const StoredBar& row : rows) {
    out += (out.empty() ? "" : " ") + std::to_string((row.bar.start - minute()).count());
  }
  return out;
}

WriteReport write(AnyStore& store, std::vector<Event> events, UnixNanos now = at(100)) {
  return store->write(events, now).value();
}

// --- Writing bars
// --------------------------------------------------------------------------------------------------

TEST_P(StoreContract, a_bar_comes_back_as_it_went_in) {
  AnyStore store(GetParam());
  Bar b = bar("BRK.A", minute());
  b.quality = quality::kPartial | quality::kGap;
  const WriteReport report = write(store, {b}, at(62, 123'456'789));
  EXPECT_EQ(report.bars, 1U);
  EXPECT_EQ(report.unchanged, 0U);
  EXPECT_TRUE(report.poison.empty());

  const auto rows = store->bars(query_of("BRK.A", minute(), minute(1))).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].bar, b);
  EXPECT_EQ(rows[0].created_at, at(62, 123'456'000));  // to the microsecond
}

TEST_P(StoreContract, a_bar_without_vwap_has_none) {
  AnyStore store(GetParam());
  Bar b = bar("X", minute());
  b.vwap.reset();
  write(store, {b});
  EXPECT_EQ(all_bars(*store, "X"), std::vector<Bar>{b});
}

TEST_P(StoreContract, T038_prices_of_every_size_round_trip) {
  AnyStore store(GetParam());
  const std::vector<std::string> prices{"0.0001",      "745000",      "745000.01", "1.234567",     "0.00000001",
                                        "98765.43219", "0.123456789", "12.5",      "999999.999999"};
  std::vector<Event> events;
  for (std::size_t i = 0; i < prices.size(); ++i) {
    Bar b = bar("P", minute(static_cast<int>(i)));
    b.open = b.high = b.low = b.close = price(prices[i]);
    b.vwap = b.open;
    events.push_back(b);
  }
  write(store, events);
  const std::vector<Bar> stored = all_bars(*store, "P");
  ASSERT_EQ(stored.size(), prices.size());
  for (std::size_t i = 0; i < prices.size(); ++i) EXPECT_EQ(to_text(stored[i].close), prices[i]);
}

TEST_P(StoreContract, T039_volumes_beyond_32_bits_and_fractional_ones_are_exact) {
  AnyStore store(GetParam());
  // Each within 15 significant digits, which REAL keeps.
  const std::vector<Int128> volumes{Int128{3'000'000'000} * 100'000'000, Int128{12'500'000},
                                    Int128{909'961'809'300}, Int128{123'456'789'012'345}};
  std::vector<Event> events;
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    Bar b = bar("V", minute(static_cast<int>(i)));
    b.volume.raw = volumes[i];
    events.push_back(b);
  }
  write(store, events);
  const std::vector<Bar> stored = all_bars(*store, "V");
  ASSERT_EQ(stored.size(), volumes.size());
  for (std::size_t i = 0; i < volumes.size(); ++i)
    EXPECT_EQ(to_text(stored[i].volume), to_text(Volume{volumes[i]}));
}

TEST_P(StoreContract, T039_sums_beyond_2_to_the_53_keep_what_the_engine_promises) {
  AnyStore store(GetParam());
  Bar b = bar("V", minute());
  b.volume.raw = (Int128{1} << 53) * 100'000'000 + 12'500'001;  // 9007199254740992.12500001
  write(store, {b});
  const Bar stored = all_bars(*store, "V").at(0);
  if (store.is_postgres()) {
    EXPECT_EQ(to_text(stored.volume), "9007199254740992.12500001");
  } else {
    EXPECT_EQ(to_text(stored.volume), "9007199254740990");  // 15 significant digits
  }
}

TEST_P(StoreContract, T031_writing_a_batch_again_changes_nothing) {
  AnyStore store(GetParam());
  const std::vector<Event> events{bar("A", minute()),
                                  bar("B", minute()),
                                  alert("A", at(10)),
                                  Gap{"us", at(5), at(9), LostReason::silent},
                                  LogEntry{at(3), "us", "too_late", "A", "A trade of 14:10 came at 14:30."},
                                  ResumePoint{"us", "A", at(4), 77}};
  write(store, events, at(100));
  const auto dump = [&] {
    std::string all;
    for (const char* table : {"price_bars", "screener_alerts", "ingest_gaps", "event_log", "ingest_state"}) {
      all += store.raw(std::string("SELECT * FROM ") + table + " ORDER BY 1, 2");
    }
    return all;
  };
  const std::string before = dump();
  const WriteReport again = write(store, events, at(200));
  EXPECT_EQ(again.bars, 0U);
  EXPECT_EQ(again.others, 0U);
  EXPECT_EQ(again.unchanged, events.size());
  EXPECT_EQ(dump(), before);
}

TEST_P(StoreContract, T035_two_replays_give_identical_tables_in_two_stores) {
  AnyStore one(GetParam()), two(GetParam());
  std::vector<Event> events;
  for (int i = 0; i < 50; ++i) events.push_back(bar(i % 2 == 0 ? "EVEN" : "ODD", minute(i)));
  for (int i = 0; i < 50; ++i) events.push_back(alert("EVEN", at(60 * i), i % 3 == 0));
  write(one, events);
  for (const Event& event : events) write(two, {event});  // in other batches
  write(two, events);
  for (const char* table : {"price_bars", "screener_alerts"}) {
    const std::string sql = std::string("SELECT * FROM ") + table + " ORDER BY 1, 2";
    EXPECT_EQ(one.raw(sql), two.raw(sql));
  }
}

TEST_P(StoreContract, only_a_greater_revision_or_count_replaces_a_row) {
  struct Case {
    const char* what;
    std::uint32_t revision, count;
    bool replaces;
  };
  const std::vector<Case> cases{
      {"an older revision", 1, 99, false},
      {"the same revision with fewer trades", 2, 2, false},
      {"the same revision and count", 2, 3, false},
      {"the same revision with more trades", 2, 4, true},
      {"a newer revision with fewer trades", 3, 1, true},
  };
  AnyStore store(GetParam());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    SCOPED_TRACE(c.what);
    const MinuteStart start = minute(static_cast<int>(i));
    write(store, {bar("M", start, 2)});
    Bar other = bar("M", start, c.revision);
    other.trade_count = c.count;
    other.close = price("10.04");
    EXPECT_EQ(write(store, {other}).bars, c.replaces ? 1U : 0U);
    EXPECT_EQ(to_text(all_bars(*store, "M").at(i).close), c.replaces ? "10.04" : "10.02");
  }
}

TEST_P(StoreContract, the_best_of_a_key_wins_within_a_batch) {
  AnyStore store(GetParam());
  const WriteReport report = write(store, {bar("K", minute(), 2), bar("K", minute(), 3), bar("K", minute(), 1)});
  EXPECT_EQ(report.bars, 1U);
  EXPECT_EQ(report.unchanged, 2U);
  EXPECT_EQ(all_bars(*store, "K").at(0).revision, 3U);
}

TEST_P(StoreContract, T029_every_bar_of_a_symbol_in_one_batch_is_stored) {
  AnyStore store(GetParam());
  write(store, {bar("S", minute(1)), bar("S", minute(0)), bar("S", minute(2))});
  EXPECT_EQ(all_bars(*store, "S").size(), 3U);
}

TEST_P(StoreContract, T032_poison_rows_are_named_and_the_others_stored) {
  AnyStore store(GetParam());
  std::vector<Event> events;
  for (int i = 0; i < 100; ++i) {
    Bar b = bar("GOOD", minute(i));
    if (i == 7 || i == 50 || i == 99) std::swap(b.low, b.high);
    events.push_back(b);
  }
  events.push_back(bar("NAMELESS", minute()));
  std::get<Bar>(events.back()).symbol = Symbol{};
  Alert free = alert("GOOD", at(5));
  free.trigger_price.raw = 0;
  events.push_back(free);
  events.push_back(alert("GOOD", at(6)));

  const WriteReport report = write(store, events);
  std::vector<std::size_t> poison;
  for (const PoisonRow& row : report.poison) {
    poison.push_back(row.index);
    EXPECT_NE(row.text.find("sane"), std::string::npos) << row.text;  // the constraint's name
  }
  std::sort(poison.begin(), poison.end());
  EXPECT_EQ(poison, (std::vector<std::size_t>{7, 50, 99, 100, 101}));
  EXPECT_EQ(report.bars, 97U);
  EXPECT_EQ(all_bars(*store, "GOOD").size(), 97U);
  EXPECT_EQ(alert_count(store), "1\n");
}

TEST_P(StoreContract, bars_of_any_day_find_a_place) {
  AnyStore store(GetParam());
  const MinuteStart first{std::chrono::floor<std::chrono::minutes>(kEarliestEvent)};
  const MinuteStart last{std::chrono::floor<std::chrono::minutes>(kLatestEvent - std::chrono::nanoseconds{1})};
  write(store, {bar("D", first), bar("D", minute()), bar("D", last)});
  const std::vector<Bar> stored = all_bars(*store, "D");
  ASSERT_EQ(stored.size(), 3U);
  EXPECT_EQ(stored.front().start, first);
  EXPECT_EQ(stored.back().start, last);
}

TEST_P(StoreContract, an_empty_batch_is_nothing) {
  AnyStore store(GetParam(), AnyStore::Migrated::no);
  EXPECT_EQ(write(store, {}).bars, 0U);
}

TEST_P(StoreContract, two_writers_of_the_same_keys_leave_the_best_rows) {
  AnyStore store(GetParam());
  std::vector<std::string> failures(2);
  const auto writer = [&](std::size_t which) {
    const auto mine = store.another();
    for (std::uint32_t round = 1; round <= 10; ++round) {
      std::vector<Event> events;
      for (int i = 0; i < 200; ++i) {
        // One in ascending, the other in descending order: unsorted batches would meet in a deadlock.
        const int k = which == 0 ? i : 199 - i;
        Bar b = bar("W" + std::to_string(k), minute(), round);
        b.trade_count = static_cast<std::uint32_t>(which + 1);
        events.push_back(b);
      }
      const auto done = mine->write(events, at(100));
      if (!done) failures[which] = done.error().text;
    }
  };
  std::thread one(writer, 0), two(writer, 1);
  one.join();
  two.join();
  EXPECT_EQ(failures[0], "");
  EXPECT_EQ(failures[1], "");
  const std::vector<Bar> stored = store->recent_bars(minute()).value();
  ASSERT_EQ(stored.size(), 200U);
  for (const Bar& b : stored) {
    EXPECT_EQ(b.revision, 10U);
    EXPECT_EQ(b.trade_count, 2U);
  }
}

TEST_P(StoreContract, twelve_thousand_bars_in_one_write) {
  AnyStore store(GetParam());
  for (int round = 0; round < 4; ++round) {  // the first finds everything cold
    std::vector<Event> events;
    for (int i = 0; i < 12'000; ++i) events.push_back(bar("SYM" + std::to_string(i), minute(round)));
    const auto begin = std::chrono::steady_clock::now();
    const WriteReport report = write(store, events);
    const auto taken = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(report.bars, 12'000U);
    std::printf("  12,000 bars into %s: %lld ms\n", GetParam().c_str(),
                static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(taken).count()));
  }
  EXPECT_EQ(store->status().value().bars_exact ? store->status().value().bars : 48'000U, 48'000U);
}

// --- Other events
// --------------------------------------------------------------------------------------------------

TEST_P(StoreContract, an_alert_is_stored_with_sign_reference_and_null_quotes) {
  AnyStore store(GetParam());
  write(store, {alert("AAPL", at(1, 123'456'789)), alert("MSFT", at(2), false)}, at(3));
  const auto rows = store->alerts(at(0), at(10), 10).value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].symbol, symbol("MSFT"));  // newest first
  EXPECT_FALSE(rows[0].up);
  EXPECT_TRUE(rows[1].up);
  EXPECT_EQ(to_text(rows[1].trigger_price), "103.01");
  EXPECT_EQ(rows[1].trigger_time, at(1, 123'456'000));
  EXPECT_EQ(rows[1].created_at, at(3));
  const std::string json =
      store.is_postgres() ? "(conditions ->> 'pct_move')::numeric" : "conditions ->> 'pct_move'";
  EXPECT_EQ(store.raw("SELECT alert_type, " + json + " FROM screener_alerts ORDER BY symbol"),
            "gap_up|3.01\ngap_down|-3.5\n");
  EXPECT_EQ(
      store.raw("SELECT metadata ->> 'bid', metadata ->> 'size', metadata ->> 'session' FROM screener_alerts "
                "WHERE symbol = 'AAPL'"),
      "|50|rth\n");
}

TEST_P(StoreContract, T079_ten_thousand_alerts_of_one_second_are_all_stored_in_order) {
  AnyStore store(GetParam());
  std::vector<Event> events;
  for (int i = 0; i < 10'000; ++i) events.push_back(alert("S" + std::to_string(i), at(0, (9'999 - i) * 100'000)));
  EXPECT_EQ(write(store, events).others, 10'000U);
  const auto rows = store->alerts(at(0), at(1), 20'000).value();
  ASSERT_EQ(rows.size(), 10'000U);
  for (std::size_t i = 1; i < rows.size(); ++i) ASSERT_GT(rows[i - 1].trigger_time, rows[i].trigger_time);
}

TEST_P(StoreContract, alerts_are_bounded_by_time_and_limit) {
  AnyStore store(GetParam());
  write(store, {alert("A", at(0)), alert("A", at(1)), alert("A", at(2)), alert("A", at(3))});
  EXPECT_EQ(store->alerts(at(1), at(3), 10).value().size(), 2U);
  EXPECT_EQ(store->alerts(at(0), at(9), 1).value().at(0).trigger_time, at(3));
}

TEST_P(StoreContract, a_gap_closes_once_and_never_opens_again) {
  AnyStore store(GetParam());
  write(store, {Gap{"us", at(10), {}, LostReason::silent}});
  EXPECT_EQ(store->status().value().gaps_open, 1U);
  write(store, {Gap{"us", at(10), at(20), LostReason::closed}});
  write(store, {Gap{"us", at(10), {}, LostReason::silent}, Gap{"us", at(10), at(99), LostReason::silent}});
  const auto rows = store->gaps(at(0), at(100), 10).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].gap.to, at(20));
  EXPECT_EQ(rows[0].gap.reason, LostReason::closed);
  EXPECT_FALSE(rows[0].repaired_at.has_value());
  EXPECT_EQ(store->status().value().gaps_open, 0U);
}

TEST_P(StoreContract, an_opening_and_an_end_in_one_batch_are_one_closed_gap) {
  AnyStore store(GetParam());
  write(store, {Gap{"us", at(10), {}, LostReason::silent}, Gap{"us", at(10), at(12), LostReason::silent},
                Gap{"eu", at(10), {}, LostReason::refused}});
  EXPECT_EQ(store->gaps(at(0), at(100), 10).value().size(), 2U);
  EXPECT_EQ(store->status().value().gaps_open, 1U);
}

TEST_P(StoreContract, gaps_that_touch_a_window_are_found) {
  AnyStore store(GetParam());
  write(store, {Gap{"a", at(0), at(10), {}}, Gap{"b", at(10), at(20), {}}, Gap{"c", at(20), {}, {}}});
  EXPECT_EQ(store->gaps(at(10), at(20), 10).value().size(), 1U);
  EXPECT_EQ(store->gaps(at(9), at(21), 10).value().size(), 3U);
  EXPECT_EQ(store->gaps(at(1000), at(2000), 10).value().at(0).gap.feed, "c");
}

TEST_P(StoreContract, log_entries_are_appended_whatever_bytes_they_hold) {
  AnyStore store(GetParam());
  const std::string bytes("a\0b\xFF\xC3", 5);
  write(store, {LogEntry{at(1), "us", "rejected", bytes, bytes}, LogEntry{at(1), "us", "rejected", "", "other"}});
  EXPECT_EQ(store.raw("SELECT count(*) FROM event_log"), "2\n");
  EXPECT_EQ(store.raw("SELECT detail FROM event_log WHERE symbol <> ''"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\xEF\xBF\xBD\n");
}

TEST_P(StoreContract, resume_points_go_forward_only_and_keep_64_bits) {
  AnyStore store(GetParam());
  write(store, {ResumePoint{"us", "A", at(5), 18'446'744'073'709'551'615U}, ResumePoint{"us", "", at(9), 0},
                ResumePoint{"eu", "A", at(1), 4}});
  write(store, {ResumePoint{"us", "A", at(4), 3}});
  const auto points = store->resume_points("us").value();
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].symbol, "");
  EXPECT_EQ(points[1].event_time, at(5));
  EXPECT_EQ(points[1].trade_id, 18'446'744'073'709'551'615U);
  EXPECT_TRUE(store->resume_points("nobody").value().empty());
}

// --- Reading bars
// --------------------------------------------------------------------------------------------------

TEST_P(StoreContract, a_chart_is_half_open_oldest_first_and_one_symbol) {
  AnyStore store(GetParam());
  std::vector<Event> events;
  for (const int m : {0, 1, 2, 59, 60, 61, 1440, 3000}) {
    events.push_back(bar("C", minute(m)));
    events.push_back(bar("B", minute(m)));
    events.push_back(bar("D", minute(m + 1)));
  }
  write(store, events);
  struct Case {
    int from, to;
    std::size_t limit;
    bool newest_first;
    const char* expected;
  };
  const std::vector<Case> cases{
      {0, 3001, 100, false, "0 1 2 59 60 61 1440 3000"},
      {0, 60, 100, false, "0 1 2 59"},
      {1, 2, 100, false, "1"},
      {0, 3001, 3, false, "0 1 2"},
      {3, 59, 100, false, ""},
      {60, 60, 100, false, ""},
      {60, 0, 100, false, ""},
      {0, 3001, 0, false, ""},
      {0, 3001, 4, true, "3000 1440 61 60"},
      {-500'000, 61, 2, true, "60 59"},
      {-5'000'000, 50'000'000, 100, false, "0 1 2 59 60 61 1440 3000"},
  };
  for (const Case& c : cases) {
    BarQuery q = query_of("C", minute(c.from), minute(c.to), c.limit);
    q.newest_first = c.newest_first;
    EXPECT_EQ(starts(store->bars(q).value()), c.expected) << c.from << ".." << c.to << " limit " << c.limit;
  }
  EXPECT_TRUE(store->bars(query_of("NOBODY", minute(0), minute(3001))).value().empty());
}

TEST_P(StoreContract, an_empty_store_answers_every_question) {
  AnyStore store(GetParam());
  EXPECT_TRUE(all_bars(*store, "A").empty());
  EXPECT_TRUE(store->recent_bars(minute()).value().empty());
  EXPECT_TRUE(store->closes_in(minute(), minute(400)).value().empty());
  EXPECT_TRUE(store->alerts(at(0), at(9), 9).value().empty());
  EXPECT_TRUE(store->gaps(at(0), at(9), 9).value().empty());
  const StoreStatus status = store->status().value();
  EXPECT_FALSE(status.newest_bar.has_value());
  EXPECT_EQ(status.bars, 0U);
}

TEST_P(StoreContract, closes_are_each_symbols_last_in_the_window) {
  AnyStore store(GetParam());
  Bar last = bar("A", minute(2));
  last.close = price("10.03");
  write(store, {bar("A", minute(0)), bar("A", minute(1)), last, bar("A", minute(3)), bar("B", minute(0)),
                bar("C", minute(3))});
  const auto closes = store->closes_in(minute(0), minute(3)).value();
  ASSERT_EQ(closes.size(), 2U);
  EXPECT_EQ(closes[0].symbol, symbol("A"));
  EXPECT_EQ(closes[0].start, minute(2));
  EXPECT_EQ(to_text(closes[0].close), "10.03");
  EXPECT_EQ(closes[1].symbol, symbol("B"));
}

TEST_P(StoreContract, recent_bars_come_in_order_of_time_and_symbol) {
  AnyStore store(GetParam());
  write(store, {bar("B", minute(1)), bar("A", minute(1)), bar("Z", minute(2)), bar("A", minute(0))});
  const auto bars = store->recent_bars(minute(1)).value();
  ASSERT_EQ(bars.size(), 3U);
  EXPECT_EQ(bars[0].symbol, symbol("A"));
  EXPECT_EQ(bars[1].symbol, symbol("B"));
  EXPECT_EQ(bars[2].symbol, symbol("Z"));
}

TEST_P(StoreContract, status_tells_version_newest_bar_and_size) {
  AnyStore store(GetParam());
  write(store, {bar("A", minute(0)), bar("A", minute(5)), alert("A", at(1)), Gap{"us", at(1), {}, {}}});
  if (store.is_postgres()) store.raw("ANALYZE");  // its counts are the planner's
  const StoreStatus status = store->status().value();
  EXPECT_EQ(status.schema.version, status.schema.known);
  EXPECT_GE(status.schema.version, 5);
  EXPECT_EQ(status.newest_bar, minute(5));
  EXPECT_EQ(status.bars, 2U);
  EXPECT_EQ(status.alerts, 1U);
  EXPECT_EQ(status.gaps_open, 1U);
  EXPECT_GT(status.bytes, 0U);
}

TEST_P(StoreContract, a_reader_may_not_write) {
  AnyStore store(GetParam());
  write(store, {bar("A", minute())});
  const auto reader = store.another(OpenMode::read_only);
  EXPECT_EQ(all_bars(*reader, "A").size(), 1U);
  const std::vector<Event> events{bar("A", minute(0), 2)};
  const auto refused = reader->write(events, at(1));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::permission) << refused.error().text;
}

// --- The calendar
// --------------------------------------------------------------------------------------------------

Session session_on(int day, SessionKind kind = SessionKind::full) {
  Session s;
  s.date = SessionDate{std::chrono::year{2026} / std::chrono::November / day};
  const UnixNanos midnight{std::chrono::sys_days{s.date}};
  s.pre_open = midnight + std::chrono::hours{9};
  s.open = midnight + std::chrono::minutes{870};
  s.close = midnight + std::chrono::hours{kind == SessionKind::half ? 18 : 21};
  s.post_close = midnight + std::chrono::hours{25};
  s.kind = kind;
  if (kind == SessionKind::half) s.note = "day after Thanksgiving";
  return s;
}

TEST_P(StoreContract, a_calendar_is_replaced_between_its_first_and_last_day) {
  AnyStore store(GetParam());
  const std::vector<Session> first{session_on(24), session_on(25), session_on(26), session_on(27)};
  store->write_calendar("xnys", first).value();
  store->write_calendar("other", first).value();
  // Thanksgiving turns out to be closed, and the day after a half one.
  const std::vector<Session> second{session_on(25), session_on(27, SessionKind::half)};
  store->write_calendar("xnys", second).value();
  EXPECT_EQ(store.raw("SELECT session_date, kind, note FROM market_calendar WHERE calendar = 'xnys' ORDER BY 1"),
            "2026-11-24|full|\n2026-11-25|full|\n2026-11-27|half|day after Thanksgiving\n");
  EXPECT_EQ(store.raw("SELECT count(*) FROM market_calendar WHERE calendar = 'other'"), "4\n");
}

// --- The schema
// ----------------------------------------------------------------------------------------------------

TEST_P(StoreContract, T059_migrating_again_changes_nothing_and_keeps_the_data) {
  AnyStore store(GetParam(), AnyStore::Migrated::no);
  const MigrationReport planned = store->migrate(true, at(0)).value();
  EXPECT_EQ(planned.from, 0);
  EXPECT_GE(planned.applied.size(), 5U);
  EXPECT_EQ(store->schema().value().version, 0);  // a dry run does nothing

  const MigrationReport done = store->migrate(false, at(0)).value();
  EXPECT_EQ(done.applied, planned.applied);
  EXPECT_EQ(done.to, planned.to);
  write(store, {bar("A", minute()), alert("A", at(1))});
  const std::string before = store.raw("SELECT * FROM screener_alerts");

  const MigrationReport again = store->migrate(false, at(50)).value();
  EXPECT_TRUE(again.applied.empty());
  EXPECT_EQ(again.from, again.to);
  EXPECT_EQ(store.raw("SELECT * FROM screener_alerts"), before);
  EXPECT_EQ(all_bars(*store, "A").size(), 1U);
}

TEST_P(StoreContract, T059_two_migrators_at_once_are_fine) {
  AnyStore store(GetParam(), AnyStore::Migrated::no);
  std::vector<std::string> failures(3);
  std::vector<std::size_t> applied(3);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < failures.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto done = store.another()->migrate(false, at(0));
      if (done) applied[i] = done->applied.size();
      if (!done) failures[i] = done.error().text;
    });
  }
  for (std::thread& t : threads) t.join();
  for (const std::string& failure : failures) EXPECT_EQ(failure, "");
  const SchemaState state = store->schema().value();
  EXPECT_EQ(state.version, state.known);
  EXPECT_EQ(applied[0] + applied[1] + applied[2], static_cast<std::size_t>(state.known));
}

TEST_P(StoreContract, a_newer_schema_is_refused_naming_both_versions) {
  AnyStore store(GetParam());
  const int known = store->schema().value().known;
  store.raw(
      "INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES (999, '0999_future.sql', 'x', " +
      std::string(store.is_postgres() ? "now()" : "0") + ")");
  for (const auto& error :
       {store->schema().error(), store->migrate(false, at(0)).error(), store->status().error()}) {
    EXPECT_EQ(error.cls, StoreErrorClass::schema);
    EXPECT_NE(error.text.find("999"), std::string::npos) << error.text;
    EXPECT_NE(error.text.find("version " + std::to_string(known)), std::string::npos) << error.text;
  }
}

TEST_P(StoreContract, an_altered_migration_is_refused_by_name) {
  AnyStore store(GetParam());
  store.raw("UPDATE schema_migrations SET sha256 = 'somethingelse' WHERE version = 2");
  const auto refused = store->migrate(false, at(0));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::schema);
  EXPECT_NE(refused.error().text.find("0002_price_bars"), std::string::npos) << refused.error().text;
}

TEST_P(StoreContract, T058_a_missing_table_is_a_schema_error_that_says_what_to_do) {
  AnyStore store(GetParam());
  store.raw("DROP TABLE price_bars");
  const std::vector<Event> events{bar("A", minute())};
  const auto refused = store->write(events, at(1));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::schema) << refused.error().text;
  EXPECT_NE(refused.error().text.find("tickbard migrate"), std::string::npos) << refused.error().text;
  EXPECT_EQ(write(store, {alert("A", at(1))}).others, 1U);  // alerts do not need that table
}

TEST_P(StoreContract, preparing_partitions_twice_is_fine) {
  AnyStore store(GetParam());
  store->prepare_partitions(at(0), at(0) + std::chrono::hours{72}).value();
  store.another()->prepare_partitions(at(0), at(0) + std::chrono::hours{96}).value();
  write(store, {bar("A", minute(1440))});
}

// --- Checks
// --------------------------------------------------------------------------------------------------------

std::vector<std::pair<std::string, std::string>> checks_for(const std::string& engine) {
  const std::string other = engine == "postgres" ? ".sqlite.sql" : ".postgres.sql";
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& [name, text] : sql_checks::all) {
    if (!name.ends_with(other)) found.emplace_back(name, text);
  }
  return found;
}

TEST_P(StoreContract, a_healthy_store_passes_every_check) {
  AnyStore store(GetParam());
  const std::vector<Session> sessions{session_on(25), session_on(27, SessionKind::half)};
  store->write_calendar("xnys", sessions).value();
  write(store, {bar("A", minute()), alert("A", at(1)), alert("A", at(2), false), Gap{"us", at(1), at(2), {}}});
  const auto checks = checks_for(GetParam());
  EXPECT_GE(checks.size(), 7U);
  for (const auto& [name, text] : checks) EXPECT_EQ(store.raw(text), "") << name;
}

TEST_P(StoreContract, the_checks_find_what_is_wrong) {
  AnyStore store(GetParam());
  Bar twisted = bar("T", minute());
  twisted.open = price("20");
  Alert wrong = alert("T", at(1));
  wrong.up = false;  // though the price rose
  write(store, {twisted, wrong, Gap{"us", at(9), at(2), {}}});
  Session bad = session_on(25);
  std::swap(bad.open, bad.close);
  store->write_calendar("xnys", std::vector<Session>{bad}).value();
  store.raw("DELETE FROM schema_migrations WHERE version = 2");

  std::vector<std::string> found;
  for (const auto& [name, text] : checks_for(GetParam())) {
    if (!store.raw(text).empty()) found.push_back(name.substr(0, name.find('.')));
  }
  EXPECT_EQ(found, (std::vector<std::string>{"alerts_wrong_sign", "bars_out_of_shape", "calendar_out_of_order",
                                             "gaps_backwards", "migrations_with_a_hole"}));
}

INSTANTIATE_TEST_SUITE_P(Engine, StoreContract, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
