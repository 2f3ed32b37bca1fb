#include "aggregator/derive/renames.hpp"

#include <gtest/gtest.h>

#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

Rename change(std::string_view from, std::string_view to, std::string_view since) {
  return {sym(from), sym(to), day(since)};
}

/// As it was: the name META belonged to a fund until that was called METV.
Renames as_it_was() {
  return Renames::of({change("FB", "META", "2022-06-09"), change("META", "METV", "2022-01-31")}).value();
}

std::string today(const Renames& renames, std::string_view symbol, std::string_view date) {
  const auto name = renames.today(sym(symbol), day(date));
  return name ? std::string(name->view()) : "-";
}

TEST(Renames, T108_history_under_the_former_name_is_that_of_the_new_one) {
  const Renames renames = as_it_was();
  EXPECT_EQ(today(renames, "FB", "2021-05-03"), "META");
  EXPECT_EQ(today(renames, "FB", "2022-06-08"), "META");
  EXPECT_EQ(today(renames, "META", "2022-06-09"), "META");
  EXPECT_EQ(today(renames, "AAPL", "2021-05-03"), "AAPL");
}

TEST(Renames, T108_what_had_the_name_before_is_another_security) {
  const Renames renames = as_it_was();
  EXPECT_EQ(today(renames, "META", "2022-01-28"), "METV");
  EXPECT_EQ(today(renames, "META", "2022-01-31"), "-") << "nobody's: FB took the name in June";
  const Renames without_the_fund = Renames::of({change("FB", "META", "2022-06-09")}).value();
  EXPECT_EQ(today(without_the_fund, "META", "2022-01-28"), "-");
  EXPECT_EQ(today(without_the_fund, "FB", "2022-06-09"), "FB") << "whoever is called so from then on";
}

TEST(Renames, T108_names_may_follow_each_other_and_be_exchanged) {
  const Renames chain = Renames::of({change("A", "B", "2026-01-05"), change("B", "C", "2026-03-02")}).value();
  EXPECT_EQ(today(chain, "A", "2025-12-31"), "C");
  EXPECT_EQ(today(chain, "B", "2026-02-02"), "C");
  EXPECT_EQ(today(chain, "B", "2025-12-31"), "-");
  EXPECT_EQ(today(chain, "A", "2026-02-02"), "A");
  const Renames swap = Renames::of({change("A", "B", "2026-01-05"), change("B", "A", "2026-01-05")}).value();
  EXPECT_EQ(today(swap, "A", "2026-01-02"), "B");
  EXPECT_EQ(today(swap, "B", "2026-01-02"), "A");
  EXPECT_EQ(today(swap, "A", "2026-01-05"), "A");
  const Renames back = Renames::of({change("A", "B", "2026-01-05"), change("B", "A", "2026-03-02")}).value();
  EXPECT_EQ(today(back, "A", "2026-01-02"), "A");
  EXPECT_EQ(today(back, "B", "2026-02-02"), "A");
}

TEST(Renames, a_former_name_is_gone_until_somebody_takes_it) {
  const Renames renames =
      Renames::of({change("FB", "META", "2022-06-09"), change("XYZ", "FB", "2024-06-03")}).value();
  EXPECT_FALSE(renames.gone(sym("FB"), day("2022-06-08")));
  EXPECT_TRUE(renames.gone(sym("FB"), day("2022-06-09")));
  EXPECT_FALSE(renames.gone(sym("FB"), day("2024-06-03")));
  EXPECT_FALSE(renames.gone(sym("META"), day("2024-06-03")));
}

TEST(Renames, changes_that_contradict_each_other_are_refused_with_a_sentence) {
  EXPECT_NE(Renames::of({change("A", "A", "2026-01-05")}).error().text.find("names one symbol twice"),
            std::string::npos);
  for (const Rename& second : {change("A", "C", "2026-01-05"), change("C", "B", "2026-01-05")})
    EXPECT_NE(Renames::of({change("A", "B", "2026-01-05"), second}).error().text.find("second of that day"),
              std::string::npos);
}

}  // namespace
}  // namespace tickbard
