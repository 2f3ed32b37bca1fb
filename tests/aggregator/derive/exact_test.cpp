#include "aggregator/derive/exact.hpp"

#include <cmath>

namespace tickbard {
namespace {

TEST(NearestQuotient, gives_the_double_that_the_decimal_text_gives) {
  struct Case {
    std::int64_t numerator, denominator;
    const char* text;
  };
  for (const Case& c :
       {Case{1, 3, "0.33333333333333333333"}, Case{-1, 3, "-0.33333333333333333333"}, Case{2, 1, "2"},
        Case{0, 7, "0"}, Case{1, 10, "0.1"}, Case{633'799'000'000'003, 20'000'000'000, "31689.95000000015"},
        Case{9'007'199'254'740'993, 1, "9007199254740993"},
        Case{9'223'372'036'854'775'807, 7, "1317624576693539401"}}) {
    EXPECT_EQ(nearest_quotient(c.numerator, c.denominator), std::strtod(c.text, nullptr)) << c.text;
  }
}

TEST(NearestQuotient, the_short_way_and_the_long_way_agree) {
  std::uint64_t seed = 42;
  for (int i = 0; i < 20'000; ++i) {
    seed = seed * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    const Int128 numerator = static_cast<std::int64_t>(seed) >> (11 + seed % 40);
    const Int128 denominator = 1 + static_cast<std::int64_t>((seed >> 7) & 0x3FFF'FFFF'FFFF);
    // 2^17 times as much of both is beyond the short way and the same quotient.
    const Int128 scale = Int128{1} << 17;
    const Int128 far = denominator * scale < (Int128{1} << 63) ? scale : Int128{1};
    ASSERT_EQ(nearest_quotient(numerator, denominator), nearest_quotient(numerator * far, denominator * far)) << i;
  }
}

TEST(NearestQuotient, rounds_once_and_ties_to_even) {
  const Int128 big = Int128{1} << 60;
  EXPECT_EQ(nearest_quotient((big + 64) * 2, 2), 0x1p60) << "a tie goes down to the even one";
  EXPECT_EQ(nearest_quotient((big + 192) * 2, 2), 0x1p60 + 256.0) << "a tie goes up to the even one";
  EXPECT_EQ(nearest_quotient((big + 64) * 2 + 1, 2), 0x1p60 + 128.0) << "the least bit above a tie counts";
  EXPECT_EQ(nearest_quotient(-((big + 64) * 2 + 1), 2), -(0x1p60 + 128.0)) << "and below zero alike";
  EXPECT_EQ(nearest_quotient(Int128{1} << 120, 1), 0x1p120);
}

TEST(Fraction4, is_decided_on_the_integers_half_to_even) {
  struct Case {
    std::uint32_t part, whole;
    double expected;
  };
  for (const Case& c : {Case{0, 5, 0.0}, Case{5, 5, 1.0}, Case{1, 3, 0.3333}, Case{2, 3, 0.6667},
                        Case{1, 160, 0.0062}, Case{3, 160, 0.0188}, Case{1, 32, 0.0312}, Case{1, 20'001, 0.0},
                        Case{1, 19'999, 0.0001}, Case{4'294'967'294U, 4'294'967'295U, 1.0}}) {
    EXPECT_EQ(fraction4(c.part, c.whole), c.expected) << c.part << '/' << c.whole;
  }
}

TEST(NearestQuotient, of_a_divisor_beyond_64_bits_is_as_exact) {
  const Int128 scale = Int128{1} << 40;  // above 2^70
  for (const std::int64_t numerator : {1'000'000'007LL, 9'007'199'254'740'993LL, 123'456'789'012'345LL})
    EXPECT_EQ(nearest_quotient(numerator * scale, 3'000'000'001 * scale),
              nearest_quotient(numerator, 3'000'000'001));
}

}  // namespace
}  // namespace tickbard
