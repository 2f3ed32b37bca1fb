#include "aggregator/core/tick.hpp"

#include <limits>
#include <set>

namespace tickbard {
namespace {

constexpr std::uint64_t kTopBit = std::uint64_t{1} << 63;

TEST(TradeId, plain_numbers_stay_numbers) {
  EXPECT_EQ(TradeId::from_text("1").value, 1U);
  EXPECT_EQ(TradeId::from_text("52983525029461").value, 52983525029461U);
  EXPECT_EQ(TradeId::from_text("9223372036854775807").value, kTopBit - 1);
  EXPECT_EQ(TradeId::from_text("71").value, TradeId::from_number(71).value);
}

TEST(TradeId, nothing_and_zero_mean_that_there_is_none) {
  EXPECT_FALSE(TradeId{});
  EXPECT_FALSE(TradeId::from_text(""));
  EXPECT_FALSE(TradeId::from_text("0"));
  EXPECT_TRUE(TradeId::from_text("1"));
}

TEST(TradeId, other_text_is_hashed_and_never_equals_a_number) {
  std::set<std::uint64_t> seen;
  const std::vector<std::string> texts{"9223372036854775808",
                                       "18446744073709551616",
                                       "007",
                                       "7 ",
                                       "+7",
                                       "-7",
                                       "7.0",
                                       "a",
                                       "b",
                                       "2b5cf5ae-b0a6-4b67-8b8e-0f3d1f7e1f0a",
                                       "2b5cf5ae-b0a6-4b67-8b8e-0f3d1f7e1f0b"};
  for (const std::string& text : texts) {
    const TradeId id = TradeId::from_text(text);
    EXPECT_GE(id.value, kTopBit) << text;
    EXPECT_EQ(id, TradeId::from_text(text));
    seen.insert(id.value);
  }
  for (int i = 0; i < 50'000; ++i) seen.insert(TradeId::from_text("t" + std::to_string(i)).value);
  EXPECT_EQ(seen.size(), texts.size() + 50'000);
}

TEST(Conditions, more_codes_than_fit_or_a_code_above_255_is_said) {
  Conditions c;
  for (unsigned i = 0; i < Conditions::kMax; ++i) c.add(i);
  EXPECT_FALSE(c.truncated);
  EXPECT_EQ(c.count, 10);
  c.add(1);
  EXPECT_TRUE(c.truncated);
  EXPECT_EQ(c.count, 10);
  Conditions high;
  high.add(255);
  EXPECT_FALSE(high.truncated);
  high.add(256);
  EXPECT_TRUE(high.truncated);
}

}  // namespace
}  // namespace tickbard
