#include "aggregator/derive/breadth/intraday.hpp"

#include "tests/aggregator/derive/breadth/breadth_support.hpp"

namespace tickbard::test {
namespace {

IntradayQuote quote(std::int64_t price, std::int64_t previous, std::int64_t vwap, std::int64_t volume) {
  return {cents(price), cents(previous), cents(vwap), shares(volume)};
}

TEST(IntradayBreadth, members_are_missing_until_they_trade_and_move_with_their_price) {
  IntradayBreadth breadth{4};
  EXPECT_EQ(value_of(aggregates_of(breadth.tally()), "missing_ticker_count"), 4);
  breadth.update(0, quote(101, 100, 100, 50));
  breadth.update(1, quote(99, 100, 99, 70));
  breadth.update(2, quote(100, 100, 101, 30));
  auto values = aggregates_of(breadth.tally());
  EXPECT_EQ(value_of(values, "advances"), 1);
  EXPECT_EQ(value_of(values, "declines"), 1);
  EXPECT_EQ(value_of(values, "unchanged"), 1);
  EXPECT_EQ(value_of(values, "missing_ticker_count"), 1);
  EXPECT_EQ(value_of(values, "up_volume"), 50);
  EXPECT_EQ(value_of(values, "vwap_above_count"), 1);
  EXPECT_EQ(value_of(values, "vwap_equal_count"), 1);
  EXPECT_EQ(value_of(values, "trin"), 1 / (50.0 / 70));
  breadth.update(1, quote(102, 100, 100, 90));
  values = aggregates_of(breadth.tally());
  EXPECT_EQ(value_of(values, "advances"), 2);
  EXPECT_EQ(value_of(values, "declines"), 0);
  EXPECT_EQ(value_of(values, "up_volume"), 140);
  EXPECT_EQ(value_of(values, "down_volume"), 0);
  EXPECT_EQ(value_of(values, "trin"), kNone);
}

TEST(IntradayBreadth, T123_its_values_are_of_the_interval_1m_and_of_no_key_that_needs_a_finished_day) {
  IntradayBreadth breadth{1};
  breadth.update(0, quote(101, 100, 100, 50));
  EXPECT_EQ(name_of(BreadthInterval::minute), "1m");
  EXPECT_EQ(name_of(BreadthInterval::day), "day");
  for (const Aggregate& a : aggregates_of(breadth.tally())) {
    EXPECT_EQ(a.interval, BreadthInterval::minute) << a.key;
    for (const char* daily : {"ma_", "roc_", "ad_", "mcclellan", "new_", "nh_", "rana"}) {
      EXPECT_FALSE(a.key.starts_with(daily)) << a.key;
    }
  }
}

TEST(IntradayBreadth, a_member_without_previous_close_or_vwap_is_missing_where_it_is_needed) {
  IntradayBreadth breadth{2};
  breadth.update(0, {cents(5), {}, cents(4), shares(10)});
  breadth.update(1, {cents(5), cents(4), {}, shares(20)});
  const IntradayTally& t = breadth.tally();
  EXPECT_EQ(t.verdicts[0], buckets(0, 0, 1));
  EXPECT_EQ(t.verdicts[1], buckets(0, 0, 1));
  EXPECT_EQ(value_of(aggregates_of(t), "up_volume"), 20)
      << "the volume of one who did not advance is not up volume";
}

TEST(IntradayBreadth, a_new_session_starts_with_everybody_missing) {
  IntradayBreadth breadth{3};
  breadth.update(1, quote(101, 100, 100, 50));
  breadth.begin_session();
  EXPECT_EQ(breadth.tally(), IntradayBreadth{3}.tally());
}

TEST(IntradayBreadth, the_running_tally_equals_one_counted_from_nothing_at_every_minute) {
  constexpr std::size_t kMembers = 40;
  IntradayBreadth running{kMembers};
  std::vector<std::optional<IntradayQuote>> latest(kMembers);
  std::uint64_t seed = 9;
  auto next = [&](std::uint64_t below) {
    seed = seed * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::int64_t>((seed >> 33) % below);
  };
  for (int minute = 0; minute < 390; ++minute) {
    for (int n = 0; n < 5; ++n) {
      const auto member = static_cast<std::size_t>(next(kMembers));
      latest[member] = quote(98 + next(5), 100, 99 + next(3), 1000 + next(1000));
      running.update(member, *latest[member]);
    }
    IntradayBreadth fresh{kMembers};
    for (std::size_t m = 0; m < kMembers; ++m) {
      if (latest[m]) fresh.update(m, *latest[m]);
    }
    ASSERT_EQ(running.tally(), fresh.tally()) << minute;
    ASSERT_EQ(aggregates_of(running.tally()), aggregates_of(fresh.tally()));
  }
}

}  // namespace
}  // namespace tickbard::test
