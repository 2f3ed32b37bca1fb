#include "aggregator/derive/indicators/td_sequential.hpp"

#include <gtest/gtest.h>

#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

std::vector<int> buy_setups(const std::vector<double>& closes) {
  TdSequential td;
  std::vector<int> counts;
  for (const AdjustedBar& b : of_closes(closes)) {
    td.push(b);
    counts.push_back(td.buy().setup);
  }
  return counts;
}

TdSequential after(const std::vector<double>& closes) {
  TdSequential td;
  for (const AdjustedBar& b : of_closes(closes)) td.push(b);
  return td;
}

/// Up for five bars, then down for nine: the flip is at index 5, the ninth at 13.
const std::vector<double> kBuy{10, 11, 12, 13, 14, 9, 8, 7, 6, 5, 4, 3, 2, 1};

TEST(TdSetup, T130_BuyFromTheFlipToNine) {
  EXPECT_EQ(buy_setups(kBuy), (std::vector<int>{0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(TdSetup, T139_WithoutAFlipNothingCounts) {
  std::vector<double> falling;
  for (int i = 0; i < 20; ++i) falling.push_back(100 - i);
  EXPECT_EQ(buy_setups(falling), std::vector<int>(20, 0));
}

TEST(TdSetup, T139_MoreThanNineIsShownAsNine) {
  auto closes = kBuy;
  closes.insert(closes.end(), {0.9, 0.8, 0.7});
  EXPECT_EQ(after(closes).buy().setup, 9);
}

TEST(TdSetup, AnEqualCloseEndsTheRunAndIsNoFlip) {
  auto equal = kBuy;
  equal.resize(10);      // count 5
  equal.push_back(8);    // against 8
  equal.push_back(6.5);  // below 7: no flip before it
  const auto counts = buy_setups(equal);
  EXPECT_EQ(counts[9], 5);
  EXPECT_EQ(counts[10], 0);
  EXPECT_EQ(counts[11], 0);
}

TEST(TdSetup, SellIsTheMirror) {
  std::vector<double> mirrored;
  for (const double c : kBuy) mirrored.push_back(20 - c);
  EXPECT_EQ(after(mirrored).sell().setup, 9);
  EXPECT_EQ(after(mirrored).buy().setup, 0);
}

TEST(TdSetup, IsPerfectedByTheLowOf8Or9) {
  EXPECT_TRUE(after(kBuy).buy().perfected) << "each low below the one before";
  // Bars 6 and 7 dip below everything that follows them.
  TdSequential td;
  for (std::size_t i = 0; i < kBuy.size(); ++i) {
    const double low = i == 10 || i == 11 ? 0.5 : kBuy[i];
    td.push(bar(i, kBuy[i], low, kBuy[i]));
  }
  EXPECT_EQ(td.buy().setup, 9);
  EXPECT_FALSE(td.buy().perfected);
  // As low as the lower of them is enough.
  TdSequential level;
  for (std::size_t i = 0; i < kBuy.size(); ++i) {
    const double low = i >= 10 && i <= 12 ? 0.5 : kBuy[i];
    level.push(bar(i, kBuy[i], low, kBuy[i]));
  }
  EXPECT_TRUE(level.buy().perfected);
}

/// kBuy and then further down, a cent a bar, so that each close is below the low two bars before.
std::vector<double> downhill(int bars) {
  auto closes = kBuy;
  for (int i = 1; i <= bars; ++i) closes.push_back(1 - 0.01 * i);
  return closes;
}

TEST(TdCountdown, BeginsOnTheNinthBarAndEndsAtThirteen) {
  EXPECT_EQ(after(kBuy).buy().countdown, 1);
  EXPECT_EQ(after(downhill(11)).buy().countdown, 12);
  EXPECT_EQ(after(downhill(12)).buy().countdown, 13);
  EXPECT_EQ(after(downhill(13)).buy().countdown, 0) << "13 stands on its bar alone";
}

TEST(TdCountdown, BarsNeedNotFollowEachOther) {
  auto closes = downhill(3);
  closes.push_back(2);  // above the low two bars before: does not count, and does not end it
  EXPECT_EQ(after(closes).buy().countdown, 4);
  closes.insert(closes.end(), {0.9, 0.8});
  EXPECT_EQ(after(closes).buy().countdown, 6);
}

TEST(TdCountdown, TheThirteenthNeedsALowAtOrBelowTheCloseOfTheEighth) {
  auto closes = downhill(11);                         // 12 counted; the eighth closed at 0.93
  closes.insert(closes.end(), {1.5, 1.5, 1.4, 1.3});  // 1.4 and 1.3 are below two bars before, above 0.93
  EXPECT_EQ(after(closes).buy().countdown, 12);
  closes.push_back(0.93);
  EXPECT_EQ(after(closes).buy().countdown, 13);
}

TEST(TdCountdown, AFinishedSetupOfTheOtherDirectionEndsIt) {
  auto closes = downhill(3);
  for (int i = 0; i < 8; ++i) closes.push_back(5 + i);
  EXPECT_GT(after(closes).buy().countdown, 0) << "eight up: still waiting";
  closes.push_back(13);
  EXPECT_EQ(after(closes).sell().setup, 9);
  EXPECT_EQ(after(closes).buy().countdown, 0);
  EXPECT_EQ(after(closes).sell().countdown, 1);
}

}  // namespace
}  // namespace tickbard::test
