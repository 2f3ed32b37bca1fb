#include "aggregator/derive/indicators/indicator_key.hpp"

#include <gtest/gtest.h>

namespace tickbard::test {
namespace {

TEST(IndicatorKeyTest, IsReadAndWrittenInFull) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"sma:20", "sma:20"},     {" SMA:8:Shift=5 ", "sma:8:shift=5"},
      {"ema:1000", "ema:1000"}, {"rsi", "rsi:14"},
      {"rsi:2", "rsi:2"},       {"tr", "tr"},
      {"ATR", "atr:14"},        {"atr_pct", "atr_pct:14"},
      {"pdi", "pdi:14"},        {"mdi", "mdi:14"},
      {"dx", "dx:14"},          {"adx", "adx:14"},
      {"macd", "macd:12:26:9"}, {"macd_signal:5:35:5", "macd_signal:5:35:5"},
      {"roc:17", "roc:17"},     {"macd_hist", "macd_hist:12:26:9"}};
  for (const auto& [text, full] : cases) {
    const auto key = parse_indicator_key(text);
    ASSERT_TRUE(key) << text;
    EXPECT_EQ(to_text(*key), full);
    EXPECT_EQ(*parse_indicator_key(full), *key) << text;
  }
}

TEST(IndicatorKeyTest, SaysWhatIsWrong) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"", "there is no such indicator"},
      {"vwma:20", "there is no such indicator"},
      {"sma", "its period is missing"},
      {"sma:0", "a whole number from 1 to 1000"},
      {"sma:1001", "a whole number from 1 to 1000"},
      {"sma:-5", "a whole number from 1 to 1000"},
      {"sma:20x", "a whole number from 1 to 1000"},
      {"sma:99999999999", "a whole number from 1 to 1000"},
      {"sma:8:shift=0", "the shift must be"},
      {"ema:8:shift=5", "it has one period"},
      {"sma:8:9", "it has one period"},
      {"tr:14", "it has no periods"},
      {"macd:12:26", "all three"},
      {"macd:26:12:9", "the fast period must be smaller"},
      {"rsi:", "a whole number from 1 to 1000"}};
  for (const auto& [text, expected] : cases) {
    const auto key = parse_indicator_key(text);
    ASSERT_FALSE(key) << text;
    EXPECT_NE(key.error().text.find(expected), std::string::npos) << key.error().text;
  }
}

TEST(IndicatorKeyTest, ShowsNothingThatATerminalWouldObey) {
  const auto key = parse_indicator_key(std::string("\x1b[2J") + std::string(500, 'x'));
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().text.find('\x1b'), std::string::npos);
  EXPECT_LT(key.error().text.size(), 400U);
}

TEST(IndicatorKeyTest, ListsAreBoundedAndWithoutRepetition) {
  EXPECT_TRUE(parse_indicator_keys(" ")->empty());
  EXPECT_EQ(parse_indicator_keys("sma:20, rsi")->size(), 2U);
  EXPECT_FALSE(parse_indicator_keys("rsi,rsi:14")) << "the same line twice";
  EXPECT_FALSE(parse_indicator_keys("rsi,,adx"));
  std::string many = "sma:1";
  for (int i = 2; i <= 16; ++i) many += ",sma:" + std::to_string(i);
  EXPECT_TRUE(parse_indicator_keys(many));
  EXPECT_FALSE(parse_indicator_keys(many + ",sma:17"));
}

}  // namespace
}  // namespace tickbard::test
