// What the market tells beside bars and alerts, and what a late bar leaves behind; on each engine.
#include <gtest/gtest.h>

#include "aggregator/core/time_text.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

using SessionFacts = EveryStore;
using namespace std::chrono_literals;

WriteReport write(AnyStore& store, std::vector<Event> events, UnixNanos now = at(100)) {
  return store->write(events, now).value();
}

SessionPrint print(std::string_view name, PrintRole role, std::string_view paid, UnixNanos when,
                   std::string exchange = "12", std::int64_t size = 5000, std::uint64_t id = 0) {
  return {symbol(name), *parse_date("2026-11-20"), role,       price(paid), Size{size * 100'000'000},
          when,         std::move(exchange),       TradeId{id}};
}

std::string prints(AnyStore& store) {
  const std::string price = store.is_postgres() ? "price::text" : "price";
  const std::string time =
      store.is_postgres() ? "(extract(epoch FROM event_time) * 1000000)::bigint" : "event_time";
  return store.raw("SELECT symbol, session_date, role, exchange, " + price + ", CAST(size AS integer), " + time +
                   " - " + std::to_string(to_unix_seconds(minute()) * 1'000'000) +
                   " FROM session_prints ORDER BY 1, 3, 4, event_time, print_id");
}

std::string dirty(AnyStore& store) {
  const std::string at = store.is_postgres() ? "extract(epoch FROM marked_at)::bigint" : "marked_at / 1000000";
  return store.raw("SELECT day, " + at + " - " + std::to_string(to_unix_seconds(minute())) +
                   " FROM dirty_days ORDER BY 1");
}

// --- Instruments
// ------------------------------------------------------------------------------------------------

TEST_P(SessionFacts, an_instrument_is_filled_once_and_nothing_of_it_is_replaced) {
  AnyStore store(GetParam());
  const auto rows = [&] { return store.raw("SELECT symbol, calendar, feed FROM instruments ORDER BY symbol"); };
  WriteReport report =
      write(store, {Instrument{symbol("AAPL"), "xnys", "us"}, Instrument{symbol("X"), "always", "c"},
                    Instrument{symbol("AAPL"), "always", "other"}});
  EXPECT_EQ(report.others, 2U);
  EXPECT_EQ(report.unchanged, 1U);
  EXPECT_EQ(rows(), "AAPL|xnys|us\nX|always|c\n");
  const std::string before = store.raw("SELECT * FROM instruments ORDER BY 1");
  EXPECT_EQ(write(store, {Instrument{symbol("AAPL"), "always", "other"}}, at(900)).others, 0U);
  EXPECT_EQ(store.raw("SELECT * FROM instruments ORDER BY 1"), before);
}

TEST_P(SessionFacts, a_feed_fills_what_an_import_left_open) {
  AnyStore store(GetParam());
  const std::string then = store.is_postgres() ? "'2026-01-01', '2026-01-01'" : "1, 1";
  store.raw(
      "INSERT INTO instruments (symbol, calendar, feed, name, first_seen_at, updated_at) VALUES "
      "('AAPL', '', '', 'Apple Inc.', " +
      then + "), ('MSFT', 'xnys', '', 'Microsoft', " + then + ")");
  EXPECT_EQ(
      write(store, {Instrument{symbol("AAPL"), "xnys", "us"}, Instrument{symbol("MSFT"), "always", "us"}}).others,
      2U);
  EXPECT_EQ(store.raw("SELECT symbol, calendar, feed, name FROM instruments ORDER BY 1"),
            "AAPL|xnys|us|Apple Inc.\nMSFT|xnys|us|Microsoft\n");
  EXPECT_EQ(store.raw("SELECT count(*) FROM instruments WHERE updated_at > first_seen_at"), "2\n");
}

// --- Session prints
// ------------------------------------------------------------------------------------------------

TEST_P(SessionFacts, every_print_of_a_session_is_kept_once) {
  AnyStore store(GetParam());
  const std::vector<Event> events{print("AAPL", PrintRole::closing_print, "101.25", at(3), "12", 5000, 1),
                                  print("AAPL", PrintRole::closing_print, "101.5", at(3), "12", 10, UINT64_MAX),
                                  print("AAPL", PrintRole::closing_print, "101.75", at(240), "12", 100, 2),
                                  print("AAPL", PrintRole::official_close, "101.5", at(5)),
                                  print("AAPL", PrintRole::official_close, "101.75", at(5), "11", 1),
                                  print("MSFT", PrintRole::official_open, "55.5", at(0), "")};
  EXPECT_EQ(write(store, events).others, 6U);
  const std::string kept =
      "AAPL|2026-11-20|closing_print|12|101.25|5000|3000000\n"
      "AAPL|2026-11-20|closing_print|12|101.5|10|3000000\n"
      "AAPL|2026-11-20|closing_print|12|101.75|100|240000000\n"
      "AAPL|2026-11-20|official_close|11|101.75|1|5000000\n"
      "AAPL|2026-11-20|official_close|12|101.5|5000|5000000\n"
      "MSFT|2026-11-20|official_open||55.5|5000|0\n";
  EXPECT_EQ(prints(store), kept);
  EXPECT_EQ(write(store, events).others, 0U);
  EXPECT_EQ(prints(store), kept);
}

TEST_P(SessionFacts, of_one_print_told_in_two_ways_the_larger_stays) {
  struct Case {
    const char* what;
    const char* paid;
    UnixNanos when;
    std::int64_t size;
    bool replaces;
  };
  AnyStore store(GetParam());
  write(store, {print("AAPL", PrintRole::closing_print, "101.25", at(3))});
  const std::vector<Case> cases{
      {"the same again", "101.25", at(3), 5000, false},
      {"smaller", "102.5", at(3), 4000, false},
      {"of the same size, cheaper", "101", at(3), 5000, false},
      {"the same microsecond", "101", at(3, 999), 5000, false},
      {"of the same size, dearer", "101.5", at(3), 5000, true},
      {"larger", "101", at(3), 5001, true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    const std::string before = prints(store);
    EXPECT_EQ(write(store, {print("AAPL", PrintRole::closing_print, c.paid, c.when, "12", c.size)}).others,
              c.replaces ? 1U : 0U);
    EXPECT_EQ(prints(store) != before, c.replaces);
  }
}

TEST_P(SessionFacts, the_order_of_prints_in_and_between_batches_does_not_matter) {
  const std::vector<Event> events{print("A", PrintRole::official_close, "10", at(1)),
                                  print("A", PrintRole::official_close, "11", at(3)),
                                  print("A", PrintRole::official_close, "12", at(2), "12", 5000, 4),
                                  print("A", PrintRole::official_close, "13", at(3), "12", 7)};
  AnyStore together(GetParam()), apart(GetParam());
  EXPECT_EQ(write(together, events).unchanged, 1U);
  for (auto event = events.rbegin(); event != events.rend(); ++event) write(apart, {*event});
  EXPECT_EQ(prints(together), prints(apart));
  EXPECT_NE(prints(together).find("|5000|3000000"), std::string::npos) << prints(together);
}

TEST_P(SessionFacts, T046_a_print_that_was_taken_back_goes_and_its_session_is_marked) {
  AnyStore store(GetParam());
  const SessionDate day = *parse_date("2026-11-20");
  const auto withdrawn = [&](std::uint64_t id, const char* exchange = "12") {
    return WithdrawnPrint{symbol("A"), day, exchange, TradeId{id}};
  };
  write(store, {print("A", PrintRole::closing_print, "150.5", at(3), "12", 100, 7),
                print("A", PrintRole::official_close, "150.5", at(5), "12", 100, 8),
                print("A", PrintRole::closing_print, "102.5", at(4), "11", 100, 7)});
  const std::string others =
      "A|2026-11-20|closing_print|11|102.5|100|4000000\nA|2026-11-20|official_close|12|150.5|100|5000000\n";
  EXPECT_EQ(write(store, {withdrawn(99), withdrawn(8, "11")}).others, 0U) << "none of these was stored";
  EXPECT_EQ(dirty(store), "");
  EXPECT_EQ(write(store, {withdrawn(7)}).others, 1U);
  EXPECT_EQ(prints(store), others);
  EXPECT_EQ(dirty(store), "2026-11-20|100\n");
  EXPECT_EQ(write(store, {withdrawn(7)}).others, 0U) << "T-031: a retry";
  // A correction under the same id: out with the old one, in with the new.
  write(store, {withdrawn(8), print("A", PrintRole::official_close, "103.5", at(5), "12", 90, 8)});
  EXPECT_EQ(prints(store),
            "A|2026-11-20|closing_print|11|102.5|100|4000000\nA|2026-11-20|official_close|12|103.5|90|5000000\n");
}

TEST_P(SessionFacts, a_row_of_before_ids_were_kept_is_not_doubled) {
  AnyStore store(GetParam());
  write(store, {print("A", PrintRole::closing_print, "10.5", at(3)),
                print("B", PrintRole::closing_print, "20.5", at(3, 1000))});  // corrected: a microsecond later
  write(store, {print("A", PrintRole::closing_print, "10.5", at(3), "12", 5000, 1),
                print("B", PrintRole::closing_print, "20.5", at(3), "12", 5000, 2)});
  EXPECT_EQ(prints(store),
            "A|2026-11-20|closing_print|12|10.5|5000|3000000\nB|2026-11-20|closing_print|12|20.5|5000|3000000\n");
}

TEST_P(SessionFacts, T032_a_print_that_cannot_be_stored_is_named) {
  AnyStore store(GetParam());
  SessionPrint free = print("B", PrintRole::official_close, "1", at(1));
  free.price.raw = 0;
  const WriteReport report =
      write(store, {print("A", PrintRole::official_close, "10", at(1)), free, Instrument{Symbol{}, "xnys", "us"},
                    Instrument{symbol("A"), "xnys", "us"}});
  ASSERT_EQ(report.poison.size(), 2U);
  EXPECT_EQ(report.poison[0].index + report.poison[1].index, 3U);
  EXPECT_EQ(report.others, 2U);
}

// --- Days to compute again ---

TEST_P(SessionFacts, a_bar_written_late_marks_its_utc_day) {
  AnyStore store(GetParam());
  write(store, {bar("A", minute(0))}, at(1800));  // 30 minutes: in time
  EXPECT_EQ(dirty(store), "");
  write(store, {bar("A", minute(0), 2)}, at(1801));
  EXPECT_EQ(dirty(store), "2026-11-20|1801\n");
  write(store, {bar("B", minute(569)), bar("B", minute(570)), bar("C", minute(580))}, at(36'001));  // 570 is 24:00
  EXPECT_EQ(dirty(store), "2026-11-20|36001\n2026-11-21|36001\n");
}

TEST_P(SessionFacts, T031_what_changes_no_bar_marks_no_day) {
  AnyStore store(GetParam());
  const std::vector<Event> late{bar("A", minute(-1440))};
  write(store, late, at(0));
  EXPECT_EQ(dirty(store), "2026-11-19|0\n");
  store.raw("DELETE FROM dirty_days");
  write(store, late, at(50));
  EXPECT_EQ(dirty(store), "");
  write(store, {alert("A", at(-7200))}, at(60));
  EXPECT_EQ(dirty(store), "");
}

TEST_P(SessionFacts, T106_a_close_corrected_next_morning_marks_its_session) {
  AnyStore store(GetParam());
  write(store, {print("A", PrintRole::official_close, "10", at(1))}, at(2));
  EXPECT_EQ(dirty(store), "");
  const std::vector<Event> corrected{print("A", PrintRole::corrected_close, "11", at(86'400))};
  write(store, corrected, at(86'400));
  EXPECT_EQ(dirty(store), "2026-11-20|86400\n");
  store.raw("DELETE FROM dirty_days");
  write(store, corrected, at(86'500));
  EXPECT_EQ(dirty(store), "") << "it was there already";
}

TEST_P(SessionFacts, a_mark_never_grows_older) {
  AnyStore store(GetParam());
  write(store, {bar("A", minute(-1440))}, at(500));
  write(store, {bar("B", minute(-1440))}, at(400));  // another writer, whose clock is behind
  EXPECT_EQ(dirty(store), "2026-11-19|500\n");
}

INSTANTIATE_TEST_SUITE_P(Engine, SessionFacts, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
