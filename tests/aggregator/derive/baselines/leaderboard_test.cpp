#include "aggregator/derive/baselines/leaderboard.hpp"

#include <gtest/gtest.h>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

Percent pct(std::string_view text) {
  std::int64_t raw = 0;
  EXPECT_TRUE(parse_decimal(text, 4, raw)) << text;
  return Percent{raw};
}

class LeaderboardTest : public ::testing::Test {
 protected:
  void symbol(std::string_view name, std::string_view move, std::string_view price = "50",
              std::string_view clock = "15:00", Segment segment = Segment::rth) {
    rows_.push_back(
        {sym(name), pct(move), px(price), min_at("2026-11-20T" + std::string(clock) + ":00Z"), segment});
  }
  std::string board(std::size_t limit = 100) const {
    std::string out;
    for (const Leader& l : leaders(rows_, now_, filter_, limit)) {
      if (!out.empty()) out += " ";
      out += l.symbol.view();
    }
    return out;
  }

  std::vector<Candidate> rows_;
  LeaderFilter filter_;
  UnixNanos now_ = at("2026-11-20T15:30:00Z");
};

TEST_F(LeaderboardTest, the_threshold_is_part_of_the_board_in_both_directions) {
  symbol("UP", "1");
  symbol("DOWN", "-1");
  symbol("LESS", "0.9999");
  symbol("MINUS", "-0.9999");
  EXPECT_EQ(board(), "UP DOWN");
  filter_.threshold = pct("0.9999");
  EXPECT_EQ(board(), "UP DOWN LESS MINUS");
}

TEST_F(LeaderboardTest, up_is_greatest_first_down_is_least_first_both_by_size) {
  symbol("A", "5");
  symbol("B", "-12");
  symbol("C", "30");
  symbol("D", "-3");
  EXPECT_EQ(board(), "C B A D");
  filter_.direction = MoveDirection::up;
  EXPECT_EQ(board(), "C A");
  filter_.direction = MoveDirection::down;
  EXPECT_EQ(board(), "B D");
}

TEST_F(LeaderboardTest, equals_stand_in_the_symbols_order_and_a_limit_cuts_the_end) {
  for (const auto* name : {"D", "B", "C", "A"}) symbol(name, "7");
  symbol("MINUS", "-7");
  EXPECT_EQ(board(), "A B C D MINUS");
  EXPECT_EQ(board(2), "A B");
  EXPECT_EQ(board(0), "");
}

TEST_F(LeaderboardTest, a_threshold_of_nothing_shows_a_standing_price_in_every_direction) {
  symbol("FLAT", "0");
  filter_.threshold = Percent{0};
  for (const auto direction : {MoveDirection::both, MoveDirection::up, MoveDirection::down}) {
    filter_.direction = direction;
    EXPECT_EQ(board(), "FLAT");
  }
}

TEST_F(LeaderboardTest, price_bands_meet_at_20_and_100) {
  symbol("SMALL", "9", "19.999999999");
  symbol("MID", "8", "20");
  symbol("HIGHMID", "7", "99.999999999");
  symbol("LARGE", "6", "100");
  filter_.band = PriceBand::small;
  EXPECT_EQ(board(), "SMALL");
  filter_.band = PriceBand::mid;
  EXPECT_EQ(board(), "MID HIGHMID");
  filter_.band = PriceBand::large;
  EXPECT_EQ(board(), "LARGE");
}

TEST(MoveBuckets, are_named_by_the_boards_own_threshold) {
  EXPECT_EQ(name_of(MoveBucket::from_threshold, percent(1)), "1-10%");
  EXPECT_EQ(name_of(MoveBucket::from_threshold, Percent{2'500}), "0.25-10%");
  EXPECT_EQ(name_of(MoveBucket::from_threshold, Percent{0}), "0-10%");
  EXPECT_EQ(name_of(MoveBucket::from_10, percent(1)), "10-20%");
  EXPECT_EQ(name_of(MoveBucket::from_20, percent(1)), "20%+");
}

TEST_F(LeaderboardTest, buckets_meet_at_20_and_10_percent_of_either_sign) {
  struct {
    std::string_view move;
    MoveBucket bucket;
  } const rows[] = {
      {"20", MoveBucket::from_20},  {"-20", MoveBucket::from_20},           {"19.9999", MoveBucket::from_10},
      {"-10", MoveBucket::from_10}, {"9.9999", MoveBucket::from_threshold}, {"12345.68", MoveBucket::from_20}};
  for (const auto& row : rows) {
    const Candidate c{sym("A"), pct(row.move), px("50"), min_at("2026-11-20T15:00:00Z"), Segment::rth};
    EXPECT_EQ(classify(c, now_, filter_)->bucket, row.bucket) << row.move;
  }
}

TEST_F(LeaderboardTest, a_session_shows_the_symbols_that_trade_in_it) {
  symbol("PRE", "9", "50", "14:29", Segment::pre);
  symbol("RTH", "8");
  EXPECT_EQ(board(), "PRE RTH");
  filter_.segment = Segment::pre;
  EXPECT_EQ(board(), "PRE");
  filter_.segment = Segment::post;
  EXPECT_EQ(board(), "");
}

TEST_F(LeaderboardTest, prices_older_than_four_hours_are_hidden_unless_asked_for) {
  symbol("OLD", "9", "50", "11:29");
  symbol("EDGE", "8", "50", "11:30");
  EXPECT_EQ(board(), "EDGE");
  filter_.newest.reset();
  EXPECT_EQ(board(), "OLD EDGE");
}

TEST_F(LeaderboardTest, T063_a_symbol_without_the_baseline_is_not_on_its_board) {
  rows_.push_back({sym("NONE"), std::nullopt, px("50"), min_at("2026-11-20T15:00:00Z"), Segment::rth});
  filter_.threshold = Percent{0};
  EXPECT_EQ(board(), "");
}

TEST_F(LeaderboardTest, T088_what_is_not_known_never_stands_before_what_is) {
  const Candidate unknown{sym("A"), std::nullopt, px("50"), min_at("2026-11-20T15:00:00Z"), Segment::rth};
  symbol("STILL", "0");
  symbol("FALLS", "-3");
  rows_.insert(rows_.begin(), unknown);
  rows_.push_back(unknown);
  filter_.threshold = Percent{0};
  for (const MoveDirection direction : {MoveDirection::both, MoveDirection::up, MoveDirection::down}) {
    filter_.direction = direction;
    EXPECT_EQ(board(), direction == MoveDirection::up ? "STILL" : "FALLS STILL");
    EXPECT_EQ(board(1), direction == MoveDirection::up ? "STILL" : "FALLS") << "and takes no place from it";
  }
}

TEST(Leaderboard, a_board_is_of_the_move_it_names) {
  Baselines b;
  b.from_yesterday = pct("1");
  b.from_open = pct("2");
  b.from_pre = pct("3");
  b.from_post = pct("4");
  b.changes[0].pct = pct("5");
  b.changes[1].pct = pct("6");
  b.changes[2].pct = pct("7");
  b.gap = pct("8");
  for (std::size_t i = 0; i < kMoveNames.size(); ++i) {
    EXPECT_EQ(move_of(b, static_cast<Move>(i)), percent(static_cast<std::int64_t>(i) + 1)) << kMoveNames[i];
  }
}

TEST(Leaderboard, a_row_of_the_state_is_a_candidate_in_the_segment_of_its_price) {
  const DayBounds bounds(session_of("2026-11-20"));
  Baselines b;
  EXPECT_FALSE(candidate_of(sym("A"), b, Move::gap, bounds));
  b.price = px("50");
  b.gap = pct("8");
  b.price_minute = min_at("2026-11-20T14:29:00Z");
  EXPECT_EQ(candidate_of(sym("A"), b, Move::gap, bounds)->move, pct("8"));
  EXPECT_EQ(candidate_of(sym("A"), b, Move::open, bounds)->move, std::nullopt);
  EXPECT_EQ(candidate_of(sym("A"), b, Move::gap, bounds)->segment, Segment::pre);
  b.price_minute = min_at("2026-11-20T21:00:00Z");
  EXPECT_EQ(candidate_of(sym("A"), b, Move::gap, bounds)->segment, Segment::post);
}

}  // namespace
}  // namespace tickbard
