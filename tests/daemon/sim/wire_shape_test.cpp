#include <gtest/gtest.h>

#include "tests/daemon/sim/conversation.hpp"

namespace tickbard::test {
namespace {

/// One trade with everything a provider can show: 2026-05-28 20:26:40.123456789 UTC.
SimTrade sample() {
  SimTrade t;
  t.time = from_unix_nanos(1'780'000'000'123'456'789);
  t.price.raw = 162'920'000'000;
  t.size.raw = 300'000'000;
  t.id = 628;
  t.sequence = 4009408;
  t.conditions.add(14);
  t.conditions.add(37);
  t.conditions.add(41);
  t.tape = Tape::c;
  t.exchange = 12;
  return t;
}

std::vector<std::string> frames_of(std::string_view provider, const std::string& symbol,
                                   const std::vector<SimTrade>& trades, std::string_view target = "/") {
  Conversation c(std::string(provider), {symbol}, {}, {}, std::string(target));
  c.trade(trades, {symbol, "OTHER"});
  return c.frames;
}

using Frames = std::vector<std::string>;

TEST(WireShape, polygon) {
  EXPECT_EQ(frames_of("polygon", "AMZN", {sample()}),
            Frames{R"([{"ev":"T","sym":"AMZN","x":12,"i":"628","z":3,"p":162.92,"s":3,"ds":"3.0","c":[14,37,41],)"
                   R"("t":1780000000123,"q":4009408}])"});
  SimTrade fraction = sample();
  fraction.size.raw = 25'000'000;
  fraction.conditions = {};
  EXPECT_EQ(frames_of("polygon", "AMZN", {fraction}),
            Frames{R"([{"ev":"T","sym":"AMZN","x":12,"i":"628","z":3,"p":162.92,"s":0,"ds":"0.25",)"
                   R"("t":1780000000123,"q":4009408}])"})
      << "no conditions: no c; a fraction of a share: s is 0 and ds says it";
}

TEST(WireShape, alpaca) {
  EXPECT_EQ(frames_of("alpaca", "AAPL", {sample()}),
            Frames{R"([{"T":"t","S":"AAPL","i":628,"x":"Q","p":162.92,"s":3,"c":["@","F","I"],"z":"C",)"
                   R"("t":"2026-05-28T20:26:40.123456789Z"}])"});
  SimTrade plain = sample();
  plain.conditions = {};
  plain.tape = Tape::a;
  plain.exchange = 4;
  plain.time = from_unix_nanos(1'780'000'000'200'000'000);
  EXPECT_EQ(frames_of("alpaca", "AAPL", {plain}),
            Frames{R"([{"T":"t","S":"AAPL","i":628,"x":"D","p":162.92,"s":3,"c":[" "],"z":"A",)"
                   R"("t":"2026-05-28T20:26:40.2Z"}])"})
      << "trailing zeros of the time are cut, a regular sale of tape A is a space";
}

TEST(WireShape, alpaca_letters_depend_on_the_tape) {
  struct Case {
    unsigned condition;
    Tape tape;
    std::string letters;
  };
  for (const Case& k :
       {Case{2, Tape::a, R"([" ","B"])"}, Case{2, Tape::c, R"(["@","W"])"}, Case{12, Tape::b, R"([" ","T"])"},
        Case{10, Tape::c, R"(["@","4"])"}, Case{53, Tape::a, R"([" ","7"])"}, Case{41, Tape::a, R"([" "])"}}) {
    SimTrade t = sample();
    t.conditions = {};
    t.conditions.add(k.condition);
    t.tape = k.tape;
    EXPECT_NE(frames_of("alpaca", "AAPL", {t}).at(0).find("\"c\":" + k.letters), std::string::npos) << k.condition;
  }
}

TEST(WireShape, coinbase) {
  SimTrade t = sample();
  t.buyer_is_maker = false;
  EXPECT_EQ(frames_of("coinbase", "BTC-USD", {t}),
            Frames{R"({"type":"match","trade_id":628,"maker_order_id":"51000000-0000-4000-8000-000000000001",)"
                   R"("taker_order_id":"51000000-0000-4000-8000-000000000002","side":"sell","size":"3.00000000",)"
                   R"("price":"162.92","product_id":"BTC-USD","sequence":4009408,)"
                   R"("time":"2026-05-28T20:26:40.123456Z"})"});
}

TEST(WireShape, binance) {
  const std::string bare =
      R"({"e":"trade","E":1780000000123,"s":"BTCUSDT","t":628,"p":"162.92000000","q":"3.00000000",)"
      R"("T":1780000000123,"m":false,"M":true})";
  EXPECT_EQ(frames_of("binance", "BTCUSDT", {sample()}, "/ws"), Frames{bare});
  EXPECT_EQ(frames_of("binance", "BTCUSDT", {sample()}, "/stream"),
            Frames{R"({"stream":"btcusdt@trade","data":)" + bare + "}"});
  auto aggregates = make_binance_dialect();
  Answer ignored;
  aggregates->on_open("/ws/btcusdt@aggTrade", kRecv, ignored);
  Frames frames;
  aggregates->encode(std::vector{sample()}, {"BTCUSDT"}, frames);
  EXPECT_EQ(frames, Frames{R"({"e":"aggTrade","E":1780000000123,"s":"BTCUSDT","a":628,"p":"162.92000000",)"
                           R"("q":"3.00000000","f":628,"l":628,"T":1780000000123,"m":false,"M":true})"});
}

TEST(WireShape, kraken_puts_a_run_of_one_symbol_into_one_frame) {
  SimTrade other = sample();
  other.symbol = 1;
  const std::string one =
      R"({"symbol":"BTC/USD","side":"buy","price":162.92,"qty":3.00000000,"ord_type":"limit","trade_id":628,)"
      R"("timestamp":"2026-05-28T20:26:40.123456Z"})";
  const std::string head = R"({"channel":"trade","type":"update","data":[)";
  EXPECT_EQ(frames_of("kraken", "BTC/USD", {sample(), other, sample()}), Frames{head + one + "," + one + "]}"})
      << "what it did not subscribe to does not part the run";
}

TEST(WireShape, us_trades_are_batched_in_arrays_of_a_hundred) {
  for (const std::string provider : {"polygon", "alpaca"}) {
    for (const auto& [trades, frames] : {std::pair{1, 1}, {100, 1}, {101, 2}, {250, 3}}) {
      const auto sent =
          frames_of(provider, "A", std::vector<SimTrade>(static_cast<std::size_t>(trades), sample()));
      EXPECT_EQ(sent.size(), static_cast<std::size_t>(frames)) << provider << trades;
      for (const std::string& frame : sent) EXPECT_TRUE(frame.front() == '[' && frame.back() == ']') << frame;
    }
  }
}

TEST(Interest, compares_without_case_and_knows_venues) {
  Interest i;
  EXPECT_TRUE(i.empty());
  EXPECT_TRUE(i.add("spot:btcusdt"));
  EXPECT_FALSE(i.add("SPOT:BTCUSDT"));
  EXPECT_TRUE(i.wants("BTCUSDT", "spot"));
  EXPECT_FALSE(i.wants("BTCUSDT", "usdm"));
  EXPECT_FALSE(i.wants("BTCUSDT"));
  EXPECT_TRUE(i.add("ethusdt"));
  EXPECT_TRUE(i.wants("EthUsdt", "cm")) << "no venue asked: every venue's";
  EXPECT_TRUE(i.add("*"));
  EXPECT_FALSE(i.add("*"));
  EXPECT_TRUE(i.wants("anything"));
  EXPECT_TRUE(i.remove("*"));
  EXPECT_FALSE(i.wants("anything"));
  EXPECT_TRUE(i.remove("ETHUSDT"));
  EXPECT_FALSE(i.remove("ETHUSDT"));
}

}  // namespace
}  // namespace tickbard::test
