#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {

namespace {

struct Row {
  std::string_view message;
  Lines prints;
};

TEST(Alpaca, reads_a_trade_in_every_shape) {
  // Conditions are the letters' bytes: '@' 64, 'I' 73, 'F' 70, 'T' 84, ' ' 32. Exchanges too: 'D' 68, 'K' 75,
  // 'P' 80.
  const Row rows[] = {
      {R"([{"T":"t","i":96921,"S":"AAPL","x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C"}])",
       {"trade AAPL 126.55 x 1 at 2021-02-22T15:51:44.208Z id 96921 tape C exchange 68 conditions 64,73"}},
      {R"([{"T":"t","S":"AAPL","i":628,"x":"K","p":162.92,"s":3,"c":["@","F","T","I"],"z":"C","t":"2023-04-06T11:54:26.838232225Z"},{"T":"t","S":"AAPL","i":1465,"x":"P","p":162.91,"s":71,"c":["@","F","T","I"],"z":"C","t":"2023-04-06T11:54:26.83915973Z"}])",
       {"trade AAPL 162.92 x 3 at 2023-04-06T11:54:26.838232225Z id 628 tape C exchange 75 conditions 64,70,84,73",
        "trade AAPL 162.91 x 71 at 2023-04-06T11:54:26.83915973Z id 1465 tape C exchange 80 conditions "
        "64,70,84,73"}},
      // The id is greater than a double can count.
      {R"([{"T":"t","S":"EEM","i":52983525033527,"x":"M","p":39,"s":2.5,"c":[" "],"z":"B","t":"2023-04-06T11:54:26Z"}])",
       {"trade EEM 39 x 2.5 at 2023-04-06T11:54:26Z id 52983525033527 tape B exchange 77 conditions 32"}},
      {R"([{"T":"t","S":"X","p":"1.5","s":"2","t":"2023-04-06T11:54:26Z","NewField":{"a":[]},"z":"O","c":null,"i":"7"}])",
       {"trade X 1.5 x 2 at 2023-04-06T11:54:26Z id 7 tape OTC"}},
      // A code of two letters is none that we know.
      {R"([{"T":"t","S":"X","p":1,"s":2,"t":"2023-04-06T11:54:26Z","c":["@","ZZ"]}])",
       {"trade X 1 x 2 at 2023-04-06T11:54:26Z conditions 64 and more"}},
      // Crypto pairs keep their '/'.
      {R"([{"T":"t","S":"BTC/USD","p":67000.5,"s":0.00012,"t":"2024-03-12T10:38:50.79613221Z","i":1,"tks":"B"}])",
       {"trade BTC/USD 67000.5 x 0.00012 at 2024-03-12T10:38:50.79613221Z id 1"}},
      // Not documented, but no reason to lose a print.
      {R"({"T":"t","S":"AAPL","i":1,"p":1,"s":1,"t":"2023-04-06T11:54:26Z"})",
       {"trade AAPL 1 x 1 at 2023-04-06T11:54:26Z id 1"}},
  };
  for (const Row& row : rows) EXPECT_EQ(Feed{"alpaca"}.prints(row.message), row.prints) << row.message;
}

TEST(Alpaca, T046_corrections_and_cancels_name_the_print_they_take_back) {
  const Row rows[] = {
      {R"([{"T":"c","S":"EEM","x":"M","oi":52983525033527,"op":39.1582,"os":440000,"oc":[" ","7"],"ci":52983525034326,"cp":39.1809,"cs":440000,"cc":[" ","7"],"z":"B","t":"2023-04-06T14:25:06.542305024Z"}])",
       {"correction EEM 39.1809 x 440000 at 2023-04-06T14:25:06.542305024Z id 52983525034326 original "
        "52983525033527 "
        "tape B exchange 77 conditions 32,55"}},
      {R"([{"T":"x","S":"GOOGL","i":465,"x":"D","p":105.31,"s":300,"a":"C","z":"C","t":"2023-04-06T13:15:42.83540958Z"}])",
       {"cancel GOOGL 105.31 x 300 at 2023-04-06T13:15:42.83540958Z original 465 tape C exchange 68"}},
      // A cancel is as good without its price or time: the original has them.
      {R"([{"T":"x","S":"GOOGL","i":465,"x":"D"}])",
       {"cancel GOOGL 0 x 0 at 2023-11-14T22:13:20Z original 465 exchange 68"}},
      {R"([{"T":"c","S":"EEM","x":"M","oi":1,"ci":2,"cp":0,"cs":1,"t":"2023-04-06T14:25:06Z"}])",
       {"rejected EEM bad_price"}},
      {R"([{"T":"c","S":"EEM","x":"M","ci":2,"cp":1,"cs":1,"t":"2023-04-06T14:25:06Z"}])",
       {"rejected EEM malformed"}},
  };
  for (const Row& row : rows) EXPECT_EQ(Feed{"alpaca"}.prints(row.message), row.prints) << row.message;
  Feed feed{"alpaca"};
  EXPECT_EQ(feed.prints(R"([{"T":"x","S":"GOOGL","x":"D","p":105.31}])"), Lines{});
  EXPECT_EQ(feed.signals(R"([{"T":"x","S":"GOOGL","x":"D","p":105.31}])").at(0).substr(0, 50),
            "nonsense: a cancel without a readable symbol or id");
}

TEST(Alpaca, T012_times_that_are_none) {
  for (const std::string_view time : {"\"2023-04-06\"", "\"2023-13-06T11:54:26Z\"", "\"1970-01-01T00:00:00Z\"",
                                      "\"\"", "\"2500-01-01T00:00:00Z\"", "null", "12"}) {
    const std::string message = R"([{"T":"t","S":"X","p":1,"s":1,"t":)" + std::string{time} + "}]";
    EXPECT_EQ(Feed{"alpaca"}.prints(message), Lines{"rejected X bad_time"}) << time;
  }
}

TEST(Alpaca, T041_symbols_are_canonical) {
  EXPECT_EQ(Feed{"alpaca"}.prints(R"([{"T":"t","S":"BRK/B","p":1,"s":1,"t":"2023-04-06T11:54:26Z"}])"),
            Lines{"trade BRK.B 1 x 1 at 2023-04-06T11:54:26Z"});
}

TEST(Alpaca, T053_bars_of_the_provider_are_never_prints) {
  const std::string_view rows[] = {
      R"([{"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"}])",
      R"([{"T":"u","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"}])",
      R"([{"T":"d","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"t":"2021-02-22T05:00:00Z"}])",
  };
  Feed feed{"alpaca"};
  for (const auto message : rows) {
    EXPECT_EQ(feed.prints(message), Lines{}) << message;
    EXPECT_EQ(feed.signals(message), Lines{}) << message;
  }
}

TEST(Alpaca, other_messages_pass_without_fuss) {
  const std::string_view rows[] = {
      R"([{"T":"q","S":"AMD","bx":"U","bp":87.66,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2021-02-22T15:51:45.335689322Z","c":["R"],"z":"C"}])",
      R"([{"T":"l","S":"IONM","u":3.24,"d":2.65,"i":"B","t":"2023-04-06T13:34:45.565004401Z","z":"C"}])",
      R"([{"T":"s","S":"AAPL","sc":"H","sm":"Trading Halt","rc":"T12","rm":"Trading Halted; For information requested by NASDAQ","t":"2021-02-22T19:15:00Z","z":"C"}])",
      R"([{"T":"i","S":"INAQU","p":9.12,"z":"C","t":"2024-12-13T19:58:09.242138635Z"}])",
  };
  Feed feed{"alpaca"};
  for (const auto message : rows) {
    EXPECT_EQ(feed.prints(message), Lines{}) << message;
    EXPECT_EQ(feed.signals(message), Lines{}) << message;
  }
  EXPECT_EQ(feed.signals(R"([{"T":"new"}])"), Lines{"unknown: a message of an unknown kind: new"});
}

Subscription subscription(std::vector<std::string> symbols) {
  Subscription s;
  s.symbols = std::move(symbols);
  s.credentials = {"the-key", "the-secret"};
  return s;
}

TEST(Alpaca, handshake) {
  Feed feed{"alpaca", subscription({"AAPL", "BRK.B"})};
  EXPECT_TRUE(feed.open().send.empty());  // the server speaks first

  const auto& hello = feed.receive(R"([{"T":"success","msg":"connected"}])");
  EXPECT_EQ(Feed::signals_of(hello), Lines{"greeted: connected"});
  EXPECT_EQ(hello.send, Lines{R"({"action":"auth","key":"the-key","secret":"the-secret"})"});

  const auto& known = feed.receive(R"([{"T":"success","msg":"authenticated"}])");
  EXPECT_EQ(Feed::signals_of(known), Lines{"authenticated: authenticated"});
  EXPECT_EQ(known.send, Lines{R"({"action":"subscribe","trades":["AAPL","BRK.B"]})"});

  EXPECT_EQ(
      feed.signals(
          R"([{"T":"subscription","trades":["AAPL","BRK.B"],"quotes":[],"bars":[],"updatedBars":[],"dailyBars":[],"statuses":[],"lulds":[],"corrections":["AAPL","BRK.B"],"cancelErrors":["AAPL","BRK.B"]}])"),
      Lines{"streaming: subscribed"});
}

TEST(Alpaca, all_symbols_are_a_star) {
  Feed feed{"alpaca", subscription({"*"})};
  EXPECT_EQ(feed.sent(R"([{"T":"success","msg":"authenticated"}])"),
            Lines{R"({"action":"subscribe","trades":["*"]})"});
}

TEST(Alpaca, a_long_list_streams_when_its_last_part_is_confirmed) {
  Feed feed{"alpaca", subscription(many_symbols(1001))};
  const Lines sent = feed.sent(R"([{"T":"success","msg":"authenticated"}])");
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[2], R"({"action":"subscribe","trades":["S1000"]})");
  const std::string_view answer = R"([{"T":"subscription","trades":["S0"]}])";
  EXPECT_EQ(feed.signals(answer), Lines{});
  EXPECT_EQ(feed.signals(answer), Lines{});
  EXPECT_EQ(feed.signals(answer), Lines{"streaming: subscribed"});
}

TEST(Alpaca, T052_what_an_error_means_to_the_connection) {
  const std::pair<int, std::string_view> rows[] = {
      {400, "bad_subscription"}, {401, "server_error"},     {402, "bad_credentials"},  {404, "server_error"},
      {405, "bad_subscription"}, {406, "connection_limit"}, {407, "slow_consumer"},    {408, "bad_subscription"},
      {409, "bad_subscription"}, {410, "bad_subscription"}, {411, "bad_subscription"}, {500, "server_error"},
      {777, "server_error"},
  };
  for (const auto& [code, signal] : rows) {
    const std::string message = R"([{"T":"error","code":)" + std::to_string(code) + R"(,"msg":"its words"}])";
    const Lines signals = Feed{"alpaca"}.signals(message);
    ASSERT_EQ(signals.size(), 1u) << code;
    EXPECT_EQ(signals[0].rfind(std::string{signal} + ": " + std::to_string(code) + " its words", 0), 0u)
        << signals[0];
  }
  EXPECT_EQ(Feed{"alpaca"}.signals(R"([{"T":"error","code":403,"msg":"already authenticated"}])"), Lines{});
}

}  // namespace

}  // namespace tickbard
