#include "daemon/edge/uri.hpp"

#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using Words = std::vector<std::string>;

TEST(Uri, T090_path_segments_are_decoded_after_they_are_taken_apart) {
  struct {
    std::string_view target;
    Words path;
  } const rows[] = {
      {"/", {}},
      {"/charts/AAPL", {"charts", "AAPL"}},
      {"/charts/AAPL/", {"charts", "AAPL"}},
      {"/charts/BRK%2EB", {"charts", "BRK.B"}},
      {"/charts/BTC%2FUSD", {"charts", "BTC/USD"}},
      {"/charts/BTC%2fUSD", {"charts", "BTC/USD"}},
      {"/charts/BTC/USD", {"charts", "BTC", "USD"}},
      {"/charts/spot:BTCUSDT", {"charts", "spot:BTCUSDT"}},
      {"/charts/spot%3ABTCUSDT", {"charts", "spot:BTCUSDT"}},
      {"/charts/A+B", {"charts", "A+B"}},
      {"/charts/%41%41PL?limit=1", {"charts", "AAPL"}},
      {"//charts", {"", "charts"}},
  };
  for (const auto& row : rows) {
    const auto target = parse_target(row.target);
    ASSERT_TRUE(target) << row.target;
    EXPECT_EQ(target->path, row.path) << row.target;
  }
}

TEST(Uri, parameters_are_decoded_and_kept_in_order) {
  const auto target = parse_target("/charts/A?from=2026-11-20T14%3A30%3A00Z&to=&flag&x=a%26b+c&&limit=5");
  ASSERT_TRUE(target);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"from", "2026-11-20T14:30:00Z"}, {"to", ""}, {"flag", ""}, {"x", "a&b c"}, {"limit", "5"}};
  EXPECT_EQ(target->parameters, expected);
  ASSERT_NE(target->parameter("limit"), nullptr);
  EXPECT_EQ(*target->parameter("limit"), "5");
  EXPECT_EQ(target->parameter("interval"), nullptr);
}

TEST(Uri, refusals_say_what_is_wrong) {
  std::string many = "/x?";
  for (int i = 0; i < 33; ++i) many += "p" + std::to_string(i) + "=1&";
  struct {
    std::string target;
    int status;
    std::string_view says;
  } const rows[] = {
      {"", 400, "begins with '/'"},
      {"charts/AAPL", 400, "begins with '/'"},
      {"http://127.0.0.1/charts", 400, "begins with '/'"},
      {"*", 400, "begins with '/'"},
      {"/charts/%", 400, "%25"},
      {"/charts/%4", 400, "%25"},
      {"/charts/%zz", 400, "%zz"},
      {"/charts/A%00B", 400, "percent escape"},
      {std::string("/charts/A\0B", 11), 400, "NUL"},
      {"/charts/A?from=%2", 400, "percent escape"},
      {"/charts/A?limit=1&limit=2", 400, "more than once"},
      {many, 400, "32 parameters"},
      {"/" + std::string(kMaxTargetBytes, 'a'), 414, "8192"},
  };
  for (const auto& row : rows) {
    const auto target = parse_target(row.target);
    ASSERT_FALSE(target) << row.target;
    EXPECT_EQ(target.error().status, row.status) << row.target;
    EXPECT_NE(target.error().detail.find(row.says), std::string::npos) << target.error().detail;
  }
}

TEST(Uri, what_is_encoded_decodes_to_itself) {
  std::string every_byte;
  for (int c = 1; c < 256; ++c) every_byte += static_cast<char>(c);
  for (const bool plus_is_space : {false, true}) {
    EXPECT_EQ(percent_decode(percent_encode(every_byte), plus_is_space), every_byte);
  }
  EXPECT_EQ(percent_encode("spot:BTC/USD"), "spot:BTC%2FUSD");
}

TEST(Uri, quoted_words_are_short_and_printable) {
  EXPECT_EQ(in_quotes("AAPL"), "\"AAPL\"");
  EXPECT_EQ(in_quotes("A\r\nX: y"), "\"A??X: y\"");
  EXPECT_LT(in_quotes(std::string(5000, 'a')).size(), 70U);
}

}  // namespace
}  // namespace tickbard
