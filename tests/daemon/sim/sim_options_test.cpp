#include "daemon/sim/sim_options.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "daemon/sim/sim_command.hpp"

namespace tickbard {
namespace {

constexpr UnixNanos kNow = from_unix_nanos(1'780'000'000'000'000'000);

TEST(SimOptions, speed_is_a_number_or_max) {
  EXPECT_DOUBLE_EQ(*parse_speed("2.5"), 2.5);
  EXPECT_TRUE(std::isinf(*parse_speed("max")));
  for (const std::string text : {"", "0", "-1", "fast", "1x", "inf", "nan"})
    EXPECT_FALSE(parse_speed(text)) << text;
}

TEST(SimOptions, symbols_are_a_number_or_a_list) {
  SimOptions o;
  ASSERT_TRUE(parse_sim_symbols("12000", o));
  EXPECT_EQ(o.symbol_count, 12'000U);
  EXPECT_TRUE(o.symbols.empty());
  ASSERT_TRUE(parse_sim_symbols("AAPL, MSFT", o));
  EXPECT_EQ(o.symbols, (std::vector<std::string>{"AAPL", "MSFT"}));
  EXPECT_FALSE(parse_sim_symbols("0", o));
  EXPECT_FALSE(parse_sim_symbols("99999999999", o));
  EXPECT_FALSE(parse_sim_symbols(",", o));
}

TEST(SimOptions, listen_is_an_address_and_a_port) {
  SimOptions o;
  ASSERT_TRUE(parse_sim_listen("127.0.0.1:9000", o));
  EXPECT_EQ(o.host, "127.0.0.1");
  EXPECT_EQ(o.port, 9000);
  ASSERT_TRUE(parse_sim_listen("[::1]:0", o));
  EXPECT_EQ(o.host, "::1");
  EXPECT_EQ(o.port, 0);
  for (const std::string text : {"", "9000", ":9000", "127.0.0.1:", "127.0.0.1:70000", "a:b"}) {
    EXPECT_FALSE(parse_sim_listen(text, o)) << text;
  }
}

TEST(SimOptions, every_problem_is_told_at_once) {
  SimOptions o;
  o.provider = "binance";
  o.rate = 0;
  o.faults.auth = true;
  o.start = kNow + std::chrono::hours(1);
  o.symbols = {"GOOD", "no good"};
  const auto problems = problems_with(o, kNow);
  ASSERT_EQ(problems.size(), 4U);
  for (const Problem& p : problems) EXPECT_EQ(p.text.rfind("--", 0), 0U) << p.text;

  SimOptions replay;
  replay.provider = "binance";
  replay.replay = "x.jsonl";
  replay.faults.burst = true;
  replay.end = kNow;
  EXPECT_EQ(problems_with(replay, kNow).size(), 2U);
}

TEST(SimOptions, a_plain_set_has_none) {
  for (const std::string provider : {"polygon", "alpaca", "coinbase", "binance", "kraken"}) {
    SimOptions o;
    o.provider = provider;
    EXPECT_TRUE(problems_with(o, kNow).empty()) << provider;
  }
}

TEST(SimCommand, says_what_is_wrong_and_what_is_allowed) {
  const LogFn quiet = [](LogLevel, std::string_view, std::string) {};
  std::ostringstream out, err;
  SimOptions o;
  o.provider = "finnhub";
  EXPECT_EQ(run_sim(o, {}, out, err, quiet), 2);
  EXPECT_NE(err.str().find("choose one of polygon"), std::string::npos) << err.str();

  err.str("");
  o.provider = "binance";
  o.replay = "/nowhere/at-all.jsonl.gz";
  EXPECT_EQ(run_sim(o, {}, out, err, quiet), 1);
  EXPECT_NE(err.str().find("cannot open /nowhere/at-all.jsonl.gz"), std::string::npos) << err.str();
  EXPECT_EQ(out.str(), "");
}

TEST(SimCommand, says_where_it_listens_and_stops_when_told) {
  std::vector<std::string> lines;
  const LogFn log = [&](LogLevel, std::string_view, std::string text) { lines.push_back(std::move(text)); };
  std::ostringstream out, err;
  SimOptions o;
  o.provider = "coinbase";
  int asked = 0;
  EXPECT_EQ(run_sim(
                o, [&] { return ++asked > 3; }, out, err, log),
            0)
      << err.str();
  EXPECT_EQ(out.str().rfind("listening on ws://127.0.0.1:", 0), 0U) << out.str();
  ASSERT_FALSE(lines.empty());
  for (const std::string& line : lines) EXPECT_NE(line.find("SIMULATED"), std::string::npos) << line;
}

}  // namespace
}  // namespace tickbard
