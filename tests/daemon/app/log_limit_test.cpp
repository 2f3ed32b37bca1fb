#include "daemon/app/log_limit.hpp"

#include <gtest/gtest.h>

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(LogLimit, figures_do_not_make_another_kind) {
  EXPECT_EQ(LogLimit::kind_of("market", "lost 12 ticks"), LogLimit::kind_of("market", "lost 3456 ticks"));
  EXPECT_NE(LogLimit::kind_of("market", "lost 12 ticks"), LogLimit::kind_of("feed:us", "lost 12 ticks"));
  EXPECT_NE(LogLimit::kind_of("market", "lost 12 ticks"), LogLimit::kind_of("market", "found 12 ticks"));
}

TEST(LogLimit, after_the_burst_one_line_a_period_tells_how_many_were_held_back) {
  LogLimit limit;
  MonoTime now{};
  for (std::uint32_t i = 0; i < LogLimit::kBurst; ++i) EXPECT_EQ(limit.pass("a", "x 1", now), 0u);
  for (int i = 0; i < 7; ++i) EXPECT_FALSE(limit.pass("a", "x 2", now += 1s));
  EXPECT_EQ(limit.pass("b", "x 2", now), 0u) << "another component is another kind";
  now += LogLimit::kPeriod;
  EXPECT_EQ(limit.pass("a", "x 3", now), 7u);
  EXPECT_FALSE(limit.pass("a", "x 4", now)) << "still noisy: no new burst";
  now += LogLimit::kPeriod;
  EXPECT_EQ(limit.pass("a", "x 5", now), 1u);
  now += LogLimit::kPeriod;
  for (std::uint32_t i = 0; i < LogLimit::kBurst; ++i)
    EXPECT_EQ(limit.pass("a", "x 6", now), 0u) << "quiet: a new burst";
}

TEST(LogLimit, whatever_a_stranger_says_a_component_has_so_many_lines_a_period) {
  LogLimit limit;
  MonoTime now{};
  std::uint32_t passed = 0;
  for (std::size_t i = 0; i != 10'000; ++i)
    passed += limit.pass("feed:us", std::string(1 + i % 97, 'x') + std::to_string(i), now).has_value();
  EXPECT_EQ(passed, LogLimit::kMostOfComponent);
  EXPECT_EQ(limit.pass("feed:eu", "lost", now), 0u) << "others are not concerned";
  now += LogLimit::kPeriod;
  EXPECT_GT(limit.pass("feed:us", "streaming", now), 0u) << "and then it is said how many there were";
  EXPECT_EQ(limit.pass("feed:us", "lost", now), 0u);
}

TEST(LogLimit, memory_is_bounded_whatever_is_said) {
  LogLimit limit;
  MonoTime now{};
  for (std::size_t i = 0; i < 3 * LogLimit::kMostKinds; ++i) {
    std::string word;
    for (std::size_t n = i + 1; n > 0; n /= 26) word += static_cast<char>('a' + n % 26);
    EXPECT_TRUE(limit.pass("component " + std::to_string(i % 20), word, now));
    EXPECT_LE(limit.kinds(), LogLimit::kMostKinds);
  }
}

}  // namespace
}  // namespace tickbard
