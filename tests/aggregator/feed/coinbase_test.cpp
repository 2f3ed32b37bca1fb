#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {

namespace {

struct Row {
  std::string_view message;
  Lines prints;
};

TEST(Coinbase, reads_a_match_in_every_shape) {
  const Row rows[] = {
      {R"({"type":"match","trade_id":1081862675,"maker_order_id":"f07e510f-4edf-469d-b844-4f670f1e93f1","taker_order_id":"e6f50944-3e2a-439e-ae49-308300ba8296","side":"sell","size":"0.00000001","price":"80691.53","product_id":"BTC-USD","sequence":134905860111,"time":"2026-08-25T03:35:57.198335Z"})",
       {"trade BTC-USD 80691.53 x 0.00000001 at 2026-08-25T03:35:57.198335Z id 1081862675 seq 134905860111"}},
      // The last trade of before the subscription: counted only if it is new.
      {R"({"type":"last_match","trade_id":1081862674,"maker_order_id":"f07e510f-4edf-469d-b844-4f670f1e93f1","taker_order_id":"55c8b85c-75ae-4cd5-9775-eba950fc4605","side":"sell","size":"0.00000001","price":"80691.53","product_id":"BTC-USD","sequence":134905859981,"time":"2026-08-25T03:35:57.096368Z"})",
       {"snapshot BTC-USD 80691.53 x 0.00000001 at 2026-08-25T03:35:57.096368Z id 1081862674 seq 134905859981"}},
      {R"({"time":"2026-08-25T03:35:57Z","size":2,"price":1.50,"trade_id":"9","product_id":"ETH-EUR","new":[{}],"type":"match"})",
       {"trade ETH-EUR 1.5 x 2 at 2026-08-25T03:35:57Z id 9"}},
  };
  for (const Row& row : rows) EXPECT_EQ(Feed{"coinbase"}.prints(row.message), row.prints) << row.message;
}

TEST(Coinbase, T037_bad_fields_are_rejections) {
  const std::tuple<std::string_view, std::string_view, std::string_view, std::string_view> rows[] = {
      {"\"0\"", "\"1\"", "\"2026-08-25T03:35:57Z\"", "bad_price"},
      {"\"-1\"", "\"1\"", "\"2026-08-25T03:35:57Z\"", "bad_price"},
      {"null", "\"1\"", "\"2026-08-25T03:35:57Z\"", "bad_price"},
      {"\"NaN\"", "\"1\"", "\"2026-08-25T03:35:57Z\"", "bad_price"},
      {"\"9223372036854775807\"", "\"1\"", "\"2026-08-25T03:35:57Z\"", "bad_price"},
      {"\"1\"", "\"0\"", "\"2026-08-25T03:35:57Z\"", "bad_size"},
      {"\"1\"", "\"-0.1\"", "\"2026-08-25T03:35:57Z\"", "bad_size"},
      {"\"1\"", "\"0.000000001\"", "\"2026-08-25T03:35:57Z\"", "bad_size"},
      {"\"1\"", "\"1\"", "\"2026-02-30T03:35:57Z\"", "bad_time"},
  };
  for (const auto& [price, size, time, reason] : rows) {
    std::string message = R"({"type":"match","product_id":"BTC-USD","price":)";
    message.append(price).append(",\"size\":").append(size).append(",\"time\":").append(time).append("}");
    EXPECT_EQ(Feed{"coinbase"}.prints(message), Lines{"rejected BTC-USD " + std::string{reason}}) << message;
  }
}

TEST(Coinbase, subscribes_at_once) {
  Subscription s;
  s.symbols = {"BTC-USD", "ETH-USD"};
  Feed feed{"coinbase", s};
  EXPECT_EQ(
      feed.open().send,
      Lines{R"({"type":"subscribe","product_ids":["BTC-USD","ETH-USD"],"channels":["matches","heartbeat"]})"});
  EXPECT_EQ(feed.signals(R"({"type":"subscriptions","channels":[{"name":"matches","product_ids":["BTC-USD"]}]})"),
            Lines{"streaming: subscribed"});
}

TEST(Coinbase, a_long_list_streams_when_its_last_part_is_confirmed) {
  Subscription s;
  s.symbols = many_symbols(150);
  Feed feed{"coinbase", s};
  ASSERT_EQ(feed.open().send.size(), 2u);
  EXPECT_EQ(feed.signals(R"({"type":"subscriptions","channels":[]})"), Lines{});
  EXPECT_EQ(feed.signals(R"({"type":"subscriptions","channels":[]})"), Lines{"streaming: subscribed"});
}

TEST(Coinbase, a_venue_stands_in_front) {
  Subscription s;
  s.venue = "cb";
  EXPECT_EQ(
      Feed("coinbase", s)
          .prints(
              R"({"type":"match","size":"1","price":"1","product_id":"BTC-USD","time":"2026-08-25T03:35:57Z"})"),
      Lines{"trade cb:BTC-USD 1 x 1 at 2026-08-25T03:35:57Z"});
}

TEST(Coinbase, signals) {
  const std::pair<std::string_view, Lines> rows[] = {
      {R"({"type":"heartbeat","sequence":90,"last_trade_id":20,"product_id":"BTC-USD","time":"2014-11-07T08:19:28.464459Z"})",
       {"heartbeat: BTC-USD"}},
      {R"({"type":"ticker","sequence":37475248783,"product_id":"ETH-USD","price":"1285.22","last_size":"1","trade_id":5,"time":"2022-10-19T23:28:22.061769Z"})",
       {}},
      {R"({"type":"l2update","product_id":"BTC-USD","changes":[["buy","1","2"]],"time":"2022-08-04T15:25:05.010758Z"})",
       {}},
      {R"({"type":"surprise"})", {"unknown: a message of an unknown kind: surprise"}},
  };
  for (const auto& [message, expected] : rows) {
    Feed feed{"coinbase"};
    EXPECT_EQ(feed.signals(message), expected) << message;
    EXPECT_EQ(feed.prints(message), Lines{}) << message;
  }
}

TEST(Coinbase, T052_what_an_error_means_to_the_connection) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"({"type":"error","message":"Failed to subscribe","reason":"FOO-BAR is not a valid product"})",
       "bad_subscription: Failed to subscribe: FOO-BAR is not a valid product"},
      {R"({"type":"error","message":"Authentication Failed"})", "bad_credentials: Authentication Failed"},
      {R"({"type":"error","message":"rate limit exceeded"})", "connection_limit: rate limit exceeded"},
      {R"({"type":"error","message":"ErrSlowConsume"})", "slow_consumer: ErrSlowConsume"},
      {R"({"type":"error","message":"oops"})", "server_error: oops"},
  };
  for (const auto& [message, expected] : rows) {
    EXPECT_EQ(Feed{"coinbase"}.signals(message), Lines{std::string{expected}}) << message;
  }
}

}  // namespace

}  // namespace tickbard
