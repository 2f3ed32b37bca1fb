#include "aggregator/derive/breadth/market_series.hpp"

#include "tests/aggregator/derive/breadth/breadth_support.hpp"

namespace tickbard::test {
namespace {

/// Net advances that go up and down without a period.
std::vector<Buckets> market(std::size_t sessions) {
  std::vector<Buckets> out;
  std::uint64_t seed = 3;
  for (std::size_t i = 0; i < sessions; ++i) {
    seed = seed * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    out.push_back(buckets(static_cast<std::uint32_t>(seed >> 33) % 2000,
                          static_cast<std::uint32_t>(seed >> 50) % 100,
                          static_cast<std::uint32_t>(seed >> 21) % 2000));
  }
  return out;
}

double net(const Buckets& b) {
  return static_cast<double>(b.above()) - b.below();
}

TEST(McClellan, T125_the_sum_of_oscillators_is_the_closed_form) {
  McClellan m;
  double constant = 0;
  int given = 0;
  for (const Buckets& b : market(2000)) {
    m.add(net(b));
    if (!m.oscillator()) continue;
    // A step of a trend is k x (input - trend before), so the input is both trend before + 10 steps of the fast
    // and + 20 steps of the slow: their difference, the oscillator before, telescopes when summed.
    const double form = *m.oscillator() + 20 * m.slow() - 10 * m.fast();
    if (given++ == 0) constant = *m.summation() - form;
    ASSERT_NEAR(*m.summation(), constant + form, 1e-6) << "session " << given;
  }
  EXPECT_EQ(given, 2000 - 38);
}

TEST(McClellan, gives_nothing_before_39_sessions_and_then_starts_from_their_mean) {
  McClellan m;
  for (int i = 1; i <= 38; ++i) {
    m.add(i);
    EXPECT_EQ(m.oscillator(), std::nullopt) << i;
    EXPECT_EQ(m.summation(), std::nullopt) << i;
  }
  m.add(39);
  EXPECT_EQ(m.fast(), 20.0);
  EXPECT_EQ(m.slow(), 20.0);
  EXPECT_EQ(m.oscillator(), 0.0);
  m.add(40);
  EXPECT_DOUBLE_EQ(*m.oscillator(), (20 + 0.1 * 20) - (20 + 0.05 * 20));
  EXPECT_DOUBLE_EQ(*m.summation(), 1.0);
}

TEST(McClellan, a_market_that_does_not_change_its_mind_has_an_oscillator_of_zero) {
  McClellan m;
  for (int i = 0; i < 500; ++i) m.add(-250);
  EXPECT_EQ(m.oscillator(), 0.0);
  EXPECT_EQ(m.summation(), 0.0);
}

TEST(MarketSeries, the_line_is_the_sum_of_net_advances) {
  MarketSeries series;
  EXPECT_EQ(series.add({}).ad_line, 0) << "on the first session nobody has a previous close";
  EXPECT_EQ(series.add(buckets(3, 1, 10)).ad_line, 7);
  EXPECT_EQ(series.add(buckets(30, 1, 10)).ad_line, -13);
  EXPECT_EQ(series.add(buckets(0, 9, 0)).ad_line, -13);
}

TEST(MarketSeries, a_continued_copy_equals_the_series_that_was_never_left) {
  const auto sessions = market(400);
  std::vector<MarketValues> whole;
  MarketSeries series;
  for (const Buckets& b : sessions) whole.push_back(series.add(b));
  for (const std::size_t start :
       {std::size_t{0}, std::size_t{1}, std::size_t{20}, std::size_t{39}, std::size_t{250}}) {
    MarketSeries state;
    for (std::size_t i = 0; i < start; ++i) state.add(sessions[i]);
    MarketSeries continued = state;
    for (std::size_t i = start; i < sessions.size(); ++i) ASSERT_EQ(continued.add(sessions[i]), whole[i]) << start;
    for (std::size_t i = start; i < sessions.size(); ++i) ASSERT_EQ(state.add(sessions[i]), whole[i]) << "again";
  }
}

TEST(MarketSeries, a_session_without_a_verdict_is_no_observation) {
  const auto sessions = market(80);
  MarketSeries with, without;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    if (i % 7 == 0) {
      const MarketValues none = with.add({});
      EXPECT_EQ(none.oscillator, std::nullopt);
      EXPECT_EQ(none.rana, std::nullopt);
    }
    ASSERT_EQ(with.add(sessions[i]), without.add(sessions[i])) << i;
  }
}

TEST(MarketSeries, rana_does_not_grow_with_the_number_of_members) {
  MarketSeries small, large;
  MarketValues a, b;
  for (const Buckets& s : market(60)) {
    a = small.add(s);
    b = large.add(buckets(s.below() * 4, s.equal(), s.above() * 4));
  }
  EXPECT_EQ(a.rana, b.rana);
  EXPECT_EQ(a.oscillator_rana, b.oscillator_rana);
  EXPECT_EQ(a.summation_rana, b.summation_rana);
  EXPECT_EQ(b.ad_line, 4 * a.ad_line);
  EXPECT_EQ(MarketSeries{}.add(buckets(100, 50, 300)).rana, 500.0);
  EXPECT_EQ(MarketSeries{}.add(buckets(0, 50, 0)).rana, std::nullopt) << "nothing moved";
}

}  // namespace
}  // namespace tickbard::test
