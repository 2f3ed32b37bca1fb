#include "aggregator/feed/words.hpp"

#include <gtest/gtest.h>

namespace tickbard {

namespace {

TEST(Words, json_text_needs_no_trust_in_its_content) {
  EXPECT_EQ(json_text("AAPL"), R"("AAPL")");
  EXPECT_EQ(json_text("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json_text("a\nb\x1f"), R"("a\u000ab\u001f")");
  EXPECT_EQ(json_text("币"), "\"币\"");
}

TEST(Words, batches_lose_nothing) {
  const std::vector<std::string> list{"a", "b", "c", "d", "e"};
  const auto parts = batches(list, 2);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(json_texts(parts[0]), R"("a","b")");
  EXPECT_EQ(json_texts(parts[2]), R"("e")");
  EXPECT_TRUE(batches({}, 2).empty());
}

TEST(Words, tidy_makes_one_short_printable_line_without_credentials) {
  const Credentials c{"the-key", "the-secret"};
  EXPECT_EQ(tidy("a\r\nb\x01\xff", c), "a  b??");
  EXPECT_EQ(tidy("the-key is not the-secret", c), "*** is not ***");
  EXPECT_EQ(tidy(std::string(1000, 'x'), c), std::string(240, 'x') + "...");
  // A secret that the cut would have split.
  EXPECT_EQ(tidy(std::string(236, 'x') + "the-secret", c), std::string(236, 'x') + "***");
  EXPECT_EQ(tidy(std::string(9, 'x') + "the-secret", c, 10), std::string(9, 'x') + "*...");
  // So many that what is written of them is short.
  std::string many;
  for (int i = 0; i < 100; ++i) many += "the-secret";
  EXPECT_EQ(tidy(many, c, 11), "***********...");
  EXPECT_EQ(tidy("the-key-2 the-key", {"the-key", "the-key-2"}), "*** ***");
  EXPECT_EQ(tidy("plain", {}), "plain");
  EXPECT_EQ(hidden("the-key, the-key-2;\n the-ke", {"the-key", "the-key-2"}), "***, ***;\n the-ke");
}

TEST(Words, mentions_ignores_case) {
  EXPECT_TRUE(mentions("You are NOT Authorized.", "not authorized"));
  EXPECT_FALSE(mentions("authorized", "not authorized"));
}

}  // namespace

}  // namespace tickbard
