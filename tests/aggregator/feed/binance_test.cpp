#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {

namespace {

struct Row {
  std::string_view message;
  Lines prints;
};

TEST(Binance, reads_a_trade_in_every_shape) {
  const Row rows[] = {
      {R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782136,"m":true,"M":true})",
       {"trade BNBBTC 0.001 x 100 at 2022-12-31T19:43:02.136Z id 12345 seq 12345"}},
      // One aggregate is one print, whatever it stands for.
      {R"({"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.001","q":"100","f":100,"l":105,"T":1672515782136,"m":true,"M":true})",
       {"trade BNBBTC 0.001 x 100 at 2022-12-31T19:43:02.136Z id 12345 seq 12345"}},
      {R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}})",
       {"trade BTCUSDT 61837.63 x 0.02 at 2024-08-08T23:54:15.342Z id 3735683259 seq 3735683259"}},
      // Futures; and the trade's time T, not the event's E, nor the id t.
      {R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255999,"T":1723161255342,"s":"BTCUSDT","t":5,"p":"61837.6","q":"0.02","X":"MARKET","m":true}})",
       {"trade BTCUSDT 61837.6 x 0.02 at 2024-08-08T23:54:15.342Z id 5 seq 5"}},
      {R"({"data":{"T":1723161255342123,"q":"2","p":"1","t":5,"s":"BTCUSDT","E":1,"e":"trade"},"stream":"btcusdt@trade"})",
       {"trade BTCUSDT 1 x 2 at 2024-08-08T23:54:15.342123Z id 5 seq 5"}},
      {R"({"e":"trade","s":"BTCUSDT","t":"5","p":1.5,"q":2,"T":"1723161255342","new":{"T":[1]}})",
       {"trade BTCUSDT 1.5 x 2 at 2024-08-08T23:54:15.342Z id 5 seq 5"}},
      // A recording of several venues says in the stream's name which one it was.
      {R"({"stream":"cm:btcusd_perp@trade","data":{"e":"trade","T":1723161255342,"s":"BTCUSD_PERP","t":5,"p":"1","q":"2"}})",
       {"trade cm:BTCUSD_PERP 1 x 2 at 2024-08-08T23:54:15.342Z id 5 seq 5"}},
  };
  for (const Row& row : rows) EXPECT_EQ(Feed{"binance"}.prints(row.message), row.prints) << row.message;
}

TEST(Binance, the_stream_names_the_venue_before_the_configuration_does) {
  Subscription s;
  s.venue = "usdm";
  Feed feed{"binance", s};
  const std::string data = R"("data":{"e":"trade","T":1723161255342,"s":"BTCUSDT","t":5,"p":"1","q":"2"}})";
  EXPECT_EQ(feed.prints(R"({"stream":"btcusdt@trade",)" + data),
            Lines{"trade usdm:BTCUSDT 1 x 2 at 2024-08-08T23:54:15.342Z id 5 seq 5"});
  EXPECT_EQ(feed.prints(R"({"stream":"spot:btcusdt@trade",)" + data),
            Lines{"trade spot:BTCUSDT 1 x 2 at 2024-08-08T23:54:15.342Z id 5 seq 5"});
  EXPECT_EQ(feed.prints(R"({"stream":"this-venue-is-too-long:btcusdt@trade",)" + data),
            Lines{"rejected bad_symbol"});
}

TEST(Binance, T037_bad_fields_are_rejections) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"("p":"0","q":"0","X":"NA")", "bad_price"}, {R"("p":"1","q":"0.00000000")", "bad_size"},
      {R"("p":"-1","q":"1")", "bad_price"},         {R"("p":null,"q":"1")", "bad_price"},
      {R"("p":NaN,"q":"1")", "bad_price"},          {R"("p":"9223372036854775807","q":"1")", "bad_price"},
      {R"("p":"1","q":"-2")", "bad_size"},          {R"("P":"1","q":"1")", "malformed"},  // keys differ by case
      {R"("p":"1","Q":"1")", "malformed"},
  };
  for (const auto& [fields, reason] : rows) {
    const std::string message =
        R"({"e":"trade","s":"BTCUSDT","t":1,"T":1723161255342,)" + std::string{fields} + "}";
    EXPECT_EQ(Feed{"binance"}.prints(message), Lines{"rejected BTCUSDT " + std::string{reason}}) << message;
  }
  EXPECT_EQ(
      Feed{"binance"}.prints(R"({"e":"trade","s":"BTCUSDT","t":1723161255342,"E":1723161255342,"p":"1","q":"1"})"),
      Lines{"rejected BTCUSDT malformed"});
}

TEST(Binance, other_streams_pass_without_fuss) {
  const std::string_view rows[] = {
      R"({"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0015","v":"1000","n":100,"x":false,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}})",
      R"({"e":"blockTrade","E":1772506983582,"s":"BNBBTC","t":582,"p":"0.052","q":"5838","T":1772506983321,"m":true})",
      R"({"u":400900217,"s":"BNBUSDT","b":"25.35190000","B":"31.21000000","a":"25.36520000","A":"40.66000000"})",
      R"({"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]})",
      R"({"stream":"bnbusdt@bookTicker","data":{"u":400900217,"s":"BNBUSDT","b":"25.3519","B":"31.21","a":"25.3652","A":"40.66"}})",
      R"({"stream":"!miniTicker@arr","data":[{"e":"24hrMiniTicker","s":"BNBUSDT"}]})",
      R"({"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":157,"u":160,"b":[["0.0024","10"]],"a":[["0.0026","100"]]})",
  };
  Feed feed{"binance"};
  for (const auto message : rows) {
    EXPECT_EQ(feed.prints(message), Lines{}) << message;
    EXPECT_EQ(feed.signals(message), Lines{}) << message;
  }
}

Subscription subscription(std::vector<std::string> symbols) {
  Subscription s;
  s.symbols = std::move(symbols);
  return s;
}

TEST(Binance, subscribes_by_lower_case_streams) {
  Feed feed{"binance", subscription({"BTCUSDT", "ethusdt", "BNBUSDT@aggTrade", "*", "cm:BTCUSD_PERP"})};
  EXPECT_EQ(
      feed.open().send,
      Lines{R"({"method":"SUBSCRIBE","params":["btcusdt@trade","ethusdt@trade","bnbusdt@aggTrade","*@trade",)"
            R"("cm:btcusd_perp@trade"],"id":1})"});
  EXPECT_EQ(feed.signals(R"({"result":null,"id":1})"), Lines{"streaming: subscribed"});
}

TEST(Binance, a_long_list_streams_when_its_last_part_is_confirmed) {
  Feed feed{"binance", subscription(many_symbols(1024))};
  const Lines sent = feed.open().send;
  ASSERT_EQ(sent.size(), 6u);
  EXPECT_EQ(sent[0].substr(0, 45), R"({"method":"SUBSCRIBE","params":["s0@trade","s)");
  EXPECT_NE(sent[5].find(R"("s1023@trade"],"id":6})"), std::string::npos);
  for (const int id : {6, 2, 2, 3, 4, 5, 99, 0}) {
    EXPECT_EQ(feed.signals(R"({"result":null,"id":)" + std::to_string(id) + "}"), Lines{}) << id;
  }
  EXPECT_EQ(feed.signals(R"({"id":1,"result":null})"), Lines{"streaming: subscribed"});
}

TEST(Binance, more_streams_than_a_connection_carries_are_refused_at_once) {
  Feed feed{"binance", subscription(many_symbols(1025))};
  const Decoded& opened = feed.open();
  EXPECT_TRUE(opened.send.empty());
  EXPECT_EQ(
      Feed::signals_of(opened),
      Lines{"bad_subscription: 1025 symbols in one feed, but Binance allows 1024 on a connection: split them over "
            "several feeds"});
}

TEST(Binance, T052_what_an_answer_means_to_the_connection) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"({"code":2,"msg":"Invalid request: unknown variant","id":1})",
       "bad_subscription: Invalid request: unknown variant (code 2)"},
      {R"({"error":{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"},"id":1})",
       "bad_subscription: Invalid request: request ID must be an unsigned integer (code 2)"},
      {R"({"code":4,"msg":"Too many requests"})", "connection_limit: Too many requests (code 4)"},
      {R"({"error":"?","id":1})", "bad_subscription: an error without words"},
      {R"({"e":"serverShutdown","E":1770123456789})", "leaving: serverShutdown"},
      {R"({"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}})",
       "leaving: serverShutdown"},
      {R"({"e":"somethingNew"})", "unknown: a message of an unknown kind: somethingNew"},
  };
  for (const auto& [message, expected] : rows) {
    EXPECT_EQ(Feed("binance", subscription({"BTCUSDT"})).signals(message), Lines{std::string{expected}})
        << message;
  }
}

}  // namespace

}  // namespace tickbard
