#include "aggregator/bars/skew_guard.hpp"

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;
using Verdict = SkewGuard::Verdict;

/// A machine whose wall clock is `behind` the exchange's.
struct Bench {
  SkewGuard guard;
  std::chrono::nanoseconds behind{0};
  std::chrono::nanoseconds elapsed{0};

  Verdict judge(std::chrono::nanoseconds ahead_of_exchange = 0ns) {
    FeedEvent e;
    e.tick.event_time = kTen + elapsed + ahead_of_exchange;
    e.tick.recv_time = kTen + elapsed - behind;
    return guard.judge(e, MonoTime{1h + elapsed}, 5s);
  }
};

TEST(SkewGuard, a_machine_a_second_or_two_behind_is_normal) {
  Bench b{.guard = {}, .behind = 2s};
  for (int i = 0; i < 100; ++i) ASSERT_EQ(b.judge(), Verdict::pass);
  EXPECT_EQ(b.guard.skew(), 0s);
}

TEST(SkewGuard, exactly_the_limit_passes) {
  Bench b;
  EXPECT_EQ(b.judge(5s), Verdict::pass);
  EXPECT_EQ(b.judge(5s + 1ns), Verdict::penned);
}

TEST(SkewGuard, while_calm_prints_pass_unjudged_until_the_wall_clock_is_stepped) {
  Bench b;
  EXPECT_FALSE(b.guard.calm()) << "it has seen nothing";
  EXPECT_EQ(b.judge(), Verdict::pass);
  EXPECT_TRUE(b.guard.calm());
  EXPECT_TRUE(b.guard.passes(kTen + 1min + 600ms, MonoTime{1h + 1min})) << "drift";
  EXPECT_TRUE(b.guard.passes(kTen + 2min + 1600ms, MonoTime{1h + 2min})) << "and more of it: each is less than a step";
  EXPECT_FALSE(b.guard.passes(kTen + 3min + 2600ms + 1ns, MonoTime{1h + 3min})) << "a step";
  EXPECT_TRUE(b.guard.passes(kTen + 3min + 1600ms, MonoTime{1h + 3min})) << "which changed nothing";
  b.behind = 20s;  // set back: judge() learns what the machine is behind by from now on
  b.elapsed = 4min;
  EXPECT_EQ(b.judge(), Verdict::pass);
  EXPECT_FALSE(b.guard.calm());
}

TEST(SkewGuard, T027_one_print_from_the_future_is_condemned_by_the_next_good_one) {
  Bench b;
  EXPECT_EQ(b.judge(10min), Verdict::penned);
  EXPECT_EQ(b.guard.pen().size(), 1U);
  EXPECT_EQ(b.judge(), Verdict::pass);
  EXPECT_EQ(b.guard.condemned().size(), 1U);
  EXPECT_TRUE(b.guard.pen().empty());
  EXPECT_EQ(b.guard.skew(), 0s);
}

TEST(SkewGuard, fifteen_prove_nothing_and_sixteen_do) {
  Bench b{.guard = {}, .behind = 30s};
  for (int i = 0; i < 15; ++i) ASSERT_EQ(b.judge(std::chrono::milliseconds{100 * i}), Verdict::penned);
  EXPECT_EQ(b.judge(), Verdict::released);
  EXPECT_EQ(b.guard.pen().size(), 16U);
  EXPECT_EQ(b.guard.skew(), 30s + 1400ms);
  b.guard.clear_pen();
  EXPECT_EQ(b.judge(), Verdict::pass);
}

TEST(SkewGuard, T027_many_prints_from_the_future_are_condemned_where_others_were_in_time) {
  Bench b;
  EXPECT_EQ(b.judge(), Verdict::pass);
  for (int i = 0; i != 1'000; ++i) ASSERT_EQ(b.judge(24h), Verdict::penned) << i;
  EXPECT_LE(b.guard.pen().size(), SkewGuard::kProof) << "they are not kept";
  EXPECT_EQ(b.judge(), Verdict::pass);
  EXPECT_EQ(b.guard.condemned().size(), 1'000U);
  EXPECT_EQ(b.guard.skew(), 0s);
}

TEST(SkewGuard, a_clock_that_was_right_is_behind_once_nothing_was_in_time_for_half_a_minute) {
  Bench b;
  EXPECT_EQ(b.judge(), Verdict::pass);
  for (; b.elapsed < 30s; b.elapsed += 100ms) ASSERT_EQ(b.judge(1h), Verdict::penned);
  EXPECT_EQ(b.judge(1h), Verdict::released);
  EXPECT_EQ(b.guard.skew(), 1h);
}

TEST(SkewGuard, prints_that_are_ahead_by_different_amounts_prove_nothing) {
  Bench b;
  for (int i = 1; i <= 100; ++i) ASSERT_EQ(b.judge(std::chrono::minutes{i}), Verdict::penned);
  EXPECT_EQ(b.guard.pen().size(), 1U);
  EXPECT_EQ(b.guard.condemned().size(), 99U);
}

TEST(SkewGuard, a_pen_is_not_kept_for_longer_than_ten_seconds) {
  Bench b;
  b.judge(10min);
  b.guard.expire(MonoTime{1h + 10s});
  EXPECT_TRUE(b.guard.condemned().empty());
  b.guard.expire(MonoTime{1h + 10s + 1ns});
  EXPECT_EQ(b.guard.condemned().size(), 1U);
}

TEST(SkewGuard, a_quiet_feed_proves_its_skew_too_at_the_price_of_its_first_prints) {
  Bench b{.guard = {}, .behind = 10min};
  for (int i = 0; i < 15; ++i) {
    ASSERT_EQ(b.judge(), Verdict::penned) << i;
    b.elapsed += 20s;
    b.guard.expire(MonoTime{1h + b.elapsed});
  }
  EXPECT_EQ(b.guard.condemned().size(), 15U);
  EXPECT_EQ(b.judge(), Verdict::released);
  EXPECT_EQ(b.guard.pen().size(), 1U);
}

TEST(SkewGuard, T010_a_step_of_the_wall_clock_moves_the_skew_with_it) {
  Bench b;
  EXPECT_EQ(b.judge(), Verdict::pass);
  b.elapsed += 1s;
  b.behind = 60s;  // the clock was stepped back
  EXPECT_EQ(b.judge(), Verdict::pass);
  EXPECT_EQ(b.guard.skew(), 60s);
  b.elapsed += 1s;
  b.behind = 0s;
  EXPECT_EQ(b.judge(), Verdict::pass);
  EXPECT_EQ(b.guard.skew(), 0s);
  EXPECT_EQ(b.judge(30s), Verdict::penned) << "and the guard is as strict as before";
}

TEST(SkewGuard, a_skew_that_is_gone_is_forgotten) {
  Bench b{.guard = {}, .behind = 30s};
  for (int i = 0; i < 16; ++i) b.judge();
  b.guard.clear_pen();
  // The clock drifts right slowly, below what counts as a step.
  for (; b.behind > 0s; b.behind -= 500ms) {
    b.elapsed += 1min;
    ASSERT_EQ(b.judge(), Verdict::pass);
  }
  for (int i = 0; i < 16; ++i) ASSERT_EQ(b.judge(), Verdict::pass);
  EXPECT_LE(b.guard.skew(), 5s);
  EXPECT_EQ(b.judge(20s), Verdict::penned);
}

}  // namespace
}  // namespace tickbard
