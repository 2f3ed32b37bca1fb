#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "aggregator/derive/breadth/metric_key.hpp"
#include "tests/aggregator/derive/breadth/breadth_support.hpp"
#include "tests/aggregator/derive/breadth/sp500_data.hpp"
#include "tests/aggregator/derive/breadth/sp500_reference.hpp"

// Five years of the members of an index, with holes, late listings, ties and broken rows.

namespace tickbard::test {
namespace {

constexpr std::int64_t kUnit = 100'000;  // 1e-4 in 1e-9

class Sp500Breadth : public testing::Test {
 protected:
  void SetUp() override {
    if (!sp500_folder()) {
      GTEST_SKIP() << "the real data are absent: set TICKBARD_DATA to the folder that holds sp500_daily";
    }
  }
};

BreadthBar bar_of(const FileRow& row) {
  const Price close{row.close * kUnit};
  const bool ranged = row.high && row.low;
  return {.session = row.session,
          .close = close,
          .high = ranged ? Price{*row.high * kUnit} : close,
          .low = ranged ? Price{*row.low * kUnit} : close,
          .volume = shares(row.volume)};
}

const BreadthFold& folded() {
  static const BreadthFold fold = [] {
    const FileDays& days = sp500_days();
    BreadthFold f{0, days.dates.size(), static_cast<std::uint32_t>(days.symbols.size())};
    for (const auto& [symbol, rows] : days.symbols) {
      f.begin_symbol();
      for (const FileRow& row : rows) EXPECT_TRUE(f.add(bar_of(row))) << symbol << ' ' << row.session;
    }
    return f;
  }();
  return fold;
}

TEST_F(Sp500Breadth, broken_rows_are_counted_and_their_closes_kept) {
  const FileDays& days = sp500_days();
  EXPECT_EQ(days.rows, 619'040);
  EXPECT_EQ(days.symbols.size(), 505U);
  EXPECT_EQ(days.dates.size(), 1'259U);
  EXPECT_EQ(days.dates.front() + ".." + days.dates.back(), "2013-02-08..2018-02-07");
  EXPECT_EQ(days.without_open, 11);
  EXPECT_EQ(days.without_high, 8);
  EXPECT_EQ(days.without_low, 8);
  EXPECT_EQ(days.out_of_bracket, 12);
}

TEST_F(Sp500Breadth, T112_as_many_closes_lie_exactly_on_their_mean_as_the_data_are_known_to_have) {
  std::uint32_t equal = 0, valid = 0;
  for (const BreadthTally& tally : folded().tallies()) {
    for (const char* prefix : {"ma_20_", "ma_50_", "ma_200_"}) {
      equal += tally.verdicts[group(prefix)].equal();
      valid += tally.verdicts[group(prefix)].valid();
    }
  }
  EXPECT_EQ(valid, 1'722'638U);
  EXPECT_EQ(equal, 95U);
}

/// How far a key's value may be from the reference's: nothing, but for the real-valued series.
double tolerance(std::string_view key, double value) {
  if (key.starts_with("mcclellan")) return 1e-9 * std::max(1.0, std::abs(value));
  return 0;
}

TEST_F(Sp500Breadth, T121_every_key_of_every_session_equals_the_reference) {
  const auto reference = reference_breadth(sp500_days());
  MarketSeries series;
  std::size_t compared = 0, differing = 0;
  for (std::size_t s = 0; s < reference.size(); ++s) {
    const BreadthTally& tally = folded().tallies()[s];
    const auto values = aggregates_of(tally, series.add(tally.advances_declines()));
    ASSERT_EQ(values.size(), reference[s].size());
    for (const Aggregate& a : values) {
      const auto expected = reference[s].find(std::string{a.key});
      ASSERT_NE(expected, reference[s].end()) << a.key;
      ++compared;
      const auto& value = expected->second;
      const bool same = a.value.has_value() == value.has_value() &&
                        (!value || std::abs(*a.value - *value) <= tolerance(a.key, *value));
      EXPECT_EQ(a.valid + a.missing, 505U);
      if (same || ++differing > 20) continue;
      ADD_FAILURE() << sp500_days().dates[s] << ' ' << a.key << ": " << a.value.value_or(kNone) << ", reference "
                    << value.value_or(kNone);
    }
  }
  EXPECT_EQ(differing, 0U);
  EXPECT_GT(compared, 170'000U);
}

std::string ten_digits(std::optional<double> value) {
  if (!value) return "";
  char text[64];
  std::snprintf(text, sizeof text, "%.10f", *value);
  return text;
}

TEST_F(Sp500Breadth, averages_and_rates_equal_the_sample_in_exact_decimals) {
  const auto sample = csv_cells(*sp500_folder() / "expected_sma_roc_sample.csv");
  ASSERT_EQ(sample.size(), 476U);
  for (std::size_t i = 1; i < sample.size(); ++i) {
    const auto& cells = sample[i];
    const auto& rows = sp500_days().symbols.at(cells[0]);
    const auto last = static_cast<std::size_t>(std::stoi(cells[1]));
    ASSERT_EQ(sp500_days().dates[static_cast<std::size_t>(rows[last].session)], cells[2]) << cells[0];
    CloseHistory history;
    history.clear();
    for (std::size_t n = 0; n <= last; ++n) history.add(Price{rows[n].close * kUnit});
    const std::string where = cells[0] + ' ' + cells[2];
    EXPECT_EQ(history.close(0), scaled(cells[3], 9)) << where;
    const char* means[] = {"sma:20", "sma:50", "sma:200"};
    for (std::size_t m = 0; m < 3; ++m) {
      EXPECT_EQ(ten_digits(metric_value(*parse_metric_key(means[m]), history)), cells[4 + m])
          << where << ' ' << means[m];
    }
    const char* rates[] = {"roc:10", "roc:20"};
    for (std::size_t r = 0; r < 2; ++r) {
      const auto rate = metric_value(*parse_metric_key(rates[r]), history);
      ASSERT_EQ(rate.has_value(), !cells[7 + r].empty()) << where;
      if (!rate) continue;
      EXPECT_NEAR(*rate * 100, std::strtod(cells[7 + r].c_str(), nullptr), 0.6e-10) << where << ' ' << rates[r];
    }
  }
}

TEST_F(Sp500Breadth, the_last_year_with_its_warm_up_equals_that_year_of_the_whole) {
  const FileDays& days = sp500_days();
  const int first = 1'000;
  BreadthFold year{first, 259, 505};
  for (const auto& [symbol, rows] : days.symbols) {
    std::size_t from = 0;
    while (from < rows.size() && rows[from].session < first) ++from;
    year.begin_symbol();
    for (std::size_t i = from - std::min(from, kBreadthWarmUp); i < rows.size(); ++i) year.add(bar_of(rows[i]));
  }
  for (std::size_t s = 0; s < year.tallies().size(); ++s) {
    ASSERT_EQ(year.tallies()[s], folded().tallies()[first + s]) << days.dates[first + s];
  }
}

}  // namespace
}  // namespace tickbard::test
