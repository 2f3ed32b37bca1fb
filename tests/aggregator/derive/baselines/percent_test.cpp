#include "aggregator/derive/baselines/percent.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

std::string pct(std::string_view from, std::string_view to) {
  const auto p = percent_change(px(from), px(to));
  return p ? to_text(p->raw, 4) : "none";
}

TEST(Percent, is_exact_and_rounded_half_away_from_zero) {
  EXPECT_EQ(pct("100", "103"), "3");
  EXPECT_EQ(pct("100", "97"), "-3");
  EXPECT_EQ(pct("100", "103.0004"), "3.0004");
  EXPECT_EQ(pct("100", "103.00045"), "3.0005");
  EXPECT_EQ(pct("100", "103.00044"), "3.0004");
  EXPECT_EQ(pct("100", "96.99955"), "-3.0005");
  EXPECT_EQ(pct("3", "4"), "33.3333");
  EXPECT_EQ(pct("3", "5"), "66.6667");
  EXPECT_EQ(pct("0.0001", "0.0001"), "0");
}

TEST(Percent, T070_more_than_ten_thousand_percent_are_kept) {
  EXPECT_EQ(pct("1", "124.4568"), "12345.68");
  EXPECT_EQ(pct("0.0001", "9000"), "8999999900");
}

TEST(Percent, T067_of_nothing_there_is_no_percentage) {
  EXPECT_EQ(percent_change(Price{0}, px("10")), std::nullopt);
  EXPECT_EQ(percent_change(Price{-5}, px("10")), std::nullopt);
  EXPECT_EQ(ratio_of(vol("10"), Volume{0}), std::nullopt);
}

TEST(Percent, what_14_digits_cannot_hold_is_none) {
  EXPECT_EQ(percent_change(Price{1}, Price{std::numeric_limits<std::int64_t>::max()}), std::nullopt);
  EXPECT_EQ(ratio_of(Volume{Int128{1} << 126}, Volume{1}), std::nullopt);
}

TEST(Percent, a_ratio_has_four_digits) {
  EXPECT_EQ(ratio_of(vol("150"), vol("100")), (Fixed<4>{15'000}));
  EXPECT_EQ(ratio_of(vol("2"), vol("3")), (Fixed<4>{6'667}));
}

}  // namespace
}  // namespace tickbard
