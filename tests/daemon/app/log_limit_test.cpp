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

TEST(LogLimit, memory_is_bounded_whatever_is_said) {
  LogLimit limit;
  MonoTime now{};
  for (std::size_t i = 0; i < 3 * LogLimit::kMostKinds; ++i) {
    std::string word;
    for (std::size_t n = i + 1; n > 0; n /= 26) word += static_cast<char>('a' + n % 26);
    EXPECT_TRUE(limit.pass("a", word, now));
    EXPECT_LE(limit.kinds(), LogLimit::kMostKinds);
  }
}

}  // namespace
}  // namespace tickbard
