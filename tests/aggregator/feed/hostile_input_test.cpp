#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {

namespace {

/// One good trade of each provider, by which we see that the connection survived.
struct Provided {
  std::string_view provider;
  std::string_view trade;
  std::string_view printed;
};

constexpr Provided kProviders[] = {
    {"polygon", R"([{"ev":"T","sym":"A","p":1,"s":2,"t":1651684192536}])",
     "trade A 1 x 2 at 2022-05-04T17:09:52.536Z"},
    {"alpaca", R"([{"T":"t","S":"A","p":1,"s":2,"t":"2022-05-04T17:09:52.536Z"}])",
     "trade A 1 x 2 at 2022-05-04T17:09:52.536Z"},
    {"coinbase", R"({"type":"match","product_id":"A","price":"1","size":"2","time":"2022-05-04T17:09:52.536Z"})",
     "trade A 1 x 2 at 2022-05-04T17:09:52.536Z"},
    {"binance", R"({"e":"trade","s":"A","p":"1","q":"2","T":1651684192536})",
     "trade A 1 x 2 at 2022-05-04T17:09:52.536Z"},
    {"kraken",
     R"({"channel":"trade","data":[{"symbol":"A","price":1,"qty":2,"timestamp":"2022-05-04T17:09:52.536Z"}]})",
     "trade A 1 x 2 at 2022-05-04T17:09:52.536Z"},
};

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  out.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

TEST(HostileInput, T047_what_is_no_message_is_one_nonsense_notice_and_the_next_message_is_read) {
  const std::string rows[] = {
      "",
      " ",
      "hello",
      "42",
      "null",
      "\"text\"",
      "NaN",
      "{",
      "[",
      "}",
      "]",
      "{]",
      "[}",
      "[{]}",
      "{\"a\":1}}",
      "[1,2,3]",
      "[\"a\"]",
      "[[]]",
      "{}",
      "[{}]",
      "{\"a\":1} x",
      "{\"a\" 1}",
      "{\"a\":1 \"b\":2}",
      "{1:2}",
      "[{\"a\":1}{\"b\":2}]",
      "{\"unterminated",
      "\xEF\xBB\xBF",
      std::string("\0\0\0", 3),
      "{\"ev\":\"T\xff\xfe\"}",      // not UTF-8
      "{\"ev\":\"T\xed\xa0\x80\"}",  // half of a surrogate pair
      "{\"ev\":\"line\nbreak\"}",
      repeated("[", 1'000'000),
      repeated("{\"a\":", 200'000),
      repeated("[", 500'000) + repeated("]", 500'000),
      repeated("\\", 10'000),
      repeated("\"", 10'001),
  };
  for (const Provided& p : kProviders) {
    Feed feed{p.provider};
    feed.receive(p.trade);
    for (const std::string& message : rows) {
      const Decoded& decoded = feed.receive(message);
      ASSERT_EQ(decoded.notices.size(), 1u) << p.provider << ": " << message.substr(0, 40);
      EXPECT_EQ(decoded.notices[0].signal, Signal::nonsense) << p.provider << ": " << message.substr(0, 40);
      EXPECT_LE(decoded.notices[0].text.size(), 300u);
      EXPECT_TRUE(decoded.events.empty()) << p.provider << ": " << message.substr(0, 40);
      EXPECT_EQ(feed.prints(p.trade), Lines{std::string{p.printed}})
          << p.provider << " after " << message.substr(0, 40);
    }
  }
}

TEST(HostileInput, T047_a_trade_cut_anywhere_makes_no_print) {
  for (const Provided& p : kProviders) {
    for (std::size_t length = 0; length < p.trade.size(); ++length) {
      Feed feed{p.provider};
      EXPECT_EQ(feed.prints(p.trade.substr(0, length)), Lines{}) << p.provider << ' ' << length;
      EXPECT_EQ(feed.prints(p.trade), Lines{std::string{p.printed}}) << p.provider << ' ' << length;
    }
  }
}

TEST(HostileInput, T047_arrays_and_single_objects_are_read_alike) {
  for (const Provided& p : kProviders) {
    if (p.provider == "kraken") continue;  // its arrays are another dialect
    const bool array = p.trade.front() == '[';
    const std::string one{array ? p.trade.substr(1, p.trade.size() - 2) : p.trade};
    const Lines expected{std::string{p.printed}};
    EXPECT_EQ(Feed{p.provider}.prints(one), expected) << p.provider;
    EXPECT_EQ(Feed{p.provider}.prints("[" + one + "]"), expected) << p.provider;
    EXPECT_EQ(Feed{p.provider}.prints("[" + one + ",7," + one + "]"), (Lines{expected[0], expected[0]}))
        << p.provider;
  }
}

TEST(HostileInput, T047_a_megabyte_of_trades_is_read_whole) {
  const std::string trade =
      R"({"ev":"T","sym":"AMZN","i":"72815","x":12,"p":161.87,"s":1,"c":[14,37,41],"t":1651684192536,"q":4009408,"z":3})";
  constexpr std::size_t kTrades = 12'000;
  std::string message = "[" + trade;
  for (std::size_t i = 1; i < kTrades; ++i) message += "," + trade;
  message += "]";
  ASSERT_GT(message.size(), 1'000'000u);
  EXPECT_EQ(Feed{"polygon"}.receive(message).events.size(), kTrades);
}

TEST(HostileInput, T047_deep_nesting_in_a_field_that_nobody_reads) {
  const std::string deep = repeated("[", 100'000) + repeated("]", 100'000);
  EXPECT_EQ(
      Feed{"polygon"}.prints(R"([{"ev":"T","new":)" + deep + R"(,"sym":"A","p":1,"s":2,"t":1651684192536}])"),
      Lines{"trade A 1 x 2 at 2022-05-04T17:09:52.536Z"});
}

TEST(HostileInput, T047_an_unknown_kind_is_told_once_and_kinds_without_end_do_not_fill_the_memory) {
  Feed feed{"polygon"};
  EXPECT_EQ(feed.signals(R"([{"ev":"ZZ"},{"ev":"ZZ"},{"ev":"YY"}])"),
            (Lines{"unknown: a message of an unknown kind: ZZ", "unknown: a message of an unknown kind: YY"}));
  EXPECT_EQ(feed.signals(R"([{"ev":"ZZ"}])"), Lines{});
  std::size_t told = 0;
  for (int i = 0; i < 10'000; ++i) told += feed.signals(R"([{"ev":"kind)" + std::to_string(i) + R"("}])").size();
  EXPECT_EQ(told, 30u);
}

/// Echoed by the server, and anywhere about the places where what we tell is cut.
TEST(HostileInput, no_part_of_a_key_is_told) {
  Subscription subscription;
  subscription.credentials.key = "0123456789abcdef";
  for (std::size_t before = 0; before != 250; ++before) {
    const std::string words = std::string(before, 'x') + subscription.credentials.key;
    for (const std::string& message :
         {R"([{"ev":")" + words + R"("}])", R"([{"new":")" + words + R"("}])", R"([{"new":")" + words + R"("},)",
          words, "[1,\"" + words + "\"]", R"([{"ev":"status","status":"error","message":")" + words + R"("}])"}) {
      const Lines signals = Feed("polygon", subscription).signals(message);
      ASSERT_FALSE(signals.empty()) << message;
      for (const std::string& told : signals) {
        EXPECT_EQ(told.find("0123"), std::string::npos) << told;
      }
    }
  }
}

TEST(HostileInput, names_differing_by_case_are_other_fields) {
  EXPECT_EQ(Feed{"polygon"}.prints(R"([{"ev":"T","SYM":"A","p":1,"s":2,"t":1651684192536}])"),
            Lines{"rejected bad_symbol"});
  EXPECT_EQ(Feed{"alpaca"}.prints(R"([{"t":"2022-05-04T17:09:52.536Z","T":"t","s":2,"S":"A","p":1,"P":9}])"),
            Lines{"trade A 1 x 2 at 2022-05-04T17:09:52.536Z"});
}

TEST(HostileInput, prints_before_a_break_stand) {
  Feed feed{"polygon"};
  const Decoded& decoded =
      feed.receive(R"([{"ev":"T","sym":"A","p":1,"s":2,"t":1651684192536},{"ev":"T","sym":"B" "p":1}])");
  EXPECT_EQ(Feed::prints_of(decoded), Lines{"trade A 1 x 2 at 2022-05-04T17:09:52.536Z"});
  ASSERT_EQ(decoded.notices.size(), 1u);
  EXPECT_EQ(decoded.notices[0].signal, Signal::nonsense);
}

}  // namespace

}  // namespace tickbard
