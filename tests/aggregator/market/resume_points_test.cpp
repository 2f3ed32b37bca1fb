#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

const UnixNanos kTen = at("2026-11-20T10:00:00Z");

Tick with_id(Tick tick, std::uint64_t id) {
  tick.id = TradeId::from_number(id);
  return tick;
}

std::vector<std::string> points(MarketRig& rig) {
  rig.events();
  std::vector<std::string> out;
  for (const auto& p : rig.resume_points) out.push_back(p.symbol + ":" + std::to_string(p.trade_id));
  rig.resume_points.clear();
  return out;
}

TEST(ResumePoints, come_after_their_bars_and_never_claim_an_open_minute) {
  MarketRig rig(kTen, {MarketRig::coins()});
  rig.stream();
  rig.trade(with_id(rig.tick("X", "10", "1"), 7));
  rig.trade(with_id(rig.tick("Y", "10", "1"), 3));
  rig.pass();
  EXPECT_EQ(points(rig), std::vector<std::string>{":0"}) << "the feed is known to be heard";
  rig.move_by(61s);
  rig.trade(with_id(rig.tick("X", "10", "1"), 9));
  rig.move_by(1s);
  rig.pass();
  ASSERT_TRUE(std::holds_alternative<Bar>(rig.market().events()[0]));
  EXPECT_EQ(points(rig), (std::vector<std::string>{"X:7", "Y:3", ":0"})) << "9 is in no bar yet";
  rig.move_by(500ms);
  rig.pass();
  EXPECT_EQ(points(rig), std::vector<std::string>{}) << "once a minute";
  rig.market().flush(rig.wall());
  EXPECT_EQ(points(rig), (std::vector<std::string>{"X:9", ":0"})) << "after a flush 9 is in an issued bar";
}

TEST(ResumePoints, the_feeds_own_says_until_when_it_was_heard) {
  MarketRig rig(kTen, {MarketRig::coins("f", false)});
  rig.stream();
  rig.trade(rig.tick("X", "10", "1"));
  rig.move_by(5min);
  rig.pass();
  rig.events();
  ASSERT_EQ(rig.resume_points.size(), 1U);
  EXPECT_EQ(rig.resume_points[0].feed, "f");
  EXPECT_EQ(rig.resume_points[0].event_time, kTen + 5min) << "a quiet feed was heard all the same";
  rig.resume_points.clear();
  rig.lost(LostReason::silent);
  rig.move_by(5min);
  rig.pass();
  EXPECT_EQ(points(rig), std::vector<std::string>{":0"})
      << "the minutes of a lost one are issued too; its gap is open";
}

// A later run takes a resume point as the word that all minutes which were over by then are issued.
TEST(ResumePoints, the_feeds_own_leaves_with_the_bars_of_the_minute_that_was_closed) {
  MarketRig rig(kTen, {MarketRig::coins("f", false)});
  rig.stream();
  rig.trade(rig.tick("X", "10", "1"));
  rig.pass_until(kTen + 30s);
  rig.events();
  rig.resume_points.clear();
  rig.pass_until(kTen + 61s);
  EXPECT_TRUE(rig.events().empty()) << "not closed yet";
  EXPECT_TRUE(rig.resume_points.empty());
  rig.pass_until(kTen + 62s);
  EXPECT_EQ(rig.events().size(), 1U);
  ASSERT_EQ(rig.resume_points.size(), 1U);
  EXPECT_EQ(rig.resume_points[0].event_time, kTen + 62s);
}

TEST(ResumePoints, T036_bucket_memory_alone_keeps_a_restarted_market_from_counting_twice) {
  MarketRig rig(kTen, {MarketRig::coins()});
  rig.stream();
  for (std::uint64_t id = 1; id <= 5; ++id) rig.trade(with_id(rig.tick("X", "10", "1"), id));
  const Tick last = with_id(rig.tick("X", "10", "1"), 5);
  rig.restart();
  rig.move_by(10s);
  rig.stream();
  rig.trade(last);
  rig.trade(with_id(rig.tick("X", "10", "1"), 6));
  rig.pass_until(kTen + 62s);
  EXPECT_EQ(lines_of(rig.events()),
            std::vector<std::string>{"bar X 10:00 O=10 H=10 L=10 C=10 V=6 N=6 r1 partial"});
  EXPECT_EQ(rig.market().tally().duplicate.get(), 1U);
}

}  // namespace
}  // namespace tickbard
