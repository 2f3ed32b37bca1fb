#include "aggregator/bars/feed_clock.hpp"

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

constexpr MonoTime kMono{5h};

TEST(FeedClock, has_no_time_before_the_first_print) {
  EXPECT_FALSE(FeedClock{}.at(kMono));
}

TEST(FeedClock, carries_the_newest_event_time_on) {
  FeedClock clock;
  clock.saw(kTen, kMono);
  EXPECT_EQ(*clock.at(kMono + 7s), kTen + 7s);
  clock.saw(kTen - 30s, kMono + 8s);
  EXPECT_EQ(*clock.at(kMono + 9s), kTen + 9s) << "an older print does not move it";
  clock.saw(kTen + 20s, kMono + 9s);
  EXPECT_EQ(*clock.at(kMono + 10s), kTen + 21s);
  EXPECT_EQ(*clock.newest(), kTen + 20s);
}

TEST(FeedClock, T010_monotonic_time_that_seems_to_go_back_stops_it) {
  FeedClock clock;
  clock.saw(kTen, kMono);
  EXPECT_EQ(*clock.at(kMono - 5s), kTen);
}

TEST(FeedClock, a_backlog_is_dated_by_its_own_prints) {
  // The feed stood still for ten minutes and now delivers what it kept: its minutes are not over yet.
  FeedClock clock;
  clock.saw(kTen, kMono);
  clock.saw(kTen + 1s, kMono + 10min);
  EXPECT_EQ(*clock.at(kMono + 10min), kTen + 1s);
}

TEST(FeedClock, the_first_print_stands_against_what_an_earlier_run_knew) {
  FeedClock clock;
  clock.seed(kTen, kMono);
  clock.saw(kTen - 1h, kMono + 1s);
  EXPECT_EQ(*clock.at(kMono + 1s), kTen - 1h);
}

TEST(FeedClock, what_an_earlier_run_knew_counts_until_the_first_print) {
  FeedClock clock;
  clock.seed(kTen, kMono);
  EXPECT_EQ(*clock.at(kMono + 61s), kTen + 61s);
  EXPECT_FALSE(clock.live());
  clock.saw(kTen + 1h, kMono + 62s);
  clock.seed(kTen + 2h, kMono + 63s);
  EXPECT_EQ(*clock.at(kMono + 63s), kTen + 1h + 1s);
  EXPECT_TRUE(clock.live());
}

}  // namespace
}  // namespace tickbard
