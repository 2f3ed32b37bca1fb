#include <set>

#include "tests/aggregator/derive/breadth/breadth_support.hpp"

namespace tickbard::test {
namespace {

BreadthTally two_tickers() {
  BreadthTally tally;
  tally.members = 2;
  tally.verdicts[group("")] = buckets(1, 0, 1);
  tally.verdicts[group("ma_13_")] = buckets(1, 0, 1);
  tally.verdicts[group("ma_28_")] = buckets(0, 1, 0);
  tally.verdicts[group("ma_46_")] = buckets(1, 0, 1);
  tally.verdicts[group("ma_8_shift_5_")] = buckets(0, 1, 1);
  tally.verdicts[group("roc_17_vs_5_")] = buckets(0, 0, 2);
  tally.verdicts[group("roc_27_vs_4_")] = buckets(0, 1, 0);
  return tally;
}

TEST(Aggregates, the_two_tickers_of_the_reference_give_its_values_under_its_keys) {
  const auto values = aggregates_of(two_tickers(), {});
  struct Case {
    const char* key;
    double value;
  };
  for (const Case& c : {Case{"advances", 1},
                        Case{"declines", 1},
                        Case{"unchanged", 0},
                        Case{"valid_ticker_count", 2},
                        Case{"missing_ticker_count", 0},
                        Case{"advance_decline_ratio", 1},
                        Case{"net_advances", 0},
                        Case{"advance_pct", 0.5},
                        Case{"ma_13_above_count", 1},
                        Case{"ma_13_below_count", 1},
                        Case{"ma_13_valid_count", 2},
                        Case{"ma_13_above_pct", 0.5},
                        Case{"ma_28_equal_count", 1},
                        Case{"ma_28_missing_count", 1},
                        Case{"ma_28_equal_pct", 1},
                        Case{"ma_46_above_count", 1},
                        Case{"ma_46_below_count", 1},
                        Case{"ma_8_shift_5_above_count", 1},
                        Case{"ma_8_shift_5_equal_count", 1},
                        Case{"roc_17_vs_5_gt_count", 2},
                        Case{"roc_17_vs_5_gt_pct", 1},
                        Case{"roc_27_vs_4_eq_count", 1},
                        Case{"roc_27_vs_4_missing_count", 1},
                        Case{"roc_27_vs_4_eq_pct", 1},
                        Case{"roc_27_vs_4_lt_pct", 0}}) {
    EXPECT_EQ(value_of(values, c.key), c.value) << c.key;
  }
}

TEST(BreadthKeys, are_those_that_the_series_are_known_by) {
  std::set<std::string> expected;
  auto add = [&](const std::string& prefix, std::initializer_list<const char*> names) {
    for (const char* name : names) expected.insert(prefix + name);
  };
  for (const char* prefix : {"", "ad_1_", "ad_5_", "ad_10_"}) {
    add(prefix, {"advances", "declines", "unchanged", "valid_ticker_count", "missing_ticker_count",
                 "advance_decline_ratio", "net_advances", "advance_pct"});
  }
  for (const char* prefix :
       {"ma_13_", "ma_28_", "ma_46_", "ma_8_shift_5_", "ma_20_", "ma_50_", "ma_100_", "ma_200_"}) {
    add(prefix, {"above_count", "below_count", "equal_count", "missing_count", "valid_count", "above_pct",
                 "below_pct", "equal_pct"});
  }
  for (const char* prefix : {"roc_17_vs_5_", "roc_27_vs_4_"}) {
    add(prefix,
        {"gt_count", "lt_count", "eq_count", "missing_count", "valid_count", "gt_pct", "lt_pct", "eq_pct"});
  }
  add("", {"up_volume", "down_volume", "net_volume", "up_down_volume_ratio", "trin", "ad_line",
           "mcclellan_oscillator", "mcclellan_summation", "rana", "mcclellan_oscillator_rana",
           "mcclellan_summation_rana", "up_4pct", "down_4pct"});
  for (const char* suffix : {"", "_close", "_20"}) {
    for (const char* name : {"new_highs", "new_lows", "nh_nl", "nh_ratio"})
      expected.insert(std::string{name} + suffix);
  }
  std::set<std::string> given;
  for (const BreadthKey& key : breadth_keys(BreadthInterval::day)) {
    EXPECT_TRUE(given.insert(key.key).second) << key.key << " is there twice";
    EXPECT_FALSE(key.meaning.empty()) << key.key;
  }
  EXPECT_EQ(given, expected);
}

TEST(Aggregates, come_in_the_order_of_the_keys) {
  const auto values = aggregates_of(two_tickers(), {});
  const auto keys = breadth_keys(BreadthInterval::day);
  ASSERT_EQ(values.size(), keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(values[i].key, keys[i].key);
    EXPECT_EQ(values[i].interval, BreadthInterval::day);
  }
}

TEST(Aggregates, T120_a_set_without_members_has_no_row) {
  EXPECT_TRUE(aggregates_of(BreadthTally{}, {}).empty());
  EXPECT_TRUE(aggregates_of(IntradayTally{}).empty());
}

TEST(Aggregates, T120_members_without_data_give_counts_of_zero_and_no_number_that_is_not_one) {
  BreadthTally tally;
  tally.members = 7;
  for (const Aggregate& a : aggregates_of(tally, {})) {
    EXPECT_EQ(a.valid, 0U) << a.key;
    EXPECT_EQ(a.missing, 7U) << a.key;
    const bool is_missing_count = a.key.find("missing") != std::string_view::npos;
    EXPECT_EQ(a.value.value_or(0), is_missing_count ? 7 : 0) << a.key;
    if (a.key.ends_with("_pct") || a.key.ends_with("_ratio")) {
      EXPECT_EQ(a.value, std::nullopt) << a.key;
    }
  }
}

TEST(Aggregates, T121_the_buckets_of_every_group_add_up_to_the_set) {
  BreadthTally tally;
  tally.members = 100;
  for (std::uint32_t g = 0; g < kThreeWays.size(); ++g) tally.verdicts[g] = buckets(g, 2 * g + 1, 37 - g);
  const auto values = aggregates_of(tally, {});
  for (const ThreeWay& way : kThreeWays) {
    const std::string p{way.prefix};
    const bool rate = way.basis == ThreeWay::Basis::rate;
    if (way.basis == ThreeWay::Basis::change) {
      EXPECT_EQ(value_of(values, p + "advances") + value_of(values, p + "declines") +
                    value_of(values, p + "unchanged") + value_of(values, p + "missing_ticker_count"),
                100)
          << p;
      continue;
    }
    const auto sum = [&](const char* kind) {
      return value_of(values, p + (rate ? "gt" : "above") + kind) +
             value_of(values, p + (rate ? "lt" : "below") + kind) +
             value_of(values, p + (rate ? "eq" : "equal") + kind);
    };
    EXPECT_EQ(sum("_count") + value_of(values, p + "missing_count"), 100) << p;
    EXPECT_EQ(sum("_count"), value_of(values, p + "valid_count")) << p;
    EXPECT_NEAR(sum("_pct"), 1.0, 1.5e-4) << p;
    EXPECT_EQ(find(values, p + "valid_count")->valid + find(values, p + "valid_count")->missing, 100U);
  }
}

TEST(Aggregates, T122_without_declines_there_is_no_ratio) {
  BreadthTally tally;
  tally.members = 3;
  tally.verdicts[0] = buckets(0, 1, 2);
  const auto values = aggregates_of(tally, {});
  EXPECT_EQ(value_of(values, "advance_decline_ratio"), kNone);
  EXPECT_EQ(value_of(values, "net_advances"), 2);
  EXPECT_EQ(value_of(values, "advance_pct"), 0.6667);
  tally.verdicts[0] = buckets(2, 1, 0);
  EXPECT_EQ(value_of(aggregates_of(tally, {}), "advance_decline_ratio"), 0);
  EXPECT_EQ(value_of(aggregates_of(tally, {}), "net_advances"), -2);
}

BreadthTally with_volume(std::uint32_t declines, std::uint32_t advances, std::int64_t down, std::int64_t up) {
  BreadthTally tally;
  tally.members = 10;
  tally.verdicts[0] = buckets(declines, 0, advances);
  tally.volume = {shares(down), shares(5), shares(up)};
  return tally;
}

TEST(Aggregates, T124_trin_is_none_when_one_of_its_four_terms_is_zero) {
  EXPECT_EQ(value_of(aggregates_of(with_volume(2, 4, 300, 150), {}), "trin"), 4.0);
  for (const BreadthTally& tally : {with_volume(0, 4, 300, 150), with_volume(2, 0, 300, 150),
                                    with_volume(2, 4, 0, 150), with_volume(2, 4, 300, 0)}) {
    EXPECT_EQ(value_of(aggregates_of(tally, {}), "trin"), kNone);
  }
}

TEST(Aggregates, volume_of_the_unchanged_is_on_neither_side) {
  const auto values = aggregates_of(with_volume(2, 4, 300, 150), {});
  EXPECT_EQ(value_of(values, "up_volume"), 150);
  EXPECT_EQ(value_of(values, "down_volume"), 300);
  EXPECT_EQ(value_of(values, "net_volume"), -150);
  EXPECT_EQ(value_of(values, "up_down_volume_ratio"), 0.5);
  EXPECT_EQ(value_of(aggregates_of(with_volume(2, 4, 0, 150), {}), "up_down_volume_ratio"), kNone);
}

TEST(Aggregates, highs_and_lows_have_their_own_valid_count) {
  BreadthTally tally;
  tally.members = 10;
  tally.verdicts[0] = buckets(4, 0, 4);
  tally.extremes[static_cast<std::size_t>(ExtremeOf::year_range)] = {6, 3, 1};
  const auto values = aggregates_of(tally, {});
  EXPECT_EQ(value_of(values, "new_highs"), 3);
  EXPECT_EQ(value_of(values, "nh_nl"), 2);
  EXPECT_EQ(value_of(values, "nh_ratio"), 0.75);
  EXPECT_EQ(value_of(values, "nh_ratio_20"), kNone);
  EXPECT_EQ(find(values, "new_highs")->valid, 6U);
  EXPECT_EQ(find(values, "new_highs")->missing, 4U);
}

}  // namespace
}  // namespace tickbard::test
