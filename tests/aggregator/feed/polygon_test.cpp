#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {

namespace {

struct Row {
  std::string_view message;
  Lines prints;
};

TEST(Polygon, reads_a_trade_in_every_shape) {
  const Row rows[] = {
      // The specification's example, which is a single object.
      {R"({"ev":"T","sym":"MSFT","x":4,"i":"12345","z":3,"p":114.125,"s":100,"c":[0,12],"t":1536036818784,"q":3681328})",
       {"trade MSFT 114.125 x 100 at 2018-09-04T04:53:38.784Z id 12345 seq 3681328 tape C exchange 4 conditions "
        "0,12"}},
      // Frames of the official client: several events, one without conditions.
      {R"([{"ev":"T","sym":"AMZN","i":"72815","x":12,"p":161.87,"s":1,"c":[14,37,41],"t":1651684192536,"q":4009408,"z":3},
 {"ev":"T","sym":"AMZN","i":"799","x":4,"p":161.87,"s":100,"t":1651684192717,"q":4009434,"z":3}])",
       {"trade AMZN 161.87 x 1 at 2022-05-04T17:09:52.536Z id 72815 seq 4009408 tape C exchange 12 conditions "
        "14,37,41",
        "trade AMZN 161.87 x 100 at 2022-05-04T17:09:52.717Z id 799 seq 4009434 tape C exchange 4"}},
      // Off exchange: the reporting facility (202) is part of what makes an id unique; 202 * 256 + 4.
      {R"([{"ev":"T","sym":"NVDA","i":"40161","x":4,"p":225.63,"s":129,"t":1786649956459,"pt":1786649956458,"q":9059424,"z":3,"trfi":202,"trft":1786649956459,"ds":"129.0"}])",
       {"trade NVDA 225.63 x 129 at 2026-08-13T19:39:16.459Z id 40161 seq 9059424 tape C exchange 51716"}},
      // Fractions of a share: the exact size stands in "ds".
      {R"([{"ev":"T","sym":"A","i":"1","x":4,"p":10,"s":0,"ds":"0.25","t":1651684192536,"z":1}])",
       {"trade A 10 x 0.25 at 2022-05-04T17:09:52.536Z id 1 tape A exchange 4"}},
      {R"([{"ev":"T","sym":"A","i":"1","x":4,"p":10,"s":7,"ds":"7.125","t":1651684192536,"z":2}])",
       {"trade A 10 x 7.125 at 2022-05-04T17:09:52.536Z id 1 tape B exchange 4"}},
      // Numbers as texts, texts as numbers, any order, fields nobody has heard of.
      {R"([{"z":"3","new":{"a":[1,{"b":2}]},"t":"1651684192536","q":"8","s":"100","p":"1.5","i":77,"sym":"A","c":["14"],"x":"4","ev":"T","more":[[]]}])",
       {"trade A 1.5 x 100 at 2022-05-04T17:09:52.536Z id 77 seq 8 tape C exchange 4 conditions 14"}},
      {R"( [ { "ev" : "T" , "sym" : "A" , "p" : 1.50 , "s" : 1e2 , "t" : 1651684192536 } ] )",
       {"trade A 1.5 x 100 at 2022-05-04T17:09:52.536Z"}},
      // An id that is no number still is an id, and not that of another text.
      {R"([{"ev":"T","sym":"A","i":"007","p":1,"s":1,"t":1651684192536}])",
       {"trade A 1 x 1 at 2022-05-04T17:09:52.536Z id " + std::to_string(TradeId::from_text("007").value)}},
      // Crypto: "c" says which side took and is no sale condition.
      {R"({"ev":"XT","pair":"BTC-USD","p":33021.9,"t":1610462007425,"s":0.01616617,"c":[2],"i":14272084,"x":3,"r":1610462007576})",
       {"trade BTC-USD 33021.9 x 0.01616617 at 2021-01-12T14:33:27.425Z id 14272084 exchange 3"}},
      {"[]", {}},
  };
  for (const Row& row : rows) EXPECT_EQ(Feed{"polygon"}.prints(row.message), row.prints) << row.message;
}

TEST(Polygon, T012_the_unit_of_a_time_is_told_by_its_size) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"1651684192", "trade A 1 x 1 at 2022-05-04T17:09:52Z"},
      {"1651684192536", "trade A 1 x 1 at 2022-05-04T17:09:52.536Z"},
      {"1651684192536123", "trade A 1 x 1 at 2022-05-04T17:09:52.536123Z"},
      {"1651684192536123456", "trade A 1 x 1 at 2022-05-04T17:09:52.536123456Z"},
      {"\"1651684192536\"", "trade A 1 x 1 at 2022-05-04T17:09:52.536Z"},
      {"0", "rejected A bad_time"},
      {"-1651684192536", "rejected A bad_time"},
      {"16516841925", "rejected A bad_time"},  // neither seconds nor milliseconds
      {"9223372036854775807", "rejected A bad_time"},
      {"99999999999999999999", "rejected A bad_time"},
      {"null", "rejected A bad_time"},
      {"\"yesterday\"", "rejected A bad_time"},
      {"true", "rejected A malformed"},
      {"[1651684192536]", "rejected A malformed"},
  };
  for (const auto& [time, expected] : rows) {
    const std::string message = R"([{"ev":"T","sym":"A","p":1,"s":1,"t":)" + std::string{time} + "}]";
    EXPECT_EQ(Feed{"polygon"}.prints(message), Lines{std::string{expected}}) << time;
  }
}

TEST(Polygon, T037_a_bad_price_or_size_is_a_rejection_and_the_rest_of_the_frame_stands) {
  const std::tuple<std::string_view, std::string_view, std::string_view> rows[] = {
      {"0", "1", "bad_price"},
      {"-1.5", "1", "bad_price"},
      {"NaN", "1", "bad_price"},
      {"null", "1", "bad_price"},
      {"\"NaN\"", "1", "bad_price"},
      {"\"\"", "1", "bad_price"},
      {"9223372036854775807", "1", "bad_price"},   // the null marker as a whole number
      {"9223372036.854775807", "1", "bad_price"},  // and as raw units of 1e-9
      {"1e400", "1", "bad_price"},
      {"1.0000000001", "1", "bad_price"},
      {"false", "1", "malformed"},
      {"{}", "1", "malformed"},
      {"[1]", "1", "malformed"},
      {"1", "0", "bad_size"},
      {"1", "-100", "bad_size"},
      {"1", "null", "bad_size"},
      {"1", "\"ten\"", "bad_size"},
      {"1", "[]", "malformed"},
      {"1", "0.000000001", "bad_size"},
  };
  for (const auto& [price, size, reason] : rows) {
    std::string message = R"([{"ev":"T","sym":"A","p":1,"s":1,"t":1651684192536},{"ev":"T","sym":"BAD","p":)";
    message.append(price).append(",\"s\":").append(size).append(R"(,"t":1651684192536},)");
    message += R"({"ev":"T","sym":"B","p":2,"s":2,"t":1651684192536}])";
    const Lines expected{"trade A 1 x 1 at 2022-05-04T17:09:52.536Z", "rejected BAD " + std::string{reason},
                         "trade B 2 x 2 at 2022-05-04T17:09:52.536Z"};
    EXPECT_EQ(Feed{"polygon"}.prints(message), expected) << message;
  }
}

TEST(Polygon, T037_a_missing_field_is_a_rejection) {
  const Row rows[] = {
      {R"([{"ev":"T","p":1,"s":1,"t":1651684192536}])", {"rejected bad_symbol"}},
      {R"([{"ev":"T","sym":"","p":1,"s":1,"t":1651684192536}])", {"rejected bad_symbol"}},
      {R"([{"ev":"T","sym":"A\"B","p":1,"s":1,"t":1651684192536}])", {"rejected bad_symbol"}},
      {R"([{"ev":"T","sym":{},"p":1,"s":1,"t":1651684192536}])", {"rejected malformed"}},
      {R"([{"ev":"T","sym":"A","s":1,"t":1651684192536}])", {"rejected A malformed"}},
      {R"([{"ev":"T","sym":"A","p":1,"t":1651684192536}])", {"rejected A malformed"}},
      {R"([{"ev":"T","sym":"A","p":1,"s":1}])", {"rejected A malformed"}},
      {R"([{"ev":"T","sym":"A","p":1,"s":0,"ds":"0","t":1651684192536}])", {"rejected A bad_size"}},
  };
  for (const Row& row : rows) EXPECT_EQ(Feed{"polygon"}.prints(row.message), row.prints) << row.message;
}

TEST(Polygon, T041_symbols_are_canonical) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"BRK.B", "BRK.B"},   {"BRK/B", "BRK.B"},     {"BRK-B", "BRK.B"},
      {"BRK\\/B", "BRK.B"}, {"aapl", "AAPL"},       {"BACpB", "BACpB"},
      {"AAC+", "AAC+"},     {"NTEST.Q", "NTEST.Q"}, {"ABCDEFGHIJKL", "ABCDEFGHIJKL"},
  };
  for (const auto& [sent, stored] : rows) {
    const std::string message =
        R"([{"ev":"T","sym":")" + std::string{sent} + R"(","p":1,"s":1,"t":1651684192536}])";
    Feed feed{"polygon"};
    const Decoded& decoded = feed.receive(message);
    ASSERT_EQ(decoded.events.size(), 1u) << sent;
    EXPECT_EQ(decoded.events[0].tick.symbol.view(), stored);
  }
}

TEST(Polygon, T053_bars_of_the_provider_are_never_prints) {
  const std::string_view rows[] = {
      R"([{"ev":"AM","sym":"GTE","v":4110,"av":9470157,"op":0.4372,"vw":0.4488,"o":0.4488,"c":0.4486,"h":0.4489,"l":0.4486,"a":0.4352,"z":685,"s":1610144640000,"e":1610144700000}])",
      R"([{"ev":"A","sym":"SPCE","v":200,"av":8642007,"op":25.66,"vw":25.3981,"o":25.39,"c":25.39,"h":25.39,"l":25.39,"a":25.3714,"z":50,"s":1610144868000,"e":1610144869000}])",
      R"([{"ev":"XA","pair":"BCD-USD","v":951.6112,"vw":0.7756,"z":73,"o":0.772,"c":0.784,"h":0.784,"l":0.771,"s":1610463240000,"e":1610463300000}])",
  };
  Feed feed{"polygon"};
  for (const auto message : rows) {
    EXPECT_EQ(feed.prints(message), Lines{}) << message;
    EXPECT_EQ(feed.signals(message), Lines{}) << message;
  }
}

TEST(Polygon, other_events_pass_without_fuss) {
  const std::string_view rows[] = {
      R"([{"ev":"Q","sym":"MSFT","bx":4,"bp":114.125,"bs":100,"ax":7,"ap":114.128,"as":160,"c":0,"i":[604],"t":1536036818784,"q":50385480,"z":3}])",
      R"([{"ev":"LULD","T":"MSFT","h":218.96,"l":198.11,"i":[21],"z":3,"t":1601316752683746,"q":290317}])",
      R"([{"ev":"NOI","T":"NTEST.Q","t":1601318039223013600,"at":930,"a":"M","i":44,"x":10,"o":480,"p":440,"b":25.03}])",
  };
  Feed feed{"polygon"};
  for (const auto message : rows) {
    EXPECT_EQ(feed.prints(message), Lines{}) << message;
    EXPECT_EQ(feed.signals(message), Lines{}) << message;
  }
}

TEST(Polygon, conditions_beyond_ours_are_marked) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"[]", ""},
      {"null", ""},
      {"14", " conditions 14"},
      {"[0]", " conditions 0"},
      {"[14,300]", " conditions 14 and more"},
      {"[14,-1]", " conditions 14 and more"},
      {"[\"x\"]", " and more"},
      {"{}", " and more"},
      {"[1,2,3,4,5,6,7,8,9,10,11]", " conditions 1,2,3,4,5,6,7,8,9,10 and more"},
  };
  for (const auto& [codes, expected] : rows) {
    const std::string message =
        R"([{"ev":"T","c":)" + std::string{codes} + R"(,"sym":"A","p":1,"s":1,"t":1651684192536}])";
    EXPECT_EQ(Feed{"polygon"}.prints(message),
              Lines{"trade A 1 x 1 at 2022-05-04T17:09:52.536Z" + std::string{expected}});
  }
}

Subscription all(std::string key) {
  Subscription s;
  s.feed = 3;
  s.symbols = {"*"};
  s.credentials.key = std::move(key);
  return s;
}

TEST(Polygon, handshake_of_all_symbols) {
  Feed feed{"polygon", all("k\"1")};
  EXPECT_TRUE(feed.open().send.empty());  // the server speaks first

  const auto& hello = feed.receive(R"([{"ev":"status","status":"connected","message":"Connected Successfully"}])");
  EXPECT_EQ(Feed::signals_of(hello), Lines{"greeted: Connected Successfully"});
  EXPECT_EQ(hello.send, Lines{R"({"action":"auth","params":"k\"1"})"});

  const auto& known = feed.receive(R"([{"ev":"status","status":"auth_success","message":"authenticated"}])");
  EXPECT_EQ(Feed::signals_of(known), Lines{"authenticated: authenticated"});
  EXPECT_EQ(known.send, Lines{R"({"action":"subscribe","params":"T.*"})"});

  const auto& yes = feed.receive(R"([{"ev":"status","status":"success","message":"subscribed to: T.*"}])");
  EXPECT_EQ(Feed::signals_of(yes), Lines{"streaming: subscribed to: T.*"});

  const auto& trade = feed.receive(R"([{"ev":"T","sym":"A","p":1,"s":1,"t":1651684192536}])");
  EXPECT_TRUE(trade.notices.empty());
  ASSERT_EQ(trade.events.size(), 1u);
  EXPECT_EQ(trade.events[0].feed, 3);
  EXPECT_EQ(trade.events[0].tick.recv_time, kReceived);
}

TEST(Polygon, the_handshake_may_come_in_one_frame_and_twice) {
  Feed feed{"polygon", all("k")};
  const std::string_view both =
      R"([{"ev":"status","status":"connected","message":"hi"},{"ev":"status","status":"auth_success","message":"ok"}])";
  EXPECT_EQ(feed.sent(both),
            (Lines{R"({"action":"auth","params":"k"})", R"({"action":"subscribe","params":"T.*"})"}));
  EXPECT_EQ(feed.sent(both), Lines{});
}

TEST(Polygon, lists_are_cut_into_batches) {
  Subscription s = all("k");
  s.symbols = many_symbols(2001);
  Feed feed{"polygon", s};
  const Lines sent = feed.sent(R"([{"ev":"status","status":"auth_success","message":"authenticated"}])");
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[0].substr(0, 45), R"({"action":"subscribe","params":"T.S0,T.S1,T.S)");
  EXPECT_EQ(sent[2], R"({"action":"subscribe","params":"T.S2000"})");
}

TEST(Polygon, trades_say_nothing_of_the_subscription_and_each_part_of_it_is_confirmed) {
  Feed feed{"polygon"};
  EXPECT_EQ(feed.signals(R"([{"ev":"T","sym":"A","p":1,"s":1,"t":1651684192536}])"), Lines{});
  for (const std::string part : {"T.A", "T.B"}) {
    EXPECT_EQ(feed.signals(R"([{"ev":"status","status":"success","message":"subscribed to: )" + part + R"("}])"),
              Lines{"streaming: subscribed to: " + part});
  }
}

TEST(Polygon, T052_what_a_status_means_to_the_connection) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"([{"ev":"status","status":"max_connections","message":"Maximum number of websocket connections exceeded."}])",
       "connection_limit: Maximum number of websocket connections exceeded."},
      {R"([{"ev":"status","status":"auth_failed","message":"authentication failed"}])",
       "bad_credentials: authentication failed"},
      {R"([{"status":"auth_failed","message":"authentication failed"}])",
       "bad_credentials: authentication failed"},
      {R"([{"ev":"status","status":"error","message":"not authorized"}])", "bad_subscription: not authorized"},
      {R"([{"ev":"status","status":"error","message":"something broke"}])", "server_error: something broke"},
      {R"([{"ev":"status","status":"auth_timeout","message":"too late"}])", "server_error: too late"},
      {R"([{"ev":"status","status":"error","message":"Slow consumer"}])", "slow_consumer: Slow consumer"},
      {R"([{"ev":"status","status":"weird","message":"?"}])",
       "unknown: a message of an unknown kind: status weird"},
  };
  for (const auto& [message, expected] : rows) {
    EXPECT_EQ(Feed{"polygon"}.signals(message), Lines{std::string{expected}}) << message;
  }
  EXPECT_EQ(Feed{"polygon"}.signals(R"([{"ev":"status","status":"success","message":"unsubscribed to: T.*"}])"),
            Lines{});
}

TEST(Polygon, a_notice_never_shows_the_key) {
  Feed feed{"polygon", all("s3cr3tkey")};
  EXPECT_EQ(feed.signals(R"([{"ev":"status","status":"error","message":"no such key s3cr3tkey\n!"}])"),
            Lines{"server_error: no such key *** !"});
  EXPECT_EQ(feed.signals("s3cr3tkey").at(0).find("s3cr3tkey"), std::string::npos);
}

}  // namespace

}  // namespace tickbard
