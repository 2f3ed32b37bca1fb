#include "aggregator/market/trade_ids.hpp"

#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

const UnixNanos kTen = at("2026-11-20T10:00:00Z");

IdVerdict judge(TradeIds& ids, std::uint32_t connection, std::uint64_t id, int second, bool snapshot = false,
                bool increasing = true, FeedId feed = 0) {
  Tick tick;
  tick.id = TradeId::from_number(id);
  tick.event_time = kTen + std::chrono::seconds{second};
  return ids.judge(feed, connection, tick, snapshot, increasing).verdict;
}

TEST(TradeIds, inside_a_connection_order_does_not_matter) {
  TradeIds ids;
  for (const std::uint64_t id : {5U, 9U, 7U, 8U, 6U}) EXPECT_EQ(judge(ids, 1, id, 1), IdVerdict::fresh);
}

TEST(TradeIds, T036_a_new_connection_repeats_what_is_known) {
  TradeIds ids;
  judge(ids, 1, 5, 1);
  judge(ids, 1, 9, 2);
  EXPECT_EQ(judge(ids, 2, 9, 2), IdVerdict::duplicate);
  EXPECT_EQ(judge(ids, 2, 6, 1), IdVerdict::duplicate);
  EXPECT_EQ(judge(ids, 2, 10, 3), IdVerdict::fresh);
}

TEST(TradeIds, a_snapshot_of_an_unknown_symbol_traded_before_we_listened) {
  TradeIds ids;
  for (const std::uint64_t id : {50U, 51U, 49U}) EXPECT_EQ(judge(ids, 1, id, 1, true), IdVerdict::informational);
  EXPECT_EQ(judge(ids, 1, 52, 2), IdVerdict::fresh);
  EXPECT_EQ(judge(ids, 2, 52, 2, true), IdVerdict::duplicate);
  EXPECT_EQ(judge(ids, 2, 54, 4, true), IdVerdict::fresh);
  EXPECT_EQ(judge(ids, 2, 53, 3, true), IdVerdict::fresh) << "newest first is an order too";
}

TEST(TradeIds, a_snapshot_primes_a_symbol_for_the_next_connection) {
  TradeIds ids;
  EXPECT_EQ(judge(ids, 1, 50, 1, true), IdVerdict::informational);
  EXPECT_EQ(judge(ids, 2, 50, 1, true), IdVerdict::duplicate);
  EXPECT_EQ(judge(ids, 2, 51, 2, true), IdVerdict::fresh) << "traded while we were away";
}

TEST(TradeIds, ids_without_order_prove_nothing_and_snapshots_of_them_count_never) {
  TradeIds ids;
  EXPECT_EQ(judge(ids, 1, 50, 1, true, false), IdVerdict::informational);
  EXPECT_EQ(judge(ids, 1, 900, 2, false, false), IdVerdict::fresh);
  EXPECT_EQ(judge(ids, 2, 7, 1, false, false), IdVerdict::fresh);
  EXPECT_EQ(judge(ids, 2, 901, 3, true, false), IdVerdict::duplicate);
}

TEST(TradeIds, a_stored_resume_point_holds_from_the_first_print) {
  TradeIds ids;
  ids.resume(0, 100, UnixNanos::max());
  ids.resume(0, 90, UnixNanos::max());
  EXPECT_EQ(judge(ids, 1, 100, 50), IdVerdict::duplicate);
  EXPECT_EQ(judge(ids, 1, 101, 50), IdVerdict::fresh);
  EXPECT_EQ(judge(ids, 1, 5, 50, false, true, 1), IdVerdict::fresh) << "another feed's ids are others";
}

TEST(TradeIds, counting_anew_is_noticed_when_the_time_is_known) {
  TradeIds ids;
  ids.resume(0, 100, kTen + std::chrono::seconds{10});
  EXPECT_EQ(judge(ids, 1, 1, 10), IdVerdict::duplicate);
  EXPECT_EQ(judge(ids, 1, 1, 11), IdVerdict::fresh);
  EXPECT_EQ(judge(ids, 2, 1, 11), IdVerdict::duplicate);
  EXPECT_EQ(judge(ids, 2, 2, 12), IdVerdict::fresh);
}

/// How many ids were left out before a print.
std::uint64_t skipped(TradeIds& ids, std::uint32_t connection, std::uint64_t id, int second,
                      bool snapshot = false) {
  Tick tick;
  tick.id = TradeId::from_number(id);
  tick.event_time = kTen + std::chrono::seconds{second};
  const JudgedId judged = ids.judge(0, connection, tick, snapshot, true);
  if (judged.skipped != 0) {
    EXPECT_LT(judged.since, tick.event_time);
  }
  return judged.skipped;
}

TEST(TradeIds, numbers_left_out_within_a_connection_are_counted) {
  TradeIds ids;
  EXPECT_EQ(skipped(ids, 1, 500, 1), 0U) << "what came before the first one is not known";
  EXPECT_EQ(skipped(ids, 1, 501, 2), 0U);
  EXPECT_EQ(skipped(ids, 1, 501, 2), 0U) << "the same again";
  EXPECT_EQ(skipped(ids, 1, 505, 3), 3U);
  EXPECT_EQ(skipped(ids, 1, 503, 4), 0U) << "late";
  EXPECT_EQ(skipped(ids, 1, 506, 5), 0U);
}

TEST(TradeIds, between_connections_the_lost_one_explains_what_is_missing) {
  TradeIds ids;
  skipped(ids, 1, 500, 1);
  EXPECT_EQ(skipped(ids, 2, 505, 3, true), 0U);
  EXPECT_EQ(skipped(ids, 2, 506, 4, true), 0U);
  EXPECT_EQ(skipped(ids, 2, 509, 5), 0U) << "the first after the snapshot";
  EXPECT_EQ(skipped(ids, 2, 511, 6), 1U);
}

TEST(TradeIds, a_print_that_is_held_or_of_no_use_is_not_left_out) {
  TradeIds ids;
  skipped(ids, 1, 500, 1);
  ids.passed(TradeId::from_number(501));
  EXPECT_EQ(skipped(ids, 1, 502, 2), 0U);
  ids.passed(TradeId::from_number(400));
  EXPECT_EQ(skipped(ids, 1, 503, 3), 0U);
}

TEST(TradeIds, ids_that_are_no_numbers_leave_nothing_out) {
  TradeIds ids;
  skipped(ids, 1, 500, 1);
  EXPECT_EQ(skipped(ids, 1, 11'823'637'526'288'035'160U, 2), 0U) << "the hash of a text";
}

TEST(TradeIds, a_provider_that_counts_anew_leaves_nothing_out) {
  TradeIds ids;
  skipped(ids, 1, 500, 1);
  skipped(ids, 2, 501, 2);
  EXPECT_EQ(skipped(ids, 2, 3, 10), 0U);
}

}  // namespace
}  // namespace tickbard
