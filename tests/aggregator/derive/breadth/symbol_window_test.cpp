#include <numeric>

#include "tests/aggregator/derive/breadth/breadth_support.hpp"

namespace tickbard::test {
namespace {

using Closes = std::vector<std::int64_t>;

Closes flat(std::size_t bars, std::int64_t close) {
  return Closes(bars, close);
}

Buckets verdict(const Closes& closes, std::string_view prefix) {
  return last_day(closes).verdicts[group(prefix)];
}

TEST(SymbolWindow, T112_a_constant_price_is_equal_to_everything_it_is_compared_with) {
  for (const std::int64_t close : {1, 10, 3333, 4711, 99999, 123456789}) {
    const BreadthTally day = last_day(flat(260, close));
    for (std::size_t g = 0; g < kThreeWays.size(); ++g) {
      EXPECT_EQ(day.verdicts[g], buckets(0, 1, 0)) << kThreeWays[g].prefix << " at " << close;
    }
  }
}

TEST(SymbolWindow, T112_a_close_exactly_at_the_mean_of_others_is_equal_and_a_cent_more_or_less_is_not) {
  // Twelve closes and then their mean, which is then the mean of all thirteen too.
  Closes closes{1003, 997, 1021, 979, 1010, 990, 1001, 999, 1050, 950, 1007, 993};
  for (const auto& [last, expected] :
       {std::pair{1000, buckets(0, 1, 0)}, std::pair{1001, buckets(0, 0, 1)}, std::pair{999, buckets(1, 0, 0)}}) {
    closes.resize(12);
    closes.push_back(last);
    EXPECT_EQ(verdict(closes, "ma_13_"), expected) << last;
  }
}

TEST(SymbolWindow, T112_equal_rates_of_change_are_equal_though_no_double_holds_them) {
  // 10 -> 13 and 30 -> 39: 30 % both; in doubles 13/10 - 1 and 39/30 - 1 differ in the last bit.
  Closes closes = flat(23, 7);
  closes[22] = 39;
  closes[22 - 17] = 30;
  closes[22 - 5] = 13;
  closes[22 - 5 - 17] = 10;
  EXPECT_EQ(verdict(closes, "roc_17_vs_5_"), buckets(0, 1, 0));
  closes[22] = 40;
  EXPECT_EQ(verdict(closes, "roc_17_vs_5_"), buckets(0, 0, 1));
  closes[22] = 38;
  EXPECT_EQ(verdict(closes, "roc_17_vs_5_"), buckets(1, 0, 0));
}

TEST(SymbolWindow, T116_the_shifted_mean_does_not_see_the_last_five_bars) {
  Closes closes(20);
  std::iota(closes.begin(), closes.end(), 1);  // the mean of bars t-12..t-5 is 11.5
  for (std::size_t i = 15; i < 19; ++i) closes[i] = 100'000;
  closes[19] = 12;
  EXPECT_EQ(verdict(closes, "ma_8_shift_5_"), buckets(0, 0, 1));
  closes[19] = 11;
  EXPECT_EQ(verdict(closes, "ma_8_shift_5_"), buckets(1, 0, 0));
}

TEST(SymbolWindow, T117_each_question_needs_its_bars_and_one_less_is_missing) {
  struct Case {
    const char* prefix;
    std::size_t needed;
  };
  for (const Case& c : {Case{"", 2}, Case{"ad_1_", 2}, Case{"ad_5_", 6}, Case{"ad_10_", 11}, Case{"ma_13_", 13},
                        Case{"ma_28_", 28}, Case{"ma_46_", 46}, Case{"ma_8_shift_5_", 13},
                        Case{"roc_17_vs_5_", 23}, Case{"roc_27_vs_4_", 32}, Case{"ma_20_", 20}, Case{"ma_50_", 50},
                        Case{"ma_100_", 100}, Case{"ma_200_", 200}}) {
    ASSERT_LT(group(c.prefix), kThreeWays.size()) << c.prefix;
    EXPECT_EQ(verdict(flat(c.needed - 1, 500), c.prefix).valid(), 0U) << c.prefix;
    EXPECT_EQ(verdict(flat(c.needed, 500), c.prefix).valid(), 1U) << c.prefix;
  }
}

TEST(SymbolWindow, T118_a_rate_with_a_zero_base_is_missing_and_changes_and_means_are_not) {
  for (const std::size_t base : {std::size_t{22 - 17}, std::size_t{22 - 5 - 17}}) {
    Closes closes = flat(23, 100);
    closes[base] = 0;
    const BreadthTally day = last_day(closes);
    EXPECT_EQ(day.verdicts[group("roc_17_vs_5_")].valid(), 0U) << base;
    EXPECT_EQ(day.verdicts[group("ad_10_")].valid(), 1U);
    EXPECT_EQ(day.verdicts[group("ma_13_")].valid(), 1U);
  }
}

TEST(SymbolWindow, T111_who_did_not_trade_is_missing_and_after_more_than_five_sessions_has_no_previous_close) {
  for (const auto& [back, fresh] : {std::pair{14, 1U}, std::pair{18, 1U}, std::pair{19, 0U}, std::pair{40, 0U}}) {
    BreadthFold fold{0, 41, 1};
    fold.begin_symbol();
    for (std::int32_t s = 0; s < 14; ++s) EXPECT_TRUE(fold.add(bar(s, 100)));
    EXPECT_TRUE(fold.add(bar(back, 101)));  // the bar before is of session 13
    const BreadthTally& day = fold.tallies()[static_cast<std::size_t>(back)];
    EXPECT_EQ(day.advances_declines().above(), fresh) << back;
    EXPECT_EQ(day.verdicts[group("ad_1_")].above(), 1U) << "look-backs count bars, however old";
    EXPECT_EQ(day.verdicts[group("ma_13_")].above(), 1U);
    if (back > 14) {
      const auto values = aggregates_of(fold.tallies()[14], {});
      EXPECT_EQ(value_of(values, "valid_ticker_count"), 0);
      EXPECT_EQ(value_of(values, "ma_13_missing_count"), 1) << "no close on the day, no verdict";
    }
  }
}

TEST(SymbolWindow, a_session_that_is_not_later_is_refused_and_changes_nothing) {
  BreadthFold fold{0, 3, 1};
  fold.begin_symbol();
  EXPECT_TRUE(fold.add(bar(1, 100)));
  EXPECT_FALSE(fold.add(bar(1, 200)));
  EXPECT_FALSE(fold.add(bar(0, 200)));
  EXPECT_TRUE(fold.add(bar(2, 101)));
  EXPECT_EQ(fold.tallies()[2].advances_declines(), buckets(0, 0, 1)) << "against 100, not 200";
  EXPECT_EQ(fold.window().closes().bars(), 2U);
}

Extremes year_of(std::size_t before, std::int64_t high, std::int64_t low) {
  SymbolWindow window;
  window.clear();
  BreadthTally tally;
  std::int32_t s = 0;
  for (; s < static_cast<std::int32_t>(before); ++s) {
    window.add({.session = s, .close = cents(100), .high = cents(110), .low = cents(90), .volume = {}}, nullptr);
  }
  window.add({.session = s, .close = cents(100), .high = cents(high), .low = cents(low), .volume = {}}, &tally);
  return tally.extremes[static_cast<std::size_t>(ExtremeOf::year_range)];
}

TEST(SymbolWindow, T126_a_new_high_is_strictly_higher_and_needs_252_sessions_before_it) {
  EXPECT_EQ(year_of(252, 111, 95), (Extremes{1, 1, 0}));
  EXPECT_EQ(year_of(252, 110, 90), (Extremes{1, 0, 0})) << "as high as before is no new high";
  EXPECT_EQ(year_of(252, 105, 89), (Extremes{1, 0, 1}));
  EXPECT_EQ(year_of(252, 111, 89), (Extremes{1, 1, 1})) << "both on one day";
  EXPECT_EQ(year_of(251, 111, 89), (Extremes{0, 0, 0})) << "too young";
  EXPECT_EQ(year_of(600, 111, 89), (Extremes{1, 1, 1}));
}

TEST(SymbolWindow, T126_the_253rd_session_back_no_longer_counts) {
  for (const auto& [top_at, highs] : {std::pair{0, 1U}, std::pair{1, 0U}, std::pair{252, 0U}}) {
    SymbolWindow window;
    window.clear();
    BreadthTally tally;
    for (std::int32_t s = 0; s < 253; ++s) window.add(bar(s, s == top_at ? 500 : 100), nullptr);
    window.add(bar(253, 200), &tally);
    for (const ExtremeOf which : {ExtremeOf::year_range, ExtremeOf::year_close}) {
      EXPECT_EQ(tally.extremes[static_cast<std::size_t>(which)], (Extremes{1, highs, 0})) << top_at;
    }
  }
}

TEST(SymbolWindow, a_surge_is_four_per_cent_on_more_volume) {
  struct Case {
    std::int64_t close, volume;
    Surges expected;
  };
  for (const Case& c : {Case{104, 101, {1, 1, 0}}, Case{104, 100, {1, 0, 0}}, Case{103, 500, {1, 0, 0}},
                        Case{96, 101, {1, 0, 1}}, Case{97, 101, {1, 0, 0}}}) {
    SymbolWindow window;
    window.clear();
    BreadthTally tally;
    window.add(bar(0, 100, 100), nullptr);
    window.add(bar(1, c.close, c.volume), &tally);
    EXPECT_EQ(tally.surges, c.expected) << c.close << " on " << c.volume;
  }
}

TEST(SymbolWindow, prices_at_the_ends_of_the_type_do_not_overflow) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  SymbolWindow window;
  window.clear();
  BreadthTally tally;
  for (std::int32_t s = 0; s < 300; ++s) {
    tally = {};
    const Price close{s % 2 == 0 ? kMost : kMost - 1};
    window.add({.session = s, .close = close, .high = close, .low = close, .volume = shares(1)}, &tally);
  }
  EXPECT_EQ(tally.verdicts[group("ma_200_")], buckets(1, 0, 0)) << "the smaller of the two, below their mean";
  EXPECT_EQ(tally.verdicts[group("ma_13_")], buckets(1, 0, 0));
  EXPECT_EQ(tally.verdicts[group("ad_10_")], buckets(0, 1, 0));
}

TEST(SymbolWindow, T112_units_of_the_symbols_own_change_no_answer_and_volumes_come_out_in_shares) {
  // A day before a 3:1 split: a third of its price, three times its shares.
  SymbolWindow plain, thirds;
  plain.clear();
  thirds.clear(20);
  BreadthTally of_plain, of_thirds;
  for (int i = 0; i < 260; ++i) {
    const std::int64_t close = 1 + (i * 7) % 3;
    BreadthBar day = bar(i, close, 100 + i % 2);
    of_plain = of_thirds = {};
    plain.add(day, &of_plain);
    day.close.raw *= 3;
    day.high.raw *= 3;
    day.low.raw *= 3;
    day.volume.raw *= 20;
    thirds.add(day, &of_thirds);
    ASSERT_EQ(of_plain, of_thirds) << i;
  }
}

}  // namespace
}  // namespace tickbard::test
