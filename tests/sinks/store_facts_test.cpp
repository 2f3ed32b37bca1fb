// Alerts, gaps, log entries and resume points: what every store promises, run on each engine.
#include <gtest/gtest.h>

#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

using StoreFacts = EveryStore;

std::string open_gaps(AnyStore& store) {
  return store.raw("SELECT count(*) FROM ingest_gaps WHERE \"to\" IS NULL");
}

TEST_P(StoreFacts, an_alert_is_stored_with_sign_reference_and_null_quotes) {
  AnyStore store(GetParam());
  store.write({alert("AAPL", at(1, 123'456'789)), alert("MSFT", at(2), false)}, at(3));
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

TEST_P(StoreFacts, T079_ten_thousand_alerts_of_one_second_are_all_stored_in_order) {
  AnyStore store(GetParam());
  std::vector<Event> events;
  for (int i = 0; i < 10'000; ++i) events.push_back(alert("S" + std::to_string(i), at(0, (9'999 - i) * 100'000)));
  EXPECT_EQ(store.write(events).others, 10'000U);
  const auto rows = store->alerts(at(0), at(1), 20'000).value();
  ASSERT_EQ(rows.size(), 10'000U);
  for (std::size_t i = 1; i < rows.size(); ++i) ASSERT_GT(rows[i - 1].trigger_time, rows[i].trigger_time);
}

TEST_P(StoreFacts, alerts_are_bounded_by_time_and_limit) {
  AnyStore store(GetParam());
  store.write({alert("A", at(0)), alert("A", at(1)), alert("A", at(2)), alert("A", at(3))});
  EXPECT_EQ(store->alerts(at(1), at(3), 10).value().size(), 2U);
  EXPECT_EQ(store->alerts(at(0), at(9), 1).value().at(0).trigger_time, at(3));
}

TEST_P(StoreFacts, a_gap_that_ended_never_opens_again_and_only_grows) {
  AnyStore store(GetParam());
  store.write({Gap{"us", at(10), {}, LostReason::silent}});
  EXPECT_EQ(open_gaps(store), "1\n");
  store.write({Gap{"us", at(10), at(20), LostReason::closed}});
  store.write({Gap{"us", at(10), {}, LostReason::silent}, Gap{"us", at(10), at(15), LostReason::silent}});
  auto rows = store->gaps(at(0), at(100), 10).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].gap.to, at(20));
  EXPECT_EQ(rows[0].gap.reason, LostReason::closed);
  // Killed again before anything new was heard: the same beginning, a later end.
  store.write({Gap{"us", at(10), at(25), LostReason::shutdown}, Gap{"us", at(10), at(24), LostReason::silent}});
  rows = store->gaps(at(0), at(100), 10).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].gap.to, at(25));
  EXPECT_FALSE(rows[0].repaired_at.has_value());
  EXPECT_EQ(open_gaps(store), "0\n");
}

TEST_P(StoreFacts, an_opening_and_an_end_in_one_batch_are_one_closed_gap) {
  AnyStore store(GetParam());
  store.write({Gap{"us", at(10), {}, LostReason::silent}, Gap{"us", at(10), at(12), LostReason::silent},
               Gap{"eu", at(10), {}, LostReason::refused}});
  EXPECT_EQ(store->gaps(at(0), at(100), 10).value().size(), 2U);
  EXPECT_EQ(open_gaps(store), "1\n");
}

TEST_P(StoreFacts, gaps_that_touch_a_window_are_found) {
  AnyStore store(GetParam());
  store.write({Gap{"a", at(0), at(10), {}}, Gap{"b", at(10), at(20), {}}, Gap{"c", at(20), {}, {}}});
  EXPECT_EQ(store->gaps(at(10), at(20), 10).value().size(), 1U);
  EXPECT_EQ(store->gaps(at(9), at(21), 10).value().size(), 3U);
  EXPECT_EQ(store->gaps(at(1000), at(2000), 10).value().at(0).gap.feed, "c");
}

TEST_P(StoreFacts, log_entries_are_appended_whatever_bytes_they_hold) {
  AnyStore store(GetParam());
  const std::string bytes("a\0b\xFF\xC3", 5);
  store.write({LogEntry{at(1), "us", "rejected", bytes, bytes}, LogEntry{at(1), "us", "rejected", "", "other"}});
  EXPECT_EQ(store.raw("SELECT count(*) FROM event_log"), "2\n");
  EXPECT_EQ(store.raw("SELECT detail FROM event_log WHERE symbol <> ''"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\xEF\xBF\xBD\n");
}

TEST_P(StoreFacts, resume_points_go_forward_only_and_keep_64_bits) {
  AnyStore store(GetParam());
  store.write({ResumePoint{"us", "A", at(5), 18'446'744'073'709'551'615U}, ResumePoint{"us", "", at(9), 0},
               ResumePoint{"eu", "A", at(1), 4}});
  store.write({ResumePoint{"us", "A", at(4), 3}});
  const auto points = store->resume_points("us").value();
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].symbol, "");
  EXPECT_EQ(points[1].event_time, at(5));
  EXPECT_EQ(points[1].trade_id, 18'446'744'073'709'551'615U);
  EXPECT_TRUE(store->resume_points("nobody").value().empty());
}

TEST_P(StoreFacts, an_upload_mark_is_stored_with_its_rows_or_not_at_all_and_may_go_back) {
  AnyStore store(GetParam());
  EXPECT_FALSE(store->upload_mark("one").value().has_value());
  store->write_marked(std::vector<Event>{bar("A", minute())}, {"one", 7, {}}, at(5)).value();
  store->write_marked({}, {"two", 3, {}}, at(6)).value();
  const auto mark = store->upload_mark("one").value();
  ASSERT_TRUE(mark.has_value());
  EXPECT_EQ(mark->sequence, 7U);
  EXPECT_EQ(mark->updated_at, at(5));
  EXPECT_EQ(all_bars(*store, "A").size(), 1U);

  store.raw("ALTER TABLE price_bars RENAME TO hidden");
  EXPECT_FALSE(store->write_marked(std::vector<Event>{bar("A", minute(1))}, {"one", 8, {}}, at(7)).has_value());
  EXPECT_EQ(store->upload_mark("one").value()->sequence, 7U);
  store->write_marked({}, {"one", 4, {}}, at(8)).value();  // a journal that was told to go back
  EXPECT_EQ(store->upload_mark("one").value()->sequence, 4U);
  EXPECT_EQ(store->upload_mark("two").value()->sequence, 3U);
}

INSTANTIATE_TEST_SUITE_P(Engine, StoreFacts, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
