#include "aggregator/feed/fast_shapes.hpp"
#include "tests/aggregator/feed/fast_ways.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kSpot =
    R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}})";
constexpr std::string_view kBare =
    R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782136,"m":false,"M":true})";
constexpr std::string_view kUsdm =
    R"({"stream":"ethusdt@trade","data":{"e":"trade","E":1723161534148,"T":1723161534147,"s":"ETHUSDT","t":4308079176,"p":"2682.68","q":"0.015","X":"MARKET","m":false}})";
constexpr std::string_view kCoin =
    R"({"e":"trade","E":1723161257687,"T":1723161257679,"s":"BTCUSD_PERP","t":849714402,"p":"61804.8","q":"4","X":"INSURANCE_FUND","m":true})";
constexpr std::string_view kMany =
    R"({"stream":"pepeusdt@trade","data":{"e":"trade","E":1723161255343,"s":"PEPEUSDT","t":1,"p":"0.00000871","q":"1234567890.00000000","T":1723161255342,"m":true,"M":true}})";
constexpr std::string_view kAll[] = {kSpot, kBare, kUsdm, kCoin, kMany};

Lines fast(std::string_view message, std::string venue = {}) {
  return fast_lines(message, fast_shapes::binance, std::move(venue));
}

TEST(BinanceFast, trades_as_they_come) {
  EXPECT_EQ(fast(kSpot),
            Lines{"trade BTCUSDT 61837.63 x 0.02 at 2024-08-08T23:54:15.342Z id 3735683259 seq 3735683259"});
  EXPECT_EQ(fast(kBare), Lines{"trade BNBBTC 0.001 x 100 at 2022-12-31T19:43:02.136Z id 12345 seq 12345"});
  EXPECT_EQ(fast(kUsdm, "usdm"),
            Lines{"trade usdm:ETHUSDT 2682.68 x 0.015 at 2024-08-08T23:58:54.147Z id 4308079176 seq 4308079176"});
  EXPECT_EQ(fast(kCoin, "cm"),
            Lines{"trade cm:BTCUSD_PERP 61804.8 x 4 at 2024-08-08T23:54:17.679Z id 849714402 seq 849714402"});
  EXPECT_EQ(fast(kMany), Lines{"trade PEPEUSDT 0.00000871 x 1234567890 at 2024-08-08T23:54:15.342Z id 1 seq 1"});
  for (const std::string_view frame : kAll) {
    for (const std::string venue : {"", "spot", "usdm", "cm", "us"})
      EXPECT_EQ(fast(frame, venue), general_lines("binance", frame, venue)) << frame;
  }
}

TEST(BinanceFast, other_forms_are_left_to_the_general_way) {
  for (
      const std::string_view message : {
          R"()",
          R"({"result":null,"id":1})",
          R"({"e":"serverShutdown","E":1770123456789})",
          R"({"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.001","q":"100","f":100,"l":105,"T":1672515782136,"m":true,"M":true})",
          R"({"stream":"ctkusdt@aggTrade","data":{"e":"aggTrade","E":1626992741575,"a":16599292,"s":"CTKUSDT","p":"1.01100","q":"10","f":23961322,"l":23961322,"T":1626992741421,"m":false}})",
          R"({"stream":"cm:btcusd_perp@trade","data":{"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782136,"m":false,"M":true}})",
          R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","b":88,"a":50,"T":1672515782136,"m":true,"M":true})",
          R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782136000,"m":true,"M":true})",
          R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782,"m":true,"M":true})",
          R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":9672515782136,"m":true,"M":true})",
          R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782136,"m":1,"M":true})",
          R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":0.001,"q":"100","T":1672515782136,"m":true,"M":true})",
          R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"0","T":1672515782136,"m":true,"M":true})",
          R"({"e":"trade","E":1672515782136,"s":"币安人生USDT","t":12345,"p":"0.001","q":"1","T":1672515782136,"m":true,"M":true})",
          R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782136,"m":true,"M":true,"new":1})",
          R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782136,"m":true,"M":true} )",
          R"({"e":"trade","E":1723161257687,"T":1723161257679,"s":"BTCUSD_PERP","t":849714402,"p":"61804.8","q":"4","X":"MARKET","m":true,"M":true})",
      }) {
    EXPECT_EQ(fast(message), Lines{"general"}) << message;
  }
}

TEST(BinanceFast, a_trade_cut_off_is_not_read_on_in_what_stands_behind_it) {
  for (const std::string_view frame : kAll) expect_that_no_cut_is_read(frame, fast_shapes::binance);
}

TEST(BinanceFast, whatever_it_reads_it_reads_as_the_general_way_does) {
  TwoWays ways("binance", fast_shapes::binance, "usdm");
  for (const std::string_view frame : kAll) EXPECT_GT(ways.agree_on_neighbours(frame), 200) << frame;
}

TEST(BinanceFast, values_of_every_length) {
  RandomText random;
  const auto trade = [&]() -> std::string {
    const std::string print = R"("s":")" + random.of("ABYZ1_", 17) + R"(","t":)" + random.number(20) +
                              R"(,"p":")" + random.decimal() + R"(","q":")" + random.decimal(12, 9) + '"';
    const std::string told = random.number(17),
                      time = random.below(3) == 0 ? random.number(14) : "1723161257" + random.of("0123456789", 3);
    if (random.below(2) == 0) {
      return R"({"e":"trade","E":)" + told + R"(,"T":)" + time + ',' + print + R"(,"X":")" +
             std::string(random.one_of({"MARKET", "ADL", "NA", "", "more than one"})) + R"(","m":true})";
    }
    return R"({"e":"trade","E":)" + told + ',' + print + R"(,"T":)" + time + R"(,"m":false,"M":true})";
  };
  TwoWays ways("binance", fast_shapes::binance);
  int read = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string one = trade();
    read += ways.agree(i % 2 == 0 ? one
                                  : R"({"stream":")" + random.of("abyz1_", 17) + R"(@trade","data":)" + one + '}');
  }
  EXPECT_GT(read, 1500);
}

TEST(BinanceFast, both_ways_on_one_connection) {
  Feed feed("binance", feed_seven());
  EXPECT_EQ(feed.signals(R"({"e":"new"})").size(), 1U);
  for (const std::string_view frame : kAll) EXPECT_EQ(feed.prints(frame), general_lines("binance", frame));
  EXPECT_EQ(feed.signals(R"({"e":"new"})"), Lines{});
}

}  // namespace
}  // namespace tickbard
