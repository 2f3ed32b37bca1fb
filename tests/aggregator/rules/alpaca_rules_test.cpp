#include "tests/aggregator/rules/effects.hpp"

namespace tickbard {
namespace {

std::string alpaca(std::string_view list, Tape tape, Segment segment = Segment::rth) {
  return text_of(built_in_rules().set("alpaca")->effect(letters(list), tape, segment));
}

TEST(AlpacaRules, every_letter_on_every_tape) {
  const std::map<char, std::string_view> everywhere{
      {' ', "y/y/y"}, {'@', "y/y/y"}, {'C', "n/n/y"}, {'6', "y/y/y"}, {'X', "y/y/y"}, {'4', "n/n/y"},
      {'T', "y/y/y"}, {'U', "n/n/y"}, {'F', "y/y/y"}, {'M', "n/n/n"}, {'Q', "n/n/n"}, {'O', "y/y/y"},
      {'5', "y/y/y"}, {'N', "n/n/y"}, {'H', "n/n/y"}, {'P', "n/n/y"}, {'K', "y/y/y"}, {'R', "n/n/y"},
      {'L', "y/y/y"}, {'Z', "n/n/y"}, {'I', "n/n/y"}, {'9', "n/n/n"}, {'V', "n/n/y"}, {'7', "n/n/y"}};
  const std::map<char, std::string_view> listed_only{{'B', "n/n/y"}, {'E', "y/y/y"}};
  const std::map<char, std::string_view> nasdaq_only{{'A', "y/y/y"}, {'B', "y/y/y"}, {'W', "n/n/y"},
                                                     {'G', "n/n/y"}, {'D', "y/y/y"}, {'1', "y/y/y"},
                                                     {'S', "y/y/y"}, {'Y', "y/y/y"}};
  for (int c = 0; c < 128; ++c) {
    const char letter = static_cast<char>(c);
    for (const Tape tape : {Tape::a, Tape::b, Tape::c}) {
      const auto& own = tape == Tape::c ? nasdaq_only : listed_only;
      const std::string_view expected = everywhere.contains(letter) ? everywhere.at(letter)
                                        : own.contains(letter)      ? own.at(letter)
                                                                    : "n/n/y?";
      EXPECT_EQ(alpaca(std::string(1, letter), tape), expected)
          << "code " << c << " tape " << static_cast<int>(tape);
    }
  }
}

TEST(AlpacaRules, the_letter_b_differs_between_tapes) {
  EXPECT_EQ(alpaca("B", Tape::a), "n/n/y");  // average price
  EXPECT_EQ(alpaca("B", Tape::b), "n/n/y");
  EXPECT_EQ(alpaca("B", Tape::c), "y/y/y");  // bunched trade
}

TEST(AlpacaRules, without_a_known_tape_the_strictest_of_all_tapes_holds) {
  for (const Tape tape : {Tape::none, Tape::otc}) {
    EXPECT_EQ(alpaca("B", tape), "n/n/y");
    EXPECT_EQ(alpaca("W", tape), "n/n/y");
    EXPECT_EQ(alpaca("A", tape), "y/y/y");
    EXPECT_EQ(alpaca("@", tape), "y/y/y");
    EXPECT_EQ(alpaca("!", tape), "n/n/y?");
  }
}

TEST(AlpacaRules, T043_an_odd_lot_is_volume_only) {
  EXPECT_EQ(alpaca(" I", Tape::a), "n/n/y");
  EXPECT_EQ(alpaca("@FI", Tape::c), "n/n/y");
  EXPECT_EQ(alpaca("@TI", Tape::c, Segment::pre), "n/n/y");
}

TEST(AlpacaRules, T044_form_t_sets_prices_before_the_open_unless_another_code_forbids) {
  EXPECT_EQ(alpaca("@T", Tape::c, Segment::pre), "y/y/y");
  EXPECT_EQ(alpaca("@TU", Tape::c, Segment::pre), "n/n/y");
}

TEST(AlpacaRules, T045_official_prices_are_informational_and_named) {
  const RuleSet& set = *built_in_rules().set("alpaca");
  const auto role = [&set](std::string_view list) {
    return set.effect(letters(list), Tape::c, Segment::post).role;
  };
  EXPECT_TRUE(set.effect(letters("M"), Tape::c, Segment::post).informational());
  EXPECT_EQ(role("M"), Role::official_close);
  EXPECT_EQ(role("Q"), Role::official_open);
  EXPECT_EQ(role("9"), Role::corrected_close);
  EXPECT_EQ(role("6"), Role::closing_print);
  EXPECT_EQ(role("O"), Role::opening_print);
  EXPECT_EQ(role("5"), Role::reopening_print);
  EXPECT_EQ(role("@6X"), Role::closing_print);
  EXPECT_EQ(role("@"), Role::none);
}

}  // namespace
}  // namespace tickbard
