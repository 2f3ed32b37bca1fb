#include "sinks/batch.hpp"

#include <gtest/gtest.h>

#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

TEST(Batch, bars_are_in_key_order_with_the_best_of_each_key) {
  std::vector<Event> events{bar("B", minute(1)), bar("A", minute(1)), bar("Z", minute(0)), bar("A", minute(1), 3),
                            bar("A", minute(1), 2)};
  const Batch batch(events);
  ASSERT_EQ(batch.bars.size(), 3U);
  EXPECT_EQ(batch.superseded, 2U);
  EXPECT_EQ(batch.bars[0].row->symbol, symbol("Z"));
  EXPECT_EQ(batch.bars[1].row->symbol, symbol("A"));
  EXPECT_EQ(batch.bars[1].row->revision, 3U);
  EXPECT_EQ(batch.bars[1].index, 3U);  // its place among the events
  EXPECT_EQ(batch.bars[2].row->symbol, symbol("B"));
}

TEST(Batch, with_equal_revisions_the_one_with_more_trades_wins_wherever_it_stands) {
  Bar more = bar("A", minute());
  more.trade_count = 9;
  for (const std::vector<Event>& events :
       {std::vector<Event>{more, bar("A", minute())}, std::vector<Event>{bar("A", minute()), more}}) {
    const Batch batch(events);
    ASSERT_EQ(batch.bars.size(), 1U);
    EXPECT_EQ(batch.bars[0].row->trade_count, 9U);
  }
}

TEST(Batch, a_gap_that_has_ended_wins_over_its_opening) {
  const std::vector<Event> events{Gap{"us", at(1), at(5), {}}, Gap{"us", at(1), {}, {}}, Gap{"eu", at(1), {}, {}}};
  const Batch batch(events);
  ASSERT_EQ(batch.gaps.size(), 2U);
  EXPECT_EQ(batch.gaps[0].row->feed, "eu");
  EXPECT_EQ(batch.gaps[1].row->to, at(5));
}

TEST(Batch, the_latest_resume_point_of_each_symbol_wins) {
  const std::vector<Event> events{ResumePoint{"us", "A", at(9), 9}, ResumePoint{"us", "A", at(3), 3},
                                  ResumePoint{"us", "B", at(1), 1}};
  const Batch batch(events);
  ASSERT_EQ(batch.resume_points.size(), 2U);
  EXPECT_EQ(batch.resume_points[0].row->trade_id, 9U);
}

TEST(Batch, alerts_are_ordered_by_trigger_time) {
  const std::vector<Event> events{alert("A", at(3)), alert("B", at(1)), alert("C", at(2))};
  const Batch batch(events);
  ASSERT_EQ(batch.alerts.size(), 3U);
  EXPECT_EQ(batch.alerts[0].index, 1U);
  EXPECT_EQ(batch.alerts[2].index, 0U);
}

TEST(Batch, of_instruments_the_first_of_a_symbol_is_written) {
  const std::vector<Event> events{Instrument{symbol("B"), "xnys", "us"}, Instrument{symbol("A"), "xnys", "us"},
                                  Instrument{symbol("B"), "always", "coins"}};
  const Batch batch(events);
  ASSERT_EQ(batch.instruments.size(), 2U);
  EXPECT_EQ(batch.superseded, 1U);
  EXPECT_EQ(batch.instruments[0].row->symbol, symbol("A"));
  EXPECT_EQ(batch.instruments[1].row->calendar, "xnys");
}

TEST(Batch, of_session_prints_each_is_written_once) {
  const SessionDate friday{std::chrono::year{2026} / 11 / 20}, monday{std::chrono::year{2026} / 11 / 23};
  const auto print = [](SessionDate day, PrintRole role, UnixNanos when, std::uint64_t id, const char* exchange) {
    return SessionPrint{symbol("A"), day, role, price("10"), Size{1}, when, exchange, TradeId{id}};
  };
  const std::vector<Event> events{print(monday, PrintRole::official_close, at(5), 1, "12"),
                                  print(friday, PrintRole::official_close, at(5), 1, "12"),
                                  print(friday, PrintRole::official_close, at(5, 999), 1, "12"),  // the same again
                                  print(friday, PrintRole::official_close, at(4), 2, "12"),
                                  print(friday, PrintRole::official_close, at(4), 3, "12"),
                                  print(friday, PrintRole::official_close, at(1), 1, "11"),
                                  print(friday, PrintRole::closing_print, at(1), 1, "12")};
  const Batch batch(events);
  EXPECT_EQ(batch.superseded, 1U);
  std::vector<std::size_t> kept;
  for (const auto& row : batch.session_prints) kept.push_back(row.index);
  EXPECT_EQ(kept, (std::vector<std::size_t>{6, 5, 3, 4, 2, 0}));  // by session, role, exchange, time and id
}

TEST(Batch, T046_a_print_is_not_written_if_a_later_event_takes_it_back) {
  const SessionDate friday{std::chrono::year{2026} / 11 / 20};
  const auto print = [&](std::uint64_t id, const char* exchange) {
    return SessionPrint{symbol("A"), friday,     PrintRole::closing_print, price("10"), Size{1}, at(5),
                        exchange,    TradeId{id}};
  };
  const std::vector<Event> events{print(1, "12"),
                                  print(1, "11"),
                                  print(2, "12"),
                                  WithdrawnPrint{symbol("A"), friday, "12", TradeId{1}},
                                  WithdrawnPrint{symbol("A"), friday, "12", TradeId{1}},
                                  print(1, "12")};  // corrected, under its own id
  const Batch batch(events);
  std::vector<std::size_t> kept;
  for (const auto& row : batch.session_prints) kept.push_back(row.index);
  EXPECT_EQ(kept, (std::vector<std::size_t>{1, 5, 2}));
  ASSERT_EQ(batch.withdrawn_prints.size(), 1U);
  EXPECT_EQ(batch.superseded, 2U);
}

TEST(Batch, a_minute_is_late_when_it_is_older_than_half_an_hour) {
  EXPECT_FALSE(is_late(bar("A", minute()), at(1800)));
  EXPECT_TRUE(is_late(bar("A", minute()), at(1800, 1)));
  EXPECT_FALSE(is_late(bar("A", minute(5)), at(0))) << "the writer's clock is behind";
}

TEST(Batch, every_role_reads_back) {
  for (const std::string_view name : kPrintRoleNames) EXPECT_EQ(name_of(print_role_from(name).value()), name);
  EXPECT_FALSE(print_role_from("something new").has_value());
}

TEST(Batch, log_ids_differ_when_any_part_does) {
  const LogEntry entry{at(1), "us", "late", "A", "text"};
  LogEntry shifted{at(1), "us", "lateA", "", "text"};  // the same characters, split elsewhere
  EXPECT_NE(log_id(entry), log_id(shifted));
  shifted = entry;
  EXPECT_EQ(log_id(entry), log_id(shifted));
  shifted.at += std::chrono::nanoseconds{1};
  EXPECT_NE(log_id(entry), log_id(shifted));
}

TEST(Batch, every_reason_reads_back) {
  for (const std::string_view name : kLostReasonNames) EXPECT_EQ(name_of(lost_reason_from(name)), name);
  EXPECT_EQ(lost_reason_from("something new"), LostReason::closed);
}

}  // namespace
}  // namespace tickbard::test
