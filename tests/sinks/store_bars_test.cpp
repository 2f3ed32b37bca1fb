// What every store promises about the bars it is given, run on each engine.
#include <gtest/gtest.h>

#include <cstdio>
#include <thread>

#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

using StoreBars = EveryStore;

TEST_P(StoreBars, a_bar_comes_back_as_it_went_in) {
  AnyStore store(GetParam());
  Bar b = bar("BRK.A", minute());
  b.quality = quality::kPartial | quality::kGap;
  const WriteReport report = store.write({b}, at(62, 123'456'789));
  EXPECT_EQ(report.bars, 1U);
  EXPECT_EQ(report.unchanged, 0U);
  EXPECT_TRUE(report.poison.empty());

  const auto rows = store->bars(BarQuery{symbol("BRK.A"), minute(), minute(1)}).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].bar, b);
  EXPECT_EQ(rows[0].created_at, at(62, 123'456'000));  // to the microsecond
}

TEST_P(StoreBars, a_bar_without_vwap_has_none) {
  AnyStore store(GetParam());
  Bar b = bar("X", minute());
  b.vwap.reset();
  store.write({b});
  EXPECT_EQ(all_bars(*store, "X"), std::vector<Bar>{b});
}

TEST_P(StoreBars, T038_prices_of_every_size_round_trip) {
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
  store.write(events);
  const std::vector<Bar> stored = all_bars(*store, "P");
  ASSERT_EQ(stored.size(), prices.size());
  for (std::size_t i = 0; i < prices.size(); ++i) EXPECT_EQ(to_text(stored[i].close), prices[i]);
}

TEST_P(StoreBars, T039_volumes_beyond_32_bits_and_fractional_ones_are_exact) {
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
  store.write(events);
  const std::vector<Bar> stored = all_bars(*store, "V");
  ASSERT_EQ(stored.size(), volumes.size());
  for (std::size_t i = 0; i < volumes.size(); ++i)
    EXPECT_EQ(to_text(stored[i].volume), to_text(Volume{volumes[i]}));
}

TEST_P(StoreBars, T039_sums_beyond_2_to_the_53_keep_what_the_engine_promises) {
  AnyStore store(GetParam());
  Bar b = bar("V", minute());
  b.volume.raw = (Int128{1} << 53) * 100'000'000 + 12'500'001;  // 9007199254740992.12500001
  store.write({b});
  const Bar stored = all_bars(*store, "V").at(0);
  if (store.is_postgres()) {
    EXPECT_EQ(to_text(stored.volume), "9007199254740992.12500001");
  } else {
    EXPECT_EQ(to_text(stored.volume), "9007199254740990");  // 15 significant digits
  }
}

TEST_P(StoreBars, T031_writing_a_batch_again_changes_nothing) {
  AnyStore store(GetParam());
  const std::vector<Event> events{bar("A", minute()),
                                  bar("B", minute()),
                                  alert("A", at(10)),
                                  Gap{"us", at(5), at(9), LostReason::silent},
                                  LogEntry{at(3), "us", "too_late", "A", "A trade of 14:10 came at 14:30."},
                                  ResumePoint{"us", "A", at(4), 77}};
  store.write(events, at(100));
  const auto dump = [&] {
    std::string all;
    for (const char* table : {"price_bars", "screener_alerts", "ingest_gaps", "event_log", "ingest_state"}) {
      all += store.raw(std::string("SELECT * FROM ") + table + " ORDER BY 1, 2");
    }
    return all;
  };
  const std::string before = dump();
  const WriteReport again = store.write(events, at(200));
  EXPECT_EQ(again.bars, 0U);
  EXPECT_EQ(again.others, 0U);
  EXPECT_EQ(again.unchanged, events.size());
  EXPECT_EQ(dump(), before);
}

TEST_P(StoreBars, T035_two_replays_give_identical_tables_in_two_stores) {
  AnyStore one(GetParam()), two(GetParam());
  std::vector<Event> events;
  for (int i = 0; i < 50; ++i) events.push_back(bar(i % 2 == 0 ? "EVEN" : "ODD", minute(i)));
  for (int i = 0; i < 50; ++i) events.push_back(alert("EVEN", at(60 * i), i % 3 == 0));
  one.write(events);
  for (const Event& event : events) two.write({event});  // in other batches
  two.write(events);
  for (const char* table : {"price_bars", "screener_alerts"}) {
    const std::string sql = std::string("SELECT * FROM ") + table + " ORDER BY 1, 2";
    EXPECT_EQ(one.raw(sql), two.raw(sql));
  }
}

TEST_P(StoreBars, only_a_greater_revision_or_count_replaces_a_row) {
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
    store.write({bar("M", start, 2)});
    Bar other = bar("M", start, c.revision);
    other.trade_count = c.count;
    other.close = price("10.04");
    EXPECT_EQ(store.write({other}).bars, c.replaces ? 1U : 0U);
    EXPECT_EQ(to_text(all_bars(*store, "M").at(i).close), c.replaces ? "10.04" : "10.02");
  }
}

TEST_P(StoreBars, the_best_of_a_key_wins_within_a_batch) {
  AnyStore store(GetParam());
  const WriteReport report = store.write({bar("K", minute(), 2), bar("K", minute(), 3), bar("K", minute(), 1)});
  EXPECT_EQ(report.bars, 1U);
  EXPECT_EQ(report.unchanged, 2U);
  EXPECT_EQ(all_bars(*store, "K").at(0).revision, 3U);
}

TEST_P(StoreBars, T029_every_bar_of_a_symbol_in_one_batch_is_stored) {
  AnyStore store(GetParam());
  store.write({bar("S", minute(1)), bar("S", minute(0)), bar("S", minute(2))});
  EXPECT_EQ(all_bars(*store, "S").size(), 3U);
}

TEST_P(StoreBars, T032_poison_rows_are_named_and_the_others_stored) {
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

  const WriteReport report = store.write(events);
  std::vector<std::size_t> poison;
  for (const PoisonRow& row : report.poison) {
    poison.push_back(row.index);
    EXPECT_NE(row.text.find("sane"), std::string::npos) << row.text;  // the constraint's name
  }
  std::sort(poison.begin(), poison.end());
  EXPECT_EQ(poison, (std::vector<std::size_t>{7, 50, 99, 100, 101}));
  EXPECT_EQ(report.bars, 97U);
  EXPECT_EQ(all_bars(*store, "GOOD").size(), 97U);
  EXPECT_EQ(store.raw("SELECT count(*) FROM screener_alerts"), "1\n");
}

TEST_P(StoreBars, bars_of_any_day_find_a_place) {
  AnyStore store(GetParam());
  const MinuteStart first{std::chrono::floor<std::chrono::minutes>(kEarliestEvent)};
  const MinuteStart last{std::chrono::floor<std::chrono::minutes>(kLatestEvent - std::chrono::nanoseconds{1})};
  store.write({bar("D", first), bar("D", minute()), bar("D", last)});
  const std::vector<Bar> stored = all_bars(*store, "D");
  ASSERT_EQ(stored.size(), 3U);
  EXPECT_EQ(stored.front().start, first);
  EXPECT_EQ(stored.back().start, last);
}

TEST_P(StoreBars, an_empty_batch_is_nothing) {
  AnyStore store(GetParam(), AnyStore::Migrated::no);
  EXPECT_EQ(store.write({}).bars, 0U);
}

TEST_P(StoreBars, two_writers_of_the_same_keys_leave_the_best_rows) {
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
  EXPECT_EQ(store.raw("SELECT count(*), min(revision), min(trade_count) FROM price_bars"), "200|10|2\n");
}

TEST_P(StoreBars, twelve_thousand_bars_in_one_write) {
  AnyStore store(GetParam());
  for (int round = 0; round < 4; ++round) {  // the first finds everything cold
    std::vector<Event> events;
    for (int i = 0; i < 12'000; ++i) events.push_back(bar("SYM" + std::to_string(i), minute(round)));
    const auto begin = std::chrono::steady_clock::now();
    const WriteReport report = store.write(events);
    const auto taken = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(report.bars, 12'000U);
    std::printf("  12,000 bars into %s: %lld ms\n", GetParam().c_str(),
                static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(taken).count()));
  }
  EXPECT_EQ(store.raw("SELECT count(*) FROM price_bars"), "48000\n");
}

INSTANTIATE_TEST_SUITE_P(Engine, StoreBars, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
