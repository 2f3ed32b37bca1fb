#include "aggregator/feed/fast_shapes.hpp"
#include "tests/aggregator/feed/fast_ways.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kMatch =
    R"({"type":"match","trade_id":1081862675,"maker_order_id":"f07e510f-4edf-469d-b844-4f670f1e93f1","taker_order_id":"e6f50944-3e2a-439e-ae49-308300ba8296","side":"sell","size":"0.00000001","price":"80691.53","product_id":"BTC-USD","sequence":134905860111,"time":"2026-08-25T03:35:57.198335Z"})";
constexpr std::string_view kSmall =
    R"({"type":"match","trade_id":280235,"maker_order_id":"8137619a-9fef-485d-b2ec-7163132cd480","taker_order_id":"ed06e5e6-f849-485e-9089-f78c02937aee","side":"buy","size":"705.8","price":"0.00001306","product_id":"SKL-BTC","sequence":177100144,"time":"2021-04-17T16:43:37.308069Z"})";

/// The match with one value instead of another.
std::string with(std::string_view value, std::string_view other, std::string_view message = kMatch) {
  std::string text(message);
  const std::size_t at = text.find(value);
  EXPECT_NE(at, std::string::npos) << value;
  return text.replace(at, value.size(), other);
}

Lines fast(std::string_view message, std::string venue = {}) {
  return fast_lines(message, fast_shapes::coinbase, std::move(venue));
}

TEST(CoinbaseFast, matches_as_they_come) {
  EXPECT_EQ(fast(kMatch),
            Lines{"trade BTC-USD 80691.53 x 0.00000001 at 2026-08-25T03:35:57.198335Z id 1081862675 seq "
                  "134905860111"});
  EXPECT_EQ(fast(kSmall, "x"),
            Lines{"trade x:SKL-BTC 0.00001306 x 705.8 at 2021-04-17T16:43:37.308069Z id 280235 seq "
                  "177100144"});
  for (const std::string_view frame : {kMatch, kSmall}) EXPECT_EQ(fast(frame), general_lines("coinbase", frame));
}

TEST(CoinbaseFast, other_forms_are_left_to_the_general_way) {
  for (const std::string& message : {
           std::string{},
           std::string(R"({"type":"heartbeat","sequence":90,"last_trade_id":20,"product_id":"BTC-USD"})"),
           std::string(R"({"type":"subscriptions","channels":[{"name":"matches","product_ids":["BTC-USD"]}]})"),
           with(R"("match")", R"("last_match")"),
           with(R"("sell")", R"("none")"),
           with("1081862675", R"("1081862675")"),
           with("1081862675", "01081862675"),
           with("1081862675", "9223372036854775808"),
           with("134905860111", "18446744073709551616"),
           with("134905860111", "-1"),
           with("f07e510f", "f07e510"),
           with("f07e510f", "f07e510\""),
           with("f07e510f", "f07e510\\"),
           with("f07e510f", "f07e510\x80"),
           with("308300ba8296", "308300ba829\n"),
           with(R"("0.00000001")", "0.00000001"),
           with("0.00000001", "0.000000001"),
           with("0.00000001", "1e-8"),
           with("0.00000001", "0"),
           with("80691.53", "-80691.53"),
           with("BTC-USD", "BTC USD"),
           with("BTC-USD", ""),
           with("BTC-USD", "BTC-USD-AND-OTHER"),
           with("57.198335Z", "57.198335"),
           with("57.198335Z", "57.198335+00:00"),
           with("03:35:57", "03:35:60"),
           with("03:35:57", "24:35:57"),
           with("2026-08-25", "2026-02-30"),
           with(R"(Z"})", R"(Z","new":1})"),
           with(R"(Z"})", R"(Z"}})"),
           with(R"({"type")", R"( {"type")"),
           with(R"(,"side")", R"(, "side")"),
       }) {
    EXPECT_EQ(fast(message), Lines{"general"}) << message;
  }
}

TEST(CoinbaseFast, a_match_cut_off_is_not_read_on_in_what_stands_behind_it) {
  expect_that_no_cut_is_read(kMatch, fast_shapes::coinbase);
}

TEST(CoinbaseFast, whatever_it_reads_it_reads_as_the_general_way_does) {
  TwoWays ways("coinbase", fast_shapes::coinbase);
  for (const std::string_view frame : {kMatch, kSmall}) EXPECT_GT(ways.agree_on_neighbours(frame), 1000) << frame;
}

TEST(CoinbaseFast, values_of_every_length) {
  RandomText random;
  TwoWays ways("coinbase", fast_shapes::coinbase, "venue");
  int read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string message = with("1081862675", random.number(20));
    message = with("134905860111", random.number(21), message);
    message = with("0.00000001", random.decimal(), message);
    message = with("80691.53", random.decimal(), message);
    message = with("BTC-USD", random.of("ABYZ10-", 17), message);
    message = with("2026-08-25T03:35:57.198335Z", random.time(), message);
    if (random.below(2) == 0) message = with("sell", "buy", message);
    read += ways.agree(message) ? 1 : 0;
  }
  EXPECT_GT(read, 3000);
}

TEST(CoinbaseFast, both_ways_on_one_connection) {
  Feed feed("coinbase", feed_seven());
  EXPECT_EQ(feed.prints(kMatch), general_lines("coinbase", kMatch));
  const std::string last = with(R"("match")", R"("last_match")");
  EXPECT_EQ(feed.prints(last)[0].substr(0, 16), "snapshot BTC-USD");
  EXPECT_EQ(feed.prints(kSmall), general_lines("coinbase", kSmall));
  EXPECT_EQ(feed.signals(R"({"type":"subscriptions"})"), Lines{"streaming: subscribed"});
  EXPECT_EQ(feed.signals(kSmall), Lines{});
}

}  // namespace
}  // namespace tickbard
