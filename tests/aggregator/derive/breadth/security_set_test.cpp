#include "aggregator/derive/breadth/security_set.hpp"

#include "aggregator/derive/breadth/set_alias.hpp"

namespace tickbard {
namespace {

using Tickers = std::vector<std::string>;

SecuritySet set_of(const Tickers& tickers) {
  auto set = SecuritySet::of(tickers);
  EXPECT_TRUE(set) << set.error().text;
  return *std::move(set);
}

constexpr std::string_view kThree = "958ecb3c3bb6bc0e145bae3e55b747209c281f5559871c4161c2f5ba91b4f5e8";

TEST(SecuritySet, T119_order_case_blanks_and_repetition_do_not_change_the_hash) {
  for (const Tickers& written :
       {Tickers{"AAPL", "MSFT", "NVDA"}, Tickers{"NVDA", "AAPL", "MSFT"},
        Tickers{" nvda\t", "Aapl", "MSFT", "aapl", "", "  "}, Tickers{"msft\r\n", "nvda", "aapl"}}) {
    const SecuritySet set = set_of(written);
    EXPECT_EQ(set.canonical_text(), "AAPL,MSFT,NVDA");
    EXPECT_EQ(set.hash(), kThree);
    EXPECT_EQ(set.hash("day"), "371185f90b8275db60d2e5883934ecd7226ab4a8373845c8140d5c6ec6a6f229");
    EXPECT_EQ(set.json(), R"(["AAPL","MSFT","NVDA"])");
    EXPECT_EQ(set.size(), 3U);
  }
}

TEST(SecuritySet, T119_another_member_is_another_set) {
  EXPECT_NE(set_of({"AAPL", "MSFT"}).hash(), kThree);
  EXPECT_NE(set_of({"AAPL", "MSFT", "NVDA", "X"}).hash(), kThree);
}

TEST(SecuritySet, tickers_are_sorted_as_bytes) {
  EXPECT_EQ(set_of({"BRK.B", "BRKB", "BRK-B", "BRK/A", "A", "A1", "Z_"}).canonical_text(),
            "A,A1,BRK-B,BRK.B,BRK/A,BRKB,Z_");
}

TEST(SecuritySet, a_symbol_of_mixed_case_is_found) {
  const SecuritySet set = set_of({"BACpB", "T"});
  EXPECT_TRUE(set.contains("BACpB"));
  EXPECT_TRUE(set.contains("bacpb"));
  EXPECT_FALSE(set.contains("BAC"));
}

TEST(SecuritySet, T120_nobody_is_no_set) {
  for (const Tickers& written : {Tickers{}, Tickers{"", "  ", "\t"}}) {
    const auto set = SecuritySet::of(written);
    ASSERT_FALSE(set);
    EXPECT_NE(set.error().text.find("add a ticker"), std::string::npos);
  }
}

TEST(SecuritySet, a_ticker_that_would_read_as_two_is_refused) {
  for (const char* text : {"A,B", "A|interval=day", "A\"B", "A B", "A\\B", "A'B", "A\x01"}) {
    const auto set = SecuritySet::of(Tickers{"MSFT", text});
    ASSERT_FALSE(set) << text;
    EXPECT_NE(set.error().text.find(text), std::string::npos) << set.error().text;
  }
}

SessionDate day(int d) {
  return SessionDate{std::chrono::year{2024}, std::chrono::January, std::chrono::day{static_cast<unsigned>(d)}};
}

std::string text_of(const std::vector<SetSpan>& spans) {
  std::string out;
  for (const SetSpan& s : spans) {
    out += s.set_hash + std::to_string(static_cast<unsigned>(s.first.day())) + "-" +
           std::to_string(static_cast<unsigned>(s.last.day())) + " ";
  }
  return out;
}

TEST(SetAlias, joins_the_hashes_that_a_name_had_over_time) {
  const SetAlias a{"SP500", "a", day(2), {}}, b{"SP500", "b", day(10), {}}, c{"SP500", "c", day(20), day(25)};
  struct Case {
    std::vector<SetAlias> aliases;
    int first, last;
    const char* expected;
  };
  for (const Case& k :
       {Case{{a, b, c}, 1, 31, "a2-9 b10-19 c20-25 "}, Case{{c, a, b}, 1, 31, "a2-9 b10-19 c20-25 "},
        Case{{a, b, c}, 12, 15, "b12-15 "}, Case{{a, b, c}, 26, 31, ""}, Case{{a, b, c}, 1, 1, ""},
        Case{{a}, 1, 31, "a2-31 "}, Case{{}, 1, 31, ""}, Case{{a, b, c}, 9, 10, "a9-9 b10-10 "}}) {
    EXPECT_EQ(text_of(spans_of(k.aliases, day(k.first), day(k.last))), k.expected) << k.first << ".." << k.last;
  }
}

TEST(SetAlias, the_later_begun_has_the_day_and_a_gap_stays_a_gap) {
  const SetAlias a{"X", "a", day(2), day(15)}, b{"X", "b", day(10), day(12)}, c{"X", "c", day(20), {}};
  EXPECT_EQ(text_of(spans_of(std::vector{a, b, c}, day(1), day(31))), "a2-9 b10-12 c20-31 ");
}

TEST(SetAlias, one_set_named_again_the_next_day_is_one_span) {
  const SetAlias a{"X", "a", day(2), day(9)}, again{"X", "a", day(10), day(12)}, apart{"X", "a", day(14), {}};
  EXPECT_EQ(text_of(spans_of(std::vector{a, again, apart}, day(1), day(20))), "a2-12 a14-20 ");
}

}  // namespace
}  // namespace tickbard
