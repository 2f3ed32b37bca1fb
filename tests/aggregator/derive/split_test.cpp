#include "aggregator/derive/split.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

Split split(std::string_view symbol, std::string_view ex_date, std::int64_t numerator, std::int64_t denominator) {
  return {sym(symbol), day(ex_date), numerator, denominator};
}

SplitAdjuster adjuster(std::vector<Split> splits) {
  return SplitAdjuster::of(std::move(splits)).value();
}

SplitFactor one(std::int64_t numerator, std::int64_t denominator) {
  return adjuster({split("AAA", "2026-06-01", numerator, denominator)})
      .factor(sym("AAA"), day("2026-05-29"), day("2026-06-01"));
}

TEST(Split, T066_prices_before_ten_for_one_are_a_tenth_and_volumes_tenfold) {
  const SplitFactor f = one(10, 1);
  EXPECT_EQ(f.price(px("1234.5")), px("123.45"));
  EXPECT_EQ(f.volume(vol("100.5")), vol("1005"));
  EXPECT_EQ(to_text(f.e12(), 12), "0.1");
}

TEST(Split, T066_prices_before_one_for_twenty_are_twentyfold_and_volumes_a_twentieth) {
  const SplitFactor f = one(1, 20);
  EXPECT_EQ(f.price(px("0.35")), px("7"));
  EXPECT_EQ(f.volume(vol("100")), vol("5"));
  EXPECT_EQ(to_text(f.e12(), 12), "20");
}

TEST(Split, figures_are_rounded_half_up_to_units) {
  const SplitFactor half = one(2, 1);
  EXPECT_EQ(half.price(Price{5}), Price{3});
  EXPECT_EQ(half.price(Price{4}), Price{2});
  const SplitFactor third = one(3, 1);
  EXPECT_EQ(third.price(Price{4}), Price{1});
  EXPECT_EQ(third.price(Price{5}), Price{2});
  EXPECT_EQ(one(2, 3).volume(Volume{2}), Volume{1}) << "two thirds of 2 are 1.33";
  EXPECT_EQ(to_text(third.e12(), 12), "0.333333333333");
  EXPECT_EQ(to_text(one(3, 2).e12(), 12), "0.666666666667");
  EXPECT_EQ(to_text(one(7, 1).e12(), 12), "0.142857142857");
}

TEST(Split, several_splits_multiply_and_are_rounded_once) {
  const auto all = adjuster({split("AAA", "2026-06-01", 3, 1), split("AAA", "2024-01-02", 3, 2),
                             split("AAA", "2025-01-02", 1, 4), split("BBB", "2025-01-02", 7, 1)});
  const auto f = [&](std::string_view of, std::string_view as_of) {
    return to_text(all.factor(sym("AAA"), day(of), day(as_of)).e12(), 12);
  };
  EXPECT_EQ(f("2023-12-29", "2026-11-20"), "0.888888888889") << "2/3 * 4 / 3";
  EXPECT_EQ(f("2024-01-02", "2026-11-20"), "1.333333333333") << "the ex-date's own prices are of the new kind";
  EXPECT_EQ(f("2025-06-02", "2026-11-20"), "0.333333333333");
  EXPECT_EQ(f("2026-06-01", "2026-11-20"), "1");
}

TEST(Split, a_split_that_is_announced_and_not_yet_effective_changes_nothing) {
  const auto all = adjuster({split("AAA", "2026-11-23", 10, 1)});
  EXPECT_TRUE(all.factor(sym("AAA"), day("2026-11-19"), day("2026-11-20")).is_one());
  EXPECT_FALSE(all.factor(sym("AAA"), day("2026-11-20"), day("2026-11-23")).is_one());
  EXPECT_TRUE(all.factor(sym("BBB"), day("2026-11-20"), day("2026-11-23")).is_one()) << "another symbol";
  EXPECT_TRUE(SplitAdjuster().factor(sym("AAA"), day("2020-01-02"), day("2026-11-20")).is_one());
}

TEST(Split, results_that_do_not_fit_are_none) {
  EXPECT_EQ(one(1, 20).price(Price{std::numeric_limits<std::int64_t>::max()}), std::nullopt);
  EXPECT_EQ(one(20, 1).volume(Volume{Int128{1} << 126}), std::nullopt);
  EXPECT_EQ(one(1, 1).price(Price{std::numeric_limits<std::int64_t>::max()}),
            Price{std::numeric_limits<std::int64_t>::max()});
}

TEST(Split, rows_that_are_no_splits_are_named) {
  EXPECT_EQ(
      SplitAdjuster::of({split("AAA", "2026-06-01", 0, 1)}).error().text,
      "the split of AAA on 2026-06-01 has a numerator or denominator that is not positive: correct its row in "
      "corporate_actions");
  EXPECT_FALSE(SplitAdjuster::of({split("AAA", "2026-06-01", 2, -1)}));
  const std::int64_t big = 4'000'000'000;
  EXPECT_NE(SplitAdjuster::of({split("ZZZ", "2026-06-01", big, 1), split("ZZZ", "2026-06-02", big, 1)})
                .error()
                .text.find("ZZZ"),
            std::string::npos);
  EXPECT_TRUE(SplitAdjuster::of({split("YYY", "2026-06-01", big, 1), split("ZZZ", "2026-06-02", big, 1)}));
}

TEST(Split, T112_in_the_units_of_a_symbol_no_split_rounds_a_price_or_volume) {
  const SplitAdjuster all = adjuster({split("AAA", "2024-01-02", 2, 1), split("AAA", "2025-01-02", 3, 1),
                                      split("AAA", "2026-01-02", 1, 20), split("AAA", "2027-01-04", 7, 1)});
  const auto scales = all.scales(sym("AAA"), day("2026-06-01"));
  ASSERT_TRUE(scales);
  // factors 20/6, 20/3, 20 and 1 of prices; what is announced for 2027 is not among them
  EXPECT_EQ(*scales, (SplitScales{3, 20}));
  for (const char* of : {"2023-12-29", "2024-06-03", "2025-06-02", "2026-03-02"}) {
    const SplitFactor factor = all.factor(sym("AAA"), day(of), day("2026-06-01"));
    const auto exact = factor.price(Price{1}, scales->price);
    ASSERT_TRUE(exact);
    EXPECT_EQ(factor.price(Price{3}, 1)->raw, exact->raw) << of << ": three units are whole ones";
    EXPECT_EQ(Price{static_cast<std::int64_t>(unscaled(exact->raw, scales->price))}, factor.price(Price{1})) << of;
    EXPECT_EQ(Volume{unscaled(factor.volume(Volume{7}, scales->volume)->raw, scales->volume)},
              factor.volume(Volume{7}))
        << of;
  }
  EXPECT_EQ(all.scales(sym("BBB"), day("2026-06-01")), SplitScales{});
  EXPECT_EQ(adjuster({split("AAA", "2026-01-02", 1'000'000'007, 1)}).scales(sym("AAA"), day("2026-06-01")),
            std::nullopt)
      << "units too fine to be of use";
}

TEST(Split, what_was_kept_in_finer_units_is_rounded_half_up) {
  EXPECT_EQ(unscaled(7, 1), 7);
  EXPECT_EQ(unscaled(4, 3), 1);
  EXPECT_EQ(unscaled(5, 3), 2);
  EXPECT_EQ(unscaled(3, 2), 2);
}

}  // namespace
}  // namespace tickbard
