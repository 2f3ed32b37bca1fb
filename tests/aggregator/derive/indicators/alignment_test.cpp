#include "aggregator/derive/indicators/alignment.hpp"

#include <gtest/gtest.h>

#include "aggregator/derive/indicators/indicator_set.hpp"
#include "tests/aggregator/derive/indicators/indicator_support.hpp"

namespace tickbard::test {
namespace {

/// `before` closes of 100, then the last ones.
IndicatorSnapshot after(std::size_t before, const std::vector<double>& last) {
  std::vector<double> closes(before, 100);
  closes.insert(closes.end(), last.begin(), last.end());
  return snapshot_of(of_closes(closes));
}

std::vector<double> line(double from, double step, std::size_t count = 220) {
  std::vector<double> closes;
  for (std::size_t i = 0; i < count; ++i) closes.push_back(from + step * static_cast<double>(i));
  return closes;
}

TEST(MaBucket, RisingLeadsFallingLags) {
  EXPECT_EQ(after(0, line(100, 0.01)).text(Indicator::ma_bucket), "LEADING");
  EXPECT_EQ(after(0, line(100, -0.01)).text(Indicator::ma_bucket), "LAGGING");
  EXPECT_EQ(after(220, {101, 99}).text(Indicator::ma_bucket), "NEUTRAL");
}

TEST(MaBucket, T140_TiesAreNeutral) {
  EXPECT_EQ(after(250, {}).text(Indicator::ma_bucket), "NEUTRAL") << "everything is equal";
  EXPECT_EQ(after(0, line(0.1, 0, 250)).text(Indicator::ma_bucket), "NEUTRAL") << "0.1 has no exact double";
  // Only SMA100 and SMA200 are equal: the hundred bars before the rise balance those of the rise.
  std::vector<double> closes = line(100, 0.01, 100);
  const std::vector<double> rise = line(100, 0.01, 100);
  closes.insert(closes.end(), rise.begin(), rise.end());
  const IndicatorSnapshot tie = snapshot_of(of_closes(closes));
  EXPECT_EQ(tie.number(Indicator::sma_100), tie.number(Indicator::sma_200));
  EXPECT_EQ(tie.text(Indicator::ma_bucket), "NEUTRAL");
}

TEST(MaBucket, T140_ShortHistoryIsUnknown) {
  EXPECT_EQ(after(0, line(100, 0.01, 199)).text(Indicator::ma_bucket), "UNKNOWN");
  EXPECT_FALSE(after(0, line(100, 0.01, 199))[Indicator::ma_bucket].warm);
  EXPECT_EQ(after(0, line(100, 0.01, 200)).text(Indicator::ma_bucket), "LEADING");
}

TEST(MaBucket, OneRungOutOfOrderIsNeutral) {
  std::vector<double> closes = line(100, 0.5);
  closes.back() -= 6;  // the close falls below SMA5, all else stays in order
  EXPECT_EQ(after(0, closes).text(Indicator::ma_bucket), "NEUTRAL");
}

/// Ever faster, so that the EMA runs ahead of the SMA of its period; on a straight line the two are equal.
std::vector<double> curve(double direction) {
  std::vector<double> closes;
  for (int i = 0; i < 220; ++i) closes.push_back(100 + direction * 0.001 * i * i);
  return closes;
}

TEST(MaAlignment, EachStepIsAFlagOfItsOwn) {
  const IndicatorSnapshot up = after(0, curve(1));
  EXPECT_EQ(up.flag(Indicator::ma_aligned), true);
  const IndicatorSnapshot down = after(0, curve(-1));
  for (const Indicator i : {Indicator::ma_aligned, Indicator::ema_21_ge_sma_21, Indicator::sma_21_ge_sma_50,
                            Indicator::sma_50_ge_sma_100, Indicator::sma_100_ge_sma_200}) {
    EXPECT_EQ(down.flag(i), false) << info_of(i).name;
  }
}

TEST(MaAlignment, EqualAveragesAreAligned) {
  EXPECT_EQ(after(250, {}).flag(Indicator::ma_aligned), true);
  EXPECT_EQ(after(0, line(0.1, 0, 250)).flag(Indicator::ma_aligned), true) << "0.1 has no exact double";
}

TEST(MaAlignment, AMissingAverageMakesItNone) {
  const IndicatorSnapshot bars_120 = after(0, line(100, 0.01, 120));
  EXPECT_EQ(bars_120.flag(Indicator::sma_50_ge_sma_100), true);
  EXPECT_EQ(bars_120.flag(Indicator::sma_100_ge_sma_200), std::nullopt);
  EXPECT_EQ(bars_120.flag(Indicator::ma_aligned), std::nullopt);
}

TEST(MaAlignment, IsWarmWhenItsEmaIs) {
  EXPECT_FALSE(after(0, line(100, 0.01, 60))[Indicator::ema_21_ge_sma_21].warm);
  EXPECT_TRUE(after(0, line(100, 0.01, 200))[Indicator::ma_aligned].warm);
}

}  // namespace
}  // namespace tickbard::test
