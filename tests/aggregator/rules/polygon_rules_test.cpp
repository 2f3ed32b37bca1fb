#include "tests/aggregator/rules/effects.hpp"

namespace tickbard {
namespace {

std::string polygon(std::initializer_list<unsigned> list, Segment segment = Segment::rth, Tape tape = Tape::a) {
  return text_of(built_in_rules().set("polygon")->effect(codes(list), tape, segment));
}

Role role(std::initializer_list<unsigned> list) {
  return built_in_rules().set("polygon")->effect(codes(list), Tape::c, Segment::post).role;
}

TEST(PolygonRules, every_known_code_alone) {
  const std::map<unsigned, std::string_view> table{
      {0, "y/y/y"},  {1, "y/y/y"},  {2, "n/n/y"},  {3, "y/y/y"},  {4, "y/y/y"},  {5, "n/y/y"},  {7, "n/n/y"},
      {8, "y/y/y"},  {9, "y/y/y"},  {10, "n/y/y"}, {11, "y/y/y"}, {12, "n/n/y"}, {13, "n/n/y"}, {14, "y/y/y"},
      {15, "n/n/n"}, {16, "n/n/n"}, {17, "y/y/y"}, {18, "y/y/y"}, {19, "y/y/y"}, {20, "n/n/y"}, {21, "n/n/y"},
      {22, "n/y/y"}, {23, "y/y/y"}, {24, "y/y/y"}, {25, "y/y/y"}, {27, "y/y/y"}, {28, "y/y/y"}, {29, "n/y/y"},
      {30, "y/y/y"}, {32, "n/y/y"}, {33, "n/y/y"}, {34, "y/y/y"}, {35, "n/n/y"}, {36, "y/y/y"}, {37, "n/n/y"},
      {38, "n/n/n"}, {41, "y/y/y"}, {52, "n/n/y"}, {53, "n/n/y"}};
  for (unsigned code = 0; code < 256; ++code) {
    const auto row = table.find(code);
    const std::string_view expected = row == table.end() ? "n/n/y?" : row->second;
    for (const Tape tape : {Tape::none, Tape::a, Tape::b, Tape::c, Tape::otc}) {
      EXPECT_EQ(polygon({code}, Segment::rth, tape), expected) << code;
    }
  }
}

TEST(PolygonRules, T043_an_odd_lot_is_volume_only_whatever_stands_beside_it) {
  EXPECT_EQ(polygon({37}), "n/n/y");
  EXPECT_EQ(polygon({14, 37, 41}), "n/n/y");
  EXPECT_EQ(polygon({12, 37}, Segment::pre), "n/n/y");
  EXPECT_EQ(polygon({37}, Segment::post), "n/n/y");
}

TEST(PolygonRules, T044_form_t_sets_prices_outside_regular_hours_only) {
  EXPECT_EQ(polygon({12}, Segment::rth), "n/n/y");  // 10:00
  EXPECT_EQ(polygon({12}, Segment::pre), "y/y/y");  // 08:00
  EXPECT_EQ(polygon({12}, Segment::post), "y/y/y");
  EXPECT_EQ(polygon({12}, Segment::overnight), "y/y/y");
  EXPECT_EQ(polygon({12, 41}, Segment::pre), "y/y/y");
  EXPECT_EQ(polygon({12, 13}, Segment::pre), "n/n/y");
  EXPECT_EQ(polygon({12, 10}, Segment::pre), "n/y/y");
}

TEST(PolygonRules, T045_official_prices_repeat_a_print_and_change_no_bar) {
  const Effect close = built_in_rules().set("polygon")->effect(codes({15}), Tape::c, Segment::post);
  EXPECT_TRUE(close.informational());
  EXPECT_EQ(close.role, Role::official_close);
  EXPECT_EQ(role({16}), Role::official_open);
  EXPECT_EQ(role({38}), Role::corrected_close);
  EXPECT_EQ(polygon({38}), "n/n/n");
  EXPECT_EQ(polygon({0, 15}), "n/n/n");
}

TEST(PolygonRules, auction_prints_count_fully_and_say_what_they_are) {
  EXPECT_EQ(role({8}), Role::closing_print);
  EXPECT_EQ(role({19}), Role::closing_print);
  EXPECT_EQ(role({17}), Role::opening_print);
  EXPECT_EQ(role({25}), Role::opening_print);
  EXPECT_EQ(role({18}), Role::reopening_print);
  EXPECT_EQ(role({28}), Role::reopening_print);
  EXPECT_EQ(role({41, 9, 8}), Role::closing_print);
  EXPECT_EQ(role({14}), Role::none);
  EXPECT_EQ(polygon({9, 17, 41}), "y/y/y");
}

TEST(PolygonRules, trade_through_exempt_is_neutral) {
  EXPECT_EQ(polygon({41}), "y/y/y");
  EXPECT_EQ(polygon({14, 41}), "y/y/y");
  EXPECT_EQ(polygon({10, 41}), "n/y/y");
}

}  // namespace
}  // namespace tickbard
