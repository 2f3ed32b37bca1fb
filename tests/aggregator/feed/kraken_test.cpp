#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {

namespace {

struct Row {
  std::string_view message;
  Lines prints;
};

TEST(Kraken, reads_a_trade_in_every_shape) {
  const Row rows[] = {
      {R"({"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":105944.20,"qty":0.00027625,"ord_type":"limit","trade_id":10218208,"timestamp":"2023-10-06T17:35:55.440295Z"},{"symbol":"BTC/USD","side":"sell","price":105910.50,"qty":0.00012460,"ord_type":"market","trade_id":10218209,"timestamp":"2023-10-06T17:35:56.123456Z"}]})",
       {"trade BTC/USD 105944.2 x 0.00027625 at 2023-10-06T17:35:55.440295Z id 10218208 seq 10218208",
        "trade BTC/USD 105910.5 x 0.0001246 at 2023-10-06T17:35:56.123456Z id 10218209 seq 10218209"}},
      {R"({"channel":"trade","type":"snapshot","data":[{"symbol":"BTC/USD","price":1,"qty":2,"trade_id":3,"timestamp":"2023-10-06T17:35:55Z"}]})",
       {"snapshot BTC/USD 1 x 2 at 2023-10-06T17:35:55Z id 3 seq 3"}},
      {R"({"channel":"trade","type":"snapshot","data":[]})", {}},
      // The list before its channel and its type.
      {R"({"data":[{"timestamp":"2023-10-06T17:35:55Z","qty":"2","price":"1","symbol":"BTC/USD","trade_id":"3"}],"type":"snapshot","channel":"trade"})",
       {"snapshot BTC/USD 1 x 2 at 2023-10-06T17:35:55Z id 3 seq 3"}},
      // v1: a channel id, rows, the channel's name, the pair. There are no ids.
      {R"([993,[["354.11000000","0.89594024","1618678142.557535","s","l",""],["354.12","1","1618678142.557536","b","m",""]],"trade","XMR/USD"])",
       {"trade XMR/USD 354.11 x 0.89594024 at 2021-04-17T16:49:02.557535Z",
        "trade XMR/USD 354.12 x 1 at 2021-04-17T16:49:02.557536Z"}},
      // Futures.
      {R"({"feed":"trade","product_id":"PI_LTCUSD","uid":"e2429e31-8b9d-4195-900e-fd42be2dec89","side":"buy","type":"fill","seq":5956,"time":1626994929946,"qty":320.0,"price":119.44})",
       {"trade PI_LTCUSD 119.44 x 320 at 2021-07-22T23:02:09.946Z id 5956 seq 5956"}},
      {R"({"feed":"trade_snapshot","product_id":"PI_XBTUSD","trades":[{"feed":"trade","product_id":"PI_XBTUSD","uid":"caa9c653-420b-4c24-a9f1-462a054d86f1","side":"sell","type":"fill","seq":655508,"time":1612269657781,"qty":440,"price":34893},{"uid":"45ee9737-1877-4682-bc68-e4ef818ef88a","seq":655507,"time":1612269656839,"qty":9643,"price":34891}]})",
       {"snapshot PI_XBTUSD 34893 x 440 at 2021-02-02T12:40:57.781Z id 655508 seq 655508",
        "snapshot PI_XBTUSD 34891 x 9643 at 2021-02-02T12:40:56.839Z id 655507 seq 655507"}},
  };
  for (const Row& row : rows) EXPECT_EQ(Feed{"kraken"}.prints(row.message), row.prints) << row.message;
}

TEST(Kraken, T037_bad_fields_are_rejections_and_the_rest_stands) {
  const std::tuple<std::string_view, std::string_view, std::string_view> rows[] = {
      {"0", "1", "bad_price"},
      {"-1", "1", "bad_price"},
      {"null", "1", "bad_price"},
      {"NaN", "1", "bad_price"},
      {"9223372036854775807", "1", "bad_price"},
      {"1", "0.0", "bad_size"},
      {"1", "-2", "bad_size"},
      {"{}", "1", "malformed"},
  };
  for (const auto& [price, qty, reason] : rows) {
    std::string message =
        R"({"channel":"trade","type":"update","data":[{"symbol":"A/B","timestamp":"2023-10-06T17:35:55Z","price":)";
    message.append(price).append(",\"qty\":").append(qty);
    message += R"(},{"symbol":"A/B","price":1,"qty":2,"timestamp":"2023-10-06T17:35:55Z"}]})";
    const Lines expected{"rejected A/B " + std::string{reason}, "trade A/B 1 x 2 at 2023-10-06T17:35:55Z"};
    EXPECT_EQ(Feed{"kraken"}.prints(message), expected) << message;
  }
  EXPECT_EQ(
      Feed{"kraken"}.prints(R"([1,[["1"],["1","2","1618678142.5"],[]],"trade","A/B"])"),
      (Lines{"rejected A/B malformed", "trade A/B 1 x 2 at 2021-04-17T16:49:02.5Z", "rejected A/B malformed"}));
}

TEST(Kraken, other_channels_pass_without_fuss) {
  const std::string_view rows[] = {
      R"({"channel":"ohlc","type":"update","data":[{"symbol":"BTC/USD","interval":1,"interval_begin":"2023-10-04T16:25:00.000000000Z","open":106038.2,"high":106044.3,"low":106038.1,"close":106040.1,"volume":30927.68066226,"vwap":106039.6,"trades":12}]})",
      R"({"data":[{"symbol":"BTC/USD","price":1,"qty":2,"timestamp":"2023-10-06T17:35:55Z"}],"channel":"book"})",
      R"([336,["5698.40000","5700.00000","1542057299.545897","1.01234567","0.98765432"],"spread","XBT/USD"])",
      R"([42,["1542057314.748456","1542057360.435743","3586.7","3586.7","3586.6","3586.6","3586.68894","0.03373000",2],"ohlc-5","XBT/USD"])",
      R"([1234,{"a":[["5541.30000","2.50700000","1534614248.456738"]]},{"c":"974942666"},"book-10","XBT/USD"])",
      R"([0,{"as":[["5541.30000","2.50700000","1534614248.123678"]],"bs":[]},"book-100","XBT/USD"])",
      R"({"feed":"book_snapshot","product_id":"PI_XBTUSD","timestamp":1612269825817,"seq":326072249,"tickSize":null,"bids":[{"price":34892.5,"qty":6385}],"asks":[]})",
      R"({"feed":"ticker_lite","product_id":"PI_XBTUSD","bid":1,"ask":2,"change":0.1,"premium":0,"volume":"1","tag":"perpetual"})",
  };
  Feed feed{"kraken"};
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

TEST(Kraken, handshake) {
  Feed feed{"kraken", subscription({"BTC/USD", "MATIC/GBP"})};
  EXPECT_EQ(
      feed.open().send,
      Lines{
          R"({"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","MATIC/GBP"],"snapshot":true},"req_id":1})"});
  EXPECT_EQ(
      feed.signals(
          R"({"channel":"status","type":"update","data":[{"api_version":"2.0.0","connection_id":"abc","system":"online","version":"2.0.0"}]})"),
      Lines{"greeted: system online"});
  const std::string rest =
      R"(,"snapshot":true},"success":true,"time_in":"2023-09-25T09:04:31.742599Z","time_out":"2023-09-25T09:04:31.742648Z","req_id":1})";
  EXPECT_EQ(feed.signals(R"({"method":"subscribe","result":{"channel":"trade","symbol":"BTC/USD")" + rest),
            Lines{});
  EXPECT_EQ(feed.signals(R"({"method":"subscribe","result":{"channel":"trade","symbol":"MATIC/GBP")" + rest),
            Lines{"streaming: subscribed"});
  EXPECT_EQ(feed.protocol().keep_alive(), R"({"method":"ping"})");
  EXPECT_EQ(
      feed.signals(R"({"method":"pong","time_in":"2023-09-25T09:04:31.7Z","time_out":"2023-09-25T09:04:31.7Z"})"),
      Lines{"heartbeat: pong"});
  EXPECT_EQ(feed.signals(R"({"channel":"heartbeat"})"), Lines{"heartbeat: "});
}

TEST(Kraken, a_refused_symbol_is_named_and_the_others_stream) {
  Feed feed{"kraken", subscription({"BTC/USD", "NO/NO"})};
  EXPECT_EQ(
      feed.signals(
          R"({"error":"Currency pair not supported NO/NO","method":"subscribe","req_id":1,"success":false,"symbol":"NO/NO","time_in":"2023-09-25T09:04:31.742599Z","time_out":"2023-09-25T09:04:31.742648Z"})"),
      Lines{"bad_subscription: NO/NO: Currency pair not supported NO/NO"});
  EXPECT_EQ(
      feed.signals(R"({"method":"subscribe","result":{"channel":"trade","symbol":"BTC/USD"},"success":true})"),
      Lines{"streaming: subscribed"});
}

TEST(Kraken, nothing_streams_when_every_symbol_is_refused) {
  Feed feed{"kraken", subscription({"NO/NO"})};
  EXPECT_EQ(
      feed.signals(
          R"({"error":"Currency pair not supported","method":"subscribe","success":false,"symbol":"NO/NO"})"),
      Lines{"bad_subscription: NO/NO: Currency pair not supported"});
}

TEST(Kraken, lists_are_cut_into_batches) {
  Feed feed{"kraken", subscription(many_symbols(251))};
  const Lines sent = feed.open().send;
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[1],
            R"({"method":"subscribe","params":{"channel":"trade","symbol":["S250"],"snapshot":true},"req_id":2})");
}

TEST(Kraken, T052_events_of_the_older_dialects) {
  const std::pair<std::string_view, Lines> rows[] = {
      {R"({"connectionID":18239578009413566319,"event":"systemStatus","status":"online","version":"1.8.3"})",
       {"greeted: system online"}},
      {R"({"event":"systemStatus","status":"maintenance","version":"1.8.3"})",
       {"server_error: system maintenance"}},
      {R"({"channelID":1665,"channelName":"trade","event":"subscriptionStatus","pair":"WAVES/EUR","status":"subscribed","subscription":{"name":"trade"}})",
       {"streaming: subscribed"}},
      {R"({"errorMessage":"Currency pair not supported NO/NO","event":"subscriptionStatus","pair":"NO/NO","status":"error","subscription":{"name":"trade"}})",
       {"bad_subscription: NO/NO: Currency pair not supported NO/NO"}},
      {R"({"event":"heartbeat"})", {"heartbeat: heartbeat"}},
      {R"({"event":"info","version":1})", {"greeted: system "}},
      {R"({"event":"subscribed","feed":"trade","product_ids":["FI_ETHUSD_211231"]})", {"streaming: subscribed"}},
      {R"({"event":"error","message":"Invalid product id"})", {"server_error: Invalid product id"}},
      {R"({"feed":"heartbeat","time":1534262350627})", {"heartbeat: "}},
      {R"({"event":"novelty"})", {"unknown: a message of an unknown kind: event novelty"}},
      {R"({"channel":"novelty"})", {"unknown: a message of an unknown kind: novelty"}},
      {R"({"feed":"novelty"})", {"unknown: a message of an unknown kind: novelty"}},
      {R"([1,[],"novelty","XBT/USD"])", {"unknown: a message of an unknown kind: novelty"}},
  };
  for (const auto& [message, expected] : rows) {
    EXPECT_EQ(Feed("kraken", subscription({"WAVES/EUR"})).signals(message), expected) << message;
  }
}

}  // namespace

}  // namespace tickbard
