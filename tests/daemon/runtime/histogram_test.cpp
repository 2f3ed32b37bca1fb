#include "daemon/runtime/histogram.hpp"

#include <thread>

namespace tickbard {
namespace {

using namespace std::chrono_literals;
using Counts = std::vector<std::uint64_t>;

constexpr std::array<std::chrono::nanoseconds, 3> kBounds{1ms, 10ms, 1s};

TEST(Histogram, a_value_on_a_bound_belongs_below_it) {
  Histogram histogram(kBounds);
  for (const auto value : {0ns, 1'000'000ns, 1'000'001ns, 10'000'000ns, 1'000'000'000ns, 1'000'000'001ns}) {
    histogram.observe(value);
  }
  const auto read = histogram.read();
  EXPECT_EQ(read.counts, (Counts{2, 2, 1, 1}));
  EXPECT_EQ(read.bounds, (std::vector<double>{0.001, 0.01, 1.0}));
  EXPECT_EQ(read.total(), 6U);
  EXPECT_NEAR(read.sum, 2.012000002, 1e-12);
}

TEST(Histogram, T054_a_skewed_clock_cannot_make_the_sum_fall) {
  Histogram histogram(kBounds);
  histogram.observe(5ms);
  histogram.observe(-100s);
  EXPECT_EQ(histogram.read().counts, (Counts{1, 1, 0, 0}));
  EXPECT_DOUBLE_EQ(histogram.read().sum, 0.005);
}

TEST(Histogram, several_add_up) {
  Histogram a(kBounds), b(kBounds);
  a.observe(1ms);
  b.observe(1ms);
  b.observe(2s);
  HistogramSnapshot sum;
  sum.add(HistogramSnapshot{});
  EXPECT_EQ(sum.total(), 0U);
  sum.add(a.read());
  sum.add(b.read());
  sum.add(HistogramSnapshot{});
  EXPECT_EQ(sum.counts, (Counts{2, 0, 0, 1}));
  EXPECT_DOUBLE_EQ(sum.sum, 2.002);
}

TEST(Histogram, every_set_of_bounds_is_ascending_and_fits) {
  for (const auto bounds : {lag_bounds(), commit_bounds(), request_bounds()}) {
    ASSERT_LE(bounds.size(), Histogram::kMaxBounds);
    EXPECT_TRUE(std::is_sorted(bounds.begin(), bounds.end()));
    EXPECT_EQ(std::adjacent_find(bounds.begin(), bounds.end()), bounds.end());
  }
}

TEST(Histogram, bounds_are_written_as_a_person_would) {
  std::ostringstream text;
  text.precision(17 - 1);  // as the metrics' library writes
  for (const double bound : Histogram(lag_bounds()).read().bounds) text << bound << ' ';
  EXPECT_EQ(text.str(), "0.001 0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 30 300 1200 ");
}

TEST(Histogram, nothing_is_lost_between_threads) {
  Histogram histogram(kBounds);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10'000; ++i) histogram.observe(5ms);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(histogram.read().counts, (Counts{0, 40'000, 0, 0}));
  EXPECT_NEAR(histogram.read().sum, 200.0, 1e-9);
}

}  // namespace
}  // namespace tickbard
