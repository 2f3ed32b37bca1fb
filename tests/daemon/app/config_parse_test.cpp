#include "daemon/app/config_parse.hpp"

#include <gtest/gtest.h>

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(ConfigParse, durations_need_a_unit_and_come_back_in_their_shortest_form) {
  struct Row {
    std::string_view text;
    std::chrono::nanoseconds value;
    std::string_view shortest;
  };
  for (const Row& row : std::initializer_list<Row>{{"2s", 2s, "2s"},
                                                   {"15m", 15min, "15m"},
                                                   {"90d", 24h * 90, "90d"},
                                                   {"250ms", 250ms, "250ms"},
                                                   {"1.5h", 90min, "90m"},
                                                   {"120 s", 2min, "2m"},
                                                   {"0s", 0s, "0s"},
                                                   {"7us", 7us, "7us"},
                                                   {"60000ms", 1min, "1m"}}) {
    ASSERT_EQ(parse_duration(row.text), row.value) << row.text;
    EXPECT_EQ(duration_text(row.value), row.shortest);
    EXPECT_EQ(parse_duration(row.shortest), row.value);
  }
  for (const char* bad : {"", "2", "s", "-2s", "2 seconds", "1.5ns", "1e3s", "999999999999d", "2s3m", "2S"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(ConfigParse, T056_the_toggle_takes_eight_words_in_any_case_and_nothing_else) {
  for (const char* on : {"true", "TRUE", "True", "1", "yes", "YES", "on", "On"})
    EXPECT_EQ(parse_flag(on), true) << on;
  for (const char* off : {"false", "FALSE", "0", "no", "No", "off", "OFF"})
    EXPECT_EQ(parse_flag(off), false) << off;
  for (const char* bad : {"ture", "", "2", "enabled", "t", "y", "truee", "nope"})
    EXPECT_FALSE(parse_flag(bad)) << bad;
}

TEST(ConfigParse, T082_fractions_are_exact_millionths_and_never_percent) {
  EXPECT_EQ(parse_fraction_ppm("0.03"), 30'000);
  EXPECT_EQ(parse_fraction_ppm("0.000001"), 1);
  EXPECT_EQ(parse_fraction_ppm("1"), 1'000'000);
  EXPECT_EQ(fraction_text(30'000), "0.03");
  for (const char* bad : {"0", "3", "1.000001", "-0.03", "0.0000001", "3%", "x", ""}) {
    EXPECT_FALSE(parse_fraction_ppm(bad)) << bad;
  }
}

TEST(ConfigParse, hosts_of_urls) {
  EXPECT_EQ(url_host("wss://feed.example.com/v2/sip"), "feed.example.com");
  EXPECT_EQ(url_host("ws://127.0.0.1:9001"), "127.0.0.1");
  EXPECT_EQ(url_host("ws://[::1]:9001/x"), "[::1]");
  EXPECT_EQ(url_host("postgresql://me:pw@db:5432/x"), "db");
  EXPECT_EQ(url_host("feed.example.com"), "");
  EXPECT_EQ(url_host("wss:///x"), "");
}

TEST(ConfigParse, lists_drop_spaces_and_empty_items) {
  EXPECT_EQ(split_list(" a, b,,c ,"), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(split_list("").empty());
  EXPECT_EQ(join_list(std::vector<std::string>{"a", "b"}), "a,b");
}

TEST(ConfigParse, a_value_in_a_sentence_is_short_and_whole_characters) {
  EXPECT_EQ(quoted_value("AAPL"), "\"AAPL\"");
  EXPECT_EQ(quoted_value("A\r\nB"), "\"A??B\"");
  EXPECT_EQ(shortened(std::string(60, 'x')), std::string(60, 'x'));
  EXPECT_EQ(shortened(std::string(61, 'x')), std::string(60, 'x') + "…");
  EXPECT_EQ(shortened("aé", 2), "a…");
  EXPECT_EQ(shortened("aé", 3), "aé");
  EXPECT_EQ(shortened(std::string(100, '\x80'), 60).substr(0, 3), "\x80\x80\x80");
  EXPECT_EQ(shortened("", 0), "");
}

}  // namespace
}  // namespace tickbard
