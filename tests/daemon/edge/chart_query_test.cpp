#include "daemon/edge/chart_query.hpp"

#include "tests/daemon/edge/support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using test::hm;

ApiResult<ChartQuery> ask(std::string_view symbol, const std::string& parameters = "") {
  const auto target = parse_target("/charts/x?" + parameters);
  if (!target) return target.error();
  return parse_chart_query(symbol, *target);
}

std::vector<std::string> spellings(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& symbol : symbol_spellings(text)) out.emplace_back(symbol.view());
  return out;
}

TEST(ChartQuery, defaults_are_the_last_thousand_closed_minutes) {
  const auto query = ask("AAPL");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->limit, 1'000U);
  EXPECT_FALSE(query->from || query->to || query->fill_previous || query->include_forming);
}

TEST(ChartQuery, every_parameter_is_read) {
  const auto query = ask("AAPL",
                         "interval=1m&from=2026-11-20T14:30:00Z&to=1795188600&limit=10000&fill=previous&"
                         "include_forming=true");
  ASSERT_TRUE(query) << query.error().detail;
  EXPECT_EQ(query->from, hm("14:30"));
  EXPECT_EQ(query->to, hm("15:30"));
  EXPECT_EQ(query->limit, 10'000U);
  EXPECT_TRUE(query->fill_previous && query->include_forming);
}

TEST(ChartQuery, days_alone_are_adjusted_unless_said_otherwise) {
  EXPECT_TRUE(ask("AAPL", "interval=1d")->wants_adjusted());
  EXPECT_FALSE(ask("AAPL", "interval=1d&adjusted=false")->wants_adjusted());
  EXPECT_FALSE(ask("AAPL", "interval=1h")->wants_adjusted());
  EXPECT_TRUE(ask("AAPL", "interval=1h&adjusted=true")->wants_adjusted());
  EXPECT_EQ(ask("AAPL", "interval=1h&indicators=SMA:20,rsi")->indicators.size(), 2U);
}

TEST(ChartQuery, a_bound_inside_a_minute_takes_the_bars_that_start_at_or_after_it) {
  const auto query = ask("AAPL", "from=2026-11-20T14:30:00.001Z&to=2026-11-20T14:31:30Z");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->from, hm("14:31"));
  EXPECT_EQ(query->to, hm("14:32"));
}

TEST(ChartQuery, T089_bad_parameters_are_named_with_what_is_allowed) {
  struct {
    std::string parameters;
    std::string_view parameter;
    std::string_view says;
  } const rows[] = {
      {"interval=7m", "interval", "1m, 5m, 15m, 1h and 1d"},
      {"interval=", "interval", "1m, 5m, 15m, 1h and 1d"},
      {"interval=1M", "interval", "1m, 5m, 15m, 1h and 1d"},
      {"from=2026-11-20T15:00:00Z&to=2026-11-20T14:00:00Z", "from", "not before to"},
      {"from=1795185000&to=1795185000", "from", "not before to"},
      {"from=yesterday", "from", "RFC 3339"},
      {"from=1795185000000", "from", "epoch seconds"},
      {"to=2026-13-01T00:00:00Z", "to", "RFC 3339"},
      {"to=", "to", "RFC 3339"},
      {"limit=1000000000", "limit", "1 to 10000"},
      {"limit=10001", "limit", "1 to 10000"},
      {"limit=0", "limit", "1 to 10000"},
      {"limit=-5", "limit", "1 to 10000"},
      {"limit=99999999999999999999", "limit", "1 to 10000"},
      {"limit=1e3", "limit", "1 to 10000"},
      {"limit=", "limit", "1 to 10000"},
      {"fill=zero", "fill", "none and previous"},
      {"include_forming=yes", "include_forming", "false and true"},
      {"form=1", "form", "did you mean \"from\"?"},
      {"Limit=1", "Limit", "did you mean \"limit\"?"},
      {"indicators=rsj", "indicators", "there is no such indicator"},
      {"indicators=sma:0", "indicators", "from 1 to 1000"},
      {"indicators=sma:5,sma:5", "indicators", "asked for twice"},
      {"adjusted=1", "adjusted", "false and true"},
      {"fill=previous&interval=1h", "fill", "1m, 5m and 15m"},
      {"fill=previous&indicators=sma:5", "fill", "leave one of them out"},
      {"colour=red", "colour", "Known: interval, from, to, limit, fill, include_forming, adjusted, indicators."},
      {"limit=1&limit=2", "limit", "more than once"},
  };
  for (const auto& row : rows) {
    const auto query = ask("AAPL", row.parameters);
    ASSERT_FALSE(query) << row.parameters;
    EXPECT_EQ(query.error().status, 400) << row.parameters;
    EXPECT_EQ(query.error().parameter, row.parameter) << row.parameters;
    EXPECT_NE(query.error().detail.find(row.says), std::string::npos)
        << row.parameters << ": " << query.error().detail;
  }
}

TEST(ChartQuery, T089_a_bad_symbol_is_named_and_never_repeated_at_length) {
  for (const std::string_view symbol :
       {"", " ", "A B", "AAPL'--", "a\"b", "AAPL\n", "ABCDEFGHIJKLMNOPQRSTUVWX", "A\x01"}) {
    const auto query = ask(symbol);
    ASSERT_FALSE(query) << symbol;
    EXPECT_EQ(query.error().status, 400);
    EXPECT_EQ(query.error().parameter, "symbol");
  }
  const auto query = ask(std::string(8'000, 'A'));
  ASSERT_FALSE(query);
  EXPECT_LT(query.error().detail.size(), 300U);
}

TEST(ChartQuery, T089_a_range_in_the_future_is_no_mistake) {
  EXPECT_TRUE(ask("AAPL", "from=2099-01-01T00:00:00Z"));
}

TEST(ChartQuery, T090_spellings_begin_with_the_one_given) {
  using Words = std::vector<std::string>;
  struct {
    std::string_view text;
    Words expected;
  } const rows[] = {
      {"AAPL", {"AAPL"}},
      {"aapl", {"aapl", "AAPL"}},
      {"BRK.B", {"BRK.B"}},
      {"brk.b", {"brk.b", "BRK.B"}},
      {"BRK-B", {"BRK-B", "BRK.B"}},
      {"btc-usd", {"btc-usd", "BTC-USD", "BTC.USD"}},
      {"BTC/USD", {"BTC/USD", "BTC.USD"}},
      {"spot:BTCUSDT", {"spot:BTCUSDT"}},
      {"spot:btcusdt", {"spot:btcusdt", "spot:BTCUSDT"}},
  };
  for (const auto& row : rows) {
    const auto found = spellings(row.text);
    ASSERT_GE(found.size(), row.expected.size()) << row.text;
    for (std::size_t i = 0; i < row.expected.size(); ++i) EXPECT_EQ(found[i], row.expected[i]) << row.text;
  }
  EXPECT_EQ(spellings("BACpB").front(), "BACpB");
}

}  // namespace
}  // namespace tickbard
