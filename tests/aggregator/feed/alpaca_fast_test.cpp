#include "aggregator/feed/fast_shapes.hpp"
#include "tests/aggregator/feed/fast_ways.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kStocks =
    R"([{"T":"t","S":"AAPL","i":628,"x":"K","p":162.92,"s":3,"c":["@","F","T","I"],"z":"C","t":"2023-04-06T11:54:26.838232225Z"},)"
    R"({"T":"t","S":"BRK.B","i":52983525033527,"x":"M","p":39,"s":2.5,"c":[" "],"z":"B","t":"2023-04-06T11:55:26Z"},)"
    R"({"T":"t","S":"AAPL","i":1465,"x":"P","p":162.91,"s":71,"c":[],"z":"O","t":"2023-04-06T11:55:00.83915973Z"}])";
constexpr std::string_view kTimeFirst =
    R"([{"T":"t","S":"AAPL","i":101,"x":"V","p":211.25,"s":40,"c":["@"],"t":"2026-07-17T14:29:59.123456Z","z":"A"}])";
constexpr std::string_view kCrypto =
    R"([{"T":"t","S":"BTC/USD","p":65614.929,"s":0.000038,"t":"2026-02-23T15:57:33.393Z","i":8160237406270933078,"tks":"S"},)"
    R"({"T":"t","S":"ETH/USD","p":67000.5,"s":0.00012,"t":"2024-03-12T10:38:50.79613221Z","i":1,"tks":"B"}])";

Lines fast(std::string_view message, std::string venue = {}) {
  return fast_lines(message, fast_shapes::alpaca, std::move(venue));
}

TEST(AlpacaFast, trades_as_they_come) {
  EXPECT_EQ(
      fast(kStocks),
      (Lines{"trade AAPL 162.92 x 3 at 2023-04-06T11:54:26.838232225Z id 628 tape C exchange 75 conditions "
             "64,70,84,73",
             "trade BRK.B 39 x 2.5 at 2023-04-06T11:55:26Z id 52983525033527 tape B exchange 77 conditions 32",
             "trade AAPL 162.91 x 71 at 2023-04-06T11:55:00.83915973Z id 1465 tape OTC exchange 80"}));
  EXPECT_EQ(fast(kTimeFirst), (Lines{"trade AAPL 211.25 x 40 at 2026-07-17T14:29:59.123456Z id "
                                     "101 tape A exchange 86 conditions 64"}));
  EXPECT_EQ(fast(kCrypto),
            (Lines{"trade BTC/USD 65614.929 x 0.000038 at 2026-02-23T15:57:33.393Z id 8160237406270933078",
                   "trade ETH/USD 67000.5 x 0.00012 at 2024-03-12T10:38:50.79613221Z id 1"}));
  for (const std::string_view frame : {kStocks, kTimeFirst, kCrypto})
    EXPECT_EQ(fast(frame), general_lines("alpaca", frame)) << frame;
}

TEST(AlpacaFast, other_forms_are_left_to_the_general_way) {
  for (
      const std::string_view message : {
          R"()",
          R"([)",
          R"([])",
          R"([{"T":"success","msg":"connected"}])",
          R"([{"T":"q","S":"AMD","bx":"U","bp":87.66,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2021-02-22T15:51:45.335689322Z","c":["R"],"z":"C"}])",
          R"([{"T":"x","S":"GOOGL","i":465,"x":"D","p":105.31,"s":300,"a":"C","z":"C","t":"2023-04-06T13:15:42.83540958Z"}])",
          R"({"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"})",
          R"([ {"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"},])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}]])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}] )",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z","new":1}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"N","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@","ZZ"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@","A","B","C","D"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":[""],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["]"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@",],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":null,"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"\"","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"BRK/B","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"brk.b","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"ABCDEFGHIJKLMNOPQ","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":"6","x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":0,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":06,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":9223372036854775808,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":12345678901234567890,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":0,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":-1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1e2,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1.,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":.5,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1.0000000001,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":12345678901,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":0,"c":["@"],"z":"C","t":"2023-04-06T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06 11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26+00:00"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:60Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:6Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26.Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-04-06T11:54:26.0123456789Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2023-02-29T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"1989-12-31T11:54:26Z"}])",
          R"([{"T":"t","S":"A","i":6,"x":"K","p":1,"s":3,"c":["@"],"z":"C","t":"2100-01-01T00:00:00Z"}])",
          R"([{"T":"t","S":"BTC/USD","p":1,"s":1,"t":"2023-04-06T11:54:26Z","i":7,"tks":"X"}])",
          R"([{"T":"t","S":"BTC/USD","p":1,"s":1,"t":"2023-04-06T11:54:26Z","i":7,"tks":"B","x":"K"}])",
          R"([{"T":"t","S":"BTC/USD","p":1,"s":1,"t":"2023-04-06T11:54:26Z","i":7}])",
      }) {
    EXPECT_EQ(fast(message), Lines{"general"}) << message;
  }
}

TEST(AlpacaFast, a_bad_trade_among_good_ones_leaves_nothing_behind) {
  std::string frame(kStocks);
  frame.back() = ',';
  EXPECT_EQ(fast(frame + std::string(kCrypto.substr(1))).size(), 5U);
  EXPECT_EQ(fast(frame + R"({"T":"t","S":"A"}])"), Lines{"general"});
}

TEST(AlpacaFast, a_trade_cut_off_is_not_read_on_in_what_stands_behind_it) {
  for (const std::string_view frame : {kStocks, kTimeFirst, kCrypto})
    expect_that_no_cut_is_read(frame, fast_shapes::alpaca);
}

TEST(AlpacaFast, whatever_it_reads_it_reads_as_the_general_way_does) {
  TwoWays ways("alpaca", fast_shapes::alpaca);
  for (const std::string_view frame : {kStocks, kTimeFirst, kCrypto})
    EXPECT_GT(ways.agree_on_neighbours(frame), 200) << frame;
}

TEST(AlpacaFast, values_of_every_length) {
  RandomText random;
  const auto trade = [&] {
    std::string list;
    for (std::size_t rest = random.below(6); rest > 0; --rest)
      list += (list.empty() ? "\"" : ",\"") + random.of("@ITF ]79", 1) + '"';
    const std::string number = random.number(20), price = random.decimal(), size = random.decimal(),
                      time = random.time();
    if (random.below(3) == 0) {
      return R"({"T":"t","S":")" + random.of("ABYZ1a/.-_", 17) + R"(","p":)" + price + R"(,"s":)" + size +
             R"(,"t":")" + time + R"(","i":)" + number + R"(,"tks":"B"})";
    }
    return R"({"T":"t","S":")" + random.of("ABCXYZ.", 17) + R"(","i":)" + number + R"(,"x":"K","p":)" + price +
           R"(,"s":)" + size + R"(,"c":[)" + list + R"(],"z":")" + random.of("ABCO", 1) + R"(","t":")" + time +
           R"("})";
  };
  TwoWays ways("alpaca", fast_shapes::alpaca);
  int read = 0;
  for (int i = 0; i < 20'000; ++i)
    read += ways.agree("[" + trade() + (i % 4 == 0 ? "," + trade() : std::string{}) + "]") ? 1 : 0;
  EXPECT_GT(read, 3000);
}

TEST(AlpacaFast, a_venue_stands_in_front_of_every_symbol) {
  for (const std::string venue : {"otc", "x", "longer", "too_long", "much too long", ""}) {
    for (const std::string_view frame : {kStocks, kCrypto}) {
      const Lines quick = fast(frame, venue);
      EXPECT_EQ(quick == Lines{"general"}, venue.size() > 6) << venue;
      if (venue.size() > 6) continue;
      EXPECT_EQ(quick, general_lines("alpaca", frame, venue)) << venue;
    }
  }
}

TEST(AlpacaFast, both_ways_on_one_connection) {
  Feed feed("alpaca", feed_seven());
  EXPECT_EQ(feed.signals(R"([{"T":"new"}])").size(), 1U);
  EXPECT_EQ(feed.prints(kStocks), general_lines("alpaca", kStocks));
  EXPECT_EQ(feed.signals(R"([{"T":"new"}])"), Lines{});
  EXPECT_EQ(feed.prints(kCrypto), general_lines("alpaca", kCrypto));
  EXPECT_EQ(feed.signals(kCrypto), Lines{});
}

}  // namespace
}  // namespace tickbard
