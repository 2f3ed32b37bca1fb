#include "tests/aggregator/rules/effects.hpp"

namespace tickbard {
namespace {

constexpr const char* kHeader = "set,tape,code,name,open_close,high_low,volume,role\n";

std::string problem_of(const std::string& text, const std::string& override_text = {}) {
  const auto rules = TradeRules::parse(text, override_text);
  return rules ? "no problem" : rules.error().text;
}

TEST(TradeRules, a_print_without_codes_counts_fully) {
  for (const Segment segment : {Segment::overnight, Segment::pre, Segment::rth, Segment::post}) {
    EXPECT_EQ(built_in_rules().set("polygon")->effect({}, Tape::none, segment), Effect{});
    EXPECT_EQ(built_in_rules().set("alpaca")->effect({}, Tape::c, segment), Effect{});
  }
}

TEST(TradeRules, the_empty_name_allows_everything_and_an_unknown_name_is_none) {
  const RuleSet* everything = built_in_rules().set("");
  ASSERT_NE(everything, nullptr);
  for (unsigned code = 0; code < 256; ++code) {
    EXPECT_EQ(everything->effect(codes({code}), Tape::otc, Segment::rth), Effect{}) << code;
  }
  EXPECT_EQ(built_in_rules().set("nasdaq"), nullptr);
}

TEST(TradeRules, an_unknown_code_is_volume_only_and_said) {
  const RuleSet& set = *built_in_rules().set("polygon");
  EXPECT_EQ(text_of(set.effect(codes({200}), Tape::a, Segment::rth)), "n/n/y?");
  EXPECT_EQ(text_of(set.effect(codes({14, 200}), Tape::a, Segment::pre)), "n/n/y?");
  EXPECT_EQ(text_of(set.effect(codes({200, 15}), Tape::a, Segment::rth)), "n/n/n?");
}

TEST(TradeRules, codes_that_were_cut_off_may_forbid_anything_so_the_print_is_volume_only) {
  Conditions many = codes({0, 1, 3, 4, 8, 9, 11, 14, 17, 18});
  EXPECT_EQ(text_of(built_in_rules().set("polygon")->effect(many, Tape::a, Segment::rth)), "y/y/y");
  many.add(19);
  EXPECT_EQ(text_of(built_in_rules().set("polygon")->effect(many, Tape::a, Segment::rth)), "n/n/y?");
  EXPECT_EQ(text_of(built_in_rules().set("polygon")->effect(codes({300}), Tape::a, Segment::rth)), "n/n/y?");
  EXPECT_EQ(text_of(built_in_rules().set("polygon")->effect(codes({15, 300}), Tape::a, Segment::rth)), "n/n/n?");
}

TEST(TradeRules, the_strictest_of_all_pairs_wins) {
  const RuleSet& set = *built_in_rules().set("polygon");
  for (unsigned a = 0; a < 60; ++a) {
    for (unsigned b = 0; b < 60; ++b) {
      for (const Segment segment : {Segment::pre, Segment::rth}) {
        const Effect one = set.effect(codes({a}), Tape::a, segment),
                     two = set.effect(codes({b}), Tape::a, segment);
        const Effect both = set.effect(codes({a, b}), Tape::a, segment);
        ASSERT_EQ(both.open_close, one.open_close && two.open_close) << a << " " << b;
        ASSERT_EQ(both.high_low, one.high_low && two.high_low) << a << " " << b;
        ASSERT_EQ(both.volume, one.volume && two.volume) << a << " " << b;
        ASSERT_EQ(both.unknown, one.unknown || two.unknown) << a << " " << b;
      }
    }
  }
}

TEST(TradeRules, override_rows_replace_and_add) {
  const auto rules = TradeRules::parse(TradeRules::built_in(), std::string(kHeader) +
                                                                   "polygon,*,37,Odd lots set prices here,y,y,y,\n"
                                                                   "polygon,*,200,New,n,y,y,closing_print\n"
                                                                   "alpaca,c,'@',Quiet,n,n,y,\n"
                                                                   "own,a,',',No: see below,y,y,y,\n");
  ASSERT_TRUE(rules.has_error());  // a comma cannot be a code
  const auto good = TradeRules::parse(TradeRules::built_in(), std::string(kHeader) +
                                                                  "polygon,*,37,Odd lots set prices here,y,y,y,\n"
                                                                  "polygon,*,200,New,n,y,y,closing_print\n"
                                                                  "alpaca,c,'@',Quiet,n,n,y,\n"
                                                                  "alpaca,*,'B',Never,n,n,n,\n"
                                                                  "own,a,7,Mine,x,n,y,\n");
  ASSERT_TRUE(good) << good.error().text;
  const auto effect = [&good](std::string_view set, const Conditions& c, Tape tape,
                              Segment segment = Segment::rth) {
    return text_of(good->set(set)->effect(c, tape, segment));
  };
  EXPECT_EQ(effect("polygon", codes({37}), Tape::a), "y/y/y");
  EXPECT_EQ(effect("polygon", codes({200}), Tape::c), "n/y/y");
  EXPECT_EQ(effect("polygon", codes({2}), Tape::c), "n/n/y");
  EXPECT_EQ(effect("alpaca", letters("@"), Tape::c), "n/n/y");
  EXPECT_EQ(effect("alpaca", letters("@"), Tape::a), "y/y/y");
  EXPECT_EQ(effect("alpaca", letters("@"), Tape::none), "n/n/y");
  for (const Tape tape : {Tape::none, Tape::a, Tape::b, Tape::c})
    EXPECT_EQ(effect("alpaca", letters("B"), tape), "n/n/n");
  EXPECT_EQ(effect("own", codes({7}), Tape::a), "n/n/y");
  EXPECT_EQ(effect("own", codes({7}), Tape::a, Segment::post), "y/n/y");
  EXPECT_EQ(effect("own", codes({7}), Tape::b), "n/n/y?");
}

TEST(TradeRules, within_one_table_a_row_for_a_tape_wins_wherever_it_stands) {
  const auto rules = TradeRules::parse(std::string(kHeader) +
                                       "s,b,5,special,n,n,y,\ns,*,5,general,y,y,y,\ns,c,5,special,n,y,y,\n");
  ASSERT_TRUE(rules);
  const auto effect = [&rules](Tape tape) {
    return text_of(rules->set("s")->effect(codes({5}), tape, Segment::rth));
  };
  EXPECT_EQ(effect(Tape::a), "y/y/y");
  EXPECT_EQ(effect(Tape::b), "n/n/y");
  EXPECT_EQ(effect(Tape::c), "n/y/y");
  EXPECT_EQ(effect(Tape::none), "n/n/y");
}

TEST(TradeRules, a_moved_table_keeps_its_sets) {
  auto parsed = TradeRules::parse(TradeRules::built_in());
  const RuleSet* before = parsed->set("polygon");
  const TradeRules moved = std::move(*parsed);
  EXPECT_EQ(moved.set("polygon"), before);
}

TEST(TradeRules, every_problem_names_the_table_the_line_and_what_is_allowed) {
  for (const auto& [row, sentence] : std::vector<std::pair<std::string, std::string>>{
           {",*,1,x,y,y,y,", "set \"\" is not allowed: name the rule set, as polygon or alpaca"},
           {"s,d,1,x,y,y,y,", "tape \"d\" is not allowed: write *, a, b or c"},
           {"s,*,256,x,y,y,y,",
            "code \"256\" is not allowed: write a number from 0 to 255, or one character in single quotes"},
           {"s,*,@,x,y,y,y,",
            "code \"@\" is not allowed: write a number from 0 to 255, or one character in single quotes"},
           {"s,*,'ab',x,y,y,y,",
            "code \"'ab'\" is not allowed: write a number from 0 to 255, or one character in single quotes"},
           {"s,*,1,x,Y,y,y,", "open_close \"Y\" is not allowed: write y, n or x (outside regular hours)"},
           {"s,*,1,x,y,,y,", "high_low \"\" is not allowed: write y, n or x (outside regular hours)"},
           {"s,*,1,x,y,y,x,", "volume \"x\" is not allowed: write y or n"},
           {"s,*,1,x,y,y,y,close",
            "role \"close\" is not allowed: leave it empty or write official_close, official_open, "
            "closing_print, opening_print, reopening_print or corrected_close"},
           {"s,*,1,x,y,y,y", "7 fields where 8 are needed: set,tape,code,name,open_close,high_low,volume,role"},
       }) {
    EXPECT_EQ(problem_of(kHeader + row), "trade conditions line 2: " + sentence);
    EXPECT_EQ(problem_of(kHeader, kHeader + row), "trade conditions (override) line 2: " + sentence);
  }
  EXPECT_EQ(problem_of(std::string(kHeader) + "s,*,1,x,y,y,y,\n\ns,*,1,again,y,y,y,\n"),
            "trade conditions line 4: line 2 already has this set, tape and code; keep one");
  EXPECT_EQ(problem_of(""),
            "trade conditions line 1: the table is empty; its first line must be "
            "set,tape,code,name,open_close,high_low,volume,role");
}

}  // namespace
}  // namespace tickbard
