#include "aggregator/feed/fast_shapes.hpp"
#include "tests/aggregator/feed/fast_ways.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kOne =
    R"({"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"sell","price":59121.8,"qty":0.00022946,"ord_type":"market","trade_id":72823289,"timestamp":"2024-08-12T19:38:30.575191Z"}]})";
constexpr std::string_view kTwo =
    R"({"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":105944.20,"qty":0.00027625,"ord_type":"limit","trade_id":10218208,"timestamp":"2023-10-06T17:35:55.440295Z"},{"symbol":"AAPLx/USD","side":"sell","price":105910.50,"qty":0.00012460,"ord_type":"market","trade_id":10218209,"timestamp":"2023-10-06T17:35:56.123456Z"}]})";

/// The message with one text instead of another.
std::string with(std::string_view value, std::string_view other, std::string_view message = kOne) {
  std::string text(message);
  const std::size_t at = text.find(value);
  EXPECT_NE(at, std::string::npos) << value;
  return text.replace(at, value.size(), other);
}

Lines fast(std::string_view message, std::string venue = {}) {
  return fast_lines(message, fast_shapes::kraken, std::move(venue));
}

TEST(KrakenFast, trades_as_they_come) {
  EXPECT_EQ(fast(kOne),
            Lines{"trade BTC/USD 59121.8 x 0.00022946 at 2024-08-12T19:38:30.575191Z id 72823289 seq 72823289"});
  EXPECT_EQ(
      fast(kTwo),
      (Lines{"trade BTC/USD 105944.2 x 0.00027625 at 2023-10-06T17:35:55.440295Z id 10218208 seq 10218208",
             "trade AAPLx/USD 105910.5 x 0.0001246 at 2023-10-06T17:35:56.123456Z id 10218209 seq 10218209"}));
  for (const std::string_view frame : {kOne, kTwo}) {
    EXPECT_EQ(fast(frame), general_lines("kraken", frame));
    EXPECT_EQ(fast(frame, "eu"), general_lines("kraken", frame, "eu"));
  }
}

TEST(KrakenFast, other_forms_are_left_to_the_general_way) {
  for (const std::string& message : {
           std::string{},
           std::string(R"({"channel":"heartbeat"})"),
           std::string(R"({"channel":"trade","type":"update","data":[]})"),
           std::string(
               R"([993,[["354.11000000","0.89594024","1618678142.557535","s","l",""]],"trade","XMR/USD"])"),
           with(R"("update")", R"("snapshot")"),
           with(R"("trade")", R"("ticker")"),
           with("sell", "none"),
           with("market", "iceberg"),
           with("59121.8", "\"59121.8\""),
           with("59121.8", "5.9e4"),
           with("59121.8", "-1"),
           with("59121.8", "0.0"),
           with("59121.8", "0.0000012345"),
           with("0.00022946", "0"),
           with("0.00022946", "0.000229460"),
           with("72823289", "\"72823289\""),
           with("72823289", "0"),
           with("72823289", "9223372036854775808"),
           with("BTC/USD", "BTC USD"),
           with("BTC/USD", "\xc3\xa9/USD"),
           with("BTC/USD", "BTC\\/USD"),
           with("30.575191Z", "30.575191z"),
           with("30.575191Z", "61Z"),
           with("T19", " 19"),
           with("}]}", R"(,"new":1}]})"),
           with("}]}", "}]]"),
           with("}]}", "},]}"),
           with("}]}", R"(}],"new":1})"),
           with("}]}", "}]} "),
           with(R"(,"data")", R"(, "data")"),
       }) {
    EXPECT_EQ(fast(message), Lines{"general"}) << message;
  }
}

TEST(KrakenFast, a_message_cut_off_is_not_read_on_in_what_stands_behind_it) {
  for (const std::string_view frame : {kOne, kTwo}) expect_that_no_cut_is_read(frame, fast_shapes::kraken);
}

TEST(KrakenFast, whatever_it_reads_it_reads_as_the_general_way_does) {
  TwoWays ways("kraken", fast_shapes::kraken);
  for (const std::string_view frame : {kOne, kTwo}) EXPECT_GT(ways.agree_on_neighbours(frame), 200) << frame;
}

TEST(KrakenFast, values_of_every_length) {
  RandomText random;
  TwoWays ways("kraken", fast_shapes::kraken, "k");
  int read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string message = with("72823289", random.number(20));
    message = with("0.00022946", random.decimal(), message);
    message = with("59121.8", random.decimal(), message);
    message = with("BTC/USD", random.of("ABYZ10x/", 17), message);
    message = with("2024-08-12T19:38:30.575191Z", random.time(), message);
    if (random.below(2) == 0) message = with("sell", "buy", message);
    if (random.below(2) == 0) message = with("market", "limit", message);
    read += ways.agree(message) ? 1 : 0;
  }
  EXPECT_GT(read, 3000);
}

TEST(KrakenFast, both_ways_on_one_connection) {
  Feed feed("kraken", feed_seven());
  EXPECT_EQ(feed.prints(kTwo), general_lines("kraken", kTwo));
  EXPECT_EQ(feed.prints(with(R"("update")", R"("snapshot")"))[0].substr(0, 16), "snapshot BTC/USD");
  EXPECT_EQ(feed.signals(R"({"channel":"new"})").size(), 1U);
  EXPECT_EQ(feed.prints(kOne), general_lines("kraken", kOne));
  EXPECT_EQ(feed.signals(R"({"channel":"new"})"), Lines{});
}

}  // namespace
}  // namespace tickbard
