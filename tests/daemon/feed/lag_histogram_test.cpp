#include "daemon/feed/lag_histogram.hpp"

#include <gtest/gtest.h>

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(LagHistogram, counts_as_one_that_counts_one_by_one) {
  Histogram expected(lag_bounds());
  LagHistogram histogram;
  LagHistogram::Batch lags(histogram);
  for (const std::chrono::nanoseconds lag :
       {-5'000'000'000ns, 0ns, 1ns, 1'000'000ns, 1'000'001ns, 1'000'000ns, 2'000'000ns, 700'000'000ns,
        999'999'999ns, 1'000'000'000ns, 1'000'000'001ns, 29'000'000'000ns, 1'200'000'000'000ns,
        1'200'000'000'001ns, -1ns}) {
    expected.observe(lag);
    lags.observe(lag);
  }
  lags.settle();
  EXPECT_EQ(histogram.read().bounds, expected.read().bounds);
  EXPECT_EQ(histogram.read().counts, expected.read().counts);
  EXPECT_DOUBLE_EQ(histogram.read().sum, expected.read().sum);
}

TEST(LagHistogram, shows_what_is_settled) {
  LagHistogram histogram;
  LagHistogram::Batch lags(histogram);
  EXPECT_EQ(histogram.read().total(), 0U);
  lags.observe(3ms);
  lags.observe(3ms);
  lags.settle();
  lags.settle();
  EXPECT_EQ(histogram.read().total(), 2U);
  EXPECT_DOUBLE_EQ(histogram.read().sum, 0.006);
}

TEST(LagHistogram, a_batch_goes_on_where_the_one_before_ended) {
  LagHistogram histogram;
  for (int i = 0; i < 3; ++i) {
    LagHistogram::Batch lags(histogram);
    lags.observe(3ms);
    lags.observe(2s);
    lags.settle();
  }
  EXPECT_EQ(histogram.read().total(), 6U);
  EXPECT_DOUBLE_EQ(histogram.read().sum, 6.009);
}

TEST(LagHistogram, a_lag_of_years_counts_for_an_hour) {
  LagHistogram histogram;
  LagHistogram::Batch lags(histogram);
  lags.observe(std::chrono::hours{24 * 365 * 100});
  lags.observe(std::chrono::nanoseconds::max());
  lags.observe(std::chrono::nanoseconds::min());
  lags.settle();
  EXPECT_DOUBLE_EQ(histogram.read().sum, 7200);
  EXPECT_EQ(histogram.read().counts.back(), 2U);
  EXPECT_EQ(histogram.read().counts.front(), 1U);
}

}  // namespace
}  // namespace tickbard
