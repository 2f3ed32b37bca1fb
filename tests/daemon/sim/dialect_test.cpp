#include <gtest/gtest.h>

#include "tests/daemon/sim/conversation.hpp"

namespace tickbard::test {
namespace {

using std::chrono::seconds;

constexpr std::array<std::string_view, 5> kAll{"polygon", "alpaca", "coinbase", "binance", "kraken"};

/// The unit in which a provider writes times.
std::int64_t time_unit(std::string_view provider) {
  if (provider == "alpaca") return 1;
  return provider == "polygon" || provider == "binance" ? 1'000'000 : 1'000;
}

class EveryDialect : public ::testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(Providers, EveryDialect, ::testing::ValuesIn(kAll),
                         [](const auto& given) { return std::string(given.param); });

TEST_P(EveryDialect, each_generated_trade_comes_back_from_the_protocol_as_it_was) {
  const std::string provider(GetParam());
  MarketGenerator market(market_of(provider, 20));
  std::vector<SimTrade> trades;
  market.generate(from_unix_nanos(1'780'000'030'000'000'000), 5'000, trades);
  ASSERT_GT(trades.size(), 3'000U);

  const bool all = find_provider(provider)->all_symbols;
  Conversation c(provider, all ? std::vector<std::string>{"*"} : market.symbols());
  c.trade(trades, market.symbols());

  EXPECT_EQ(surprises(c), std::vector<std::string>{});
  EXPECT_TRUE(c.heard(Signal::streaming));
  const auto prints = c.prints();
  ASSERT_EQ(prints.size(), trades.size());
  for (std::size_t i = 0; i < trades.size(); ++i) {
    const SimTrade& sent = trades[i];
    const Tick& got = prints[i].tick;
    ASSERT_EQ(prints[i].kind, FeedEventKind::trade) << i;
    ASSERT_EQ(got.symbol.view(), market.symbols()[sent.symbol]) << i;
    ASSERT_EQ(to_text(got.price), to_text(sent.price)) << i;
    ASSERT_EQ(to_text(got.size), to_text(sent.size)) << i;
    const std::int64_t unit = time_unit(provider);
    ASSERT_EQ(to_unix_nanos(got.event_time), to_unix_nanos(sent.time) / unit * unit) << i;
    ASSERT_EQ(got.id, TradeId::from_number(sent.id)) << i;
    ASSERT_EQ(got.tape, sent.tape) << i;
    if (provider == "polygon") {
      ASSERT_EQ(got.exchange, sent.exchange) << i;
      ASSERT_EQ(got.sequence, sent.sequence) << i;
      ASSERT_EQ(got.conditions.count, sent.conditions.count) << i;
      ASSERT_EQ(got.conditions.code, sent.conditions.code) << i;
    }
  }
}

TEST_P(EveryDialect, a_client_gets_only_what_it_subscribed_to) {
  const std::string provider(GetParam());
  MarketGenerator market(market_of(provider, 5));
  std::vector<SimTrade> trades;
  market.generate(from_unix_nanos(1'780'000'010'000'000'000), 2'000, trades);
  const std::vector<std::string> wanted{market.symbols()[1], market.symbols()[3]};

  Conversation c(provider, wanted);
  c.trade(trades, market.symbols());
  std::size_t expected = 0;
  for (const SimTrade& t : trades) expected += t.symbol == 1 || t.symbol == 3 ? 1U : 0U;
  ASSERT_GT(expected, 100U);
  EXPECT_EQ(c.prints().size(), expected);
  for (const FeedEvent& e : c.prints()) {
    const std::string_view symbol = e.tick.symbol.view();
    EXPECT_TRUE(symbol == wanted[0] || symbol == wanted[1]) << symbol;
  }
}

TEST_P(EveryDialect, the_session_says_that_it_is_simulated) {
  const std::string provider(GetParam());
  auto server = std::move(*make_dialect(provider, {}, {}));
  Answer said;
  server->on_open("/", kRecv, said);
  const std::string subscribe = provider == "coinbase"
                                    ? R"({"type":"subscribe","product_ids":["A-B"],"channels":["matches"]})"
                                    : R"({"method":"SUBSCRIBE","params":["ab@trade"],"id":1})";
  server->on_message(subscribe, kRecv, said);
  std::string all;
  for (const std::string& text : said.send) all += text;
  EXPECT_NE(all.find("SIMULATED"), std::string::npos) << all;
}

TEST_P(EveryDialect, refuses_a_connection_above_the_limit_in_words_the_client_understands) {
  Conversation c(std::string(GetParam()), {"SIM1"});
  c.notices.clear();
  Answer answer;
  c.server->over_limit(answer);
  c.hear(answer);
  ASSERT_TRUE(c.closed);
  const std::string reason = c.closed->reason;
  EXPECT_TRUE(c.heard(Signal::connection_limit) || reason.find("connection limit") != std::string::npos) << reason;
}

TEST_P(EveryDialect, closes_a_slow_client_in_words_it_understands) {
  Conversation c(std::string(GetParam()), {"SIM1"});
  c.notices.clear();
  Answer answer;
  c.server->too_slow(answer);
  c.hear(answer);
  ASSERT_TRUE(c.closed);
  EXPECT_TRUE(c.heard(Signal::slow_consumer) || c.closed->reason.find("slow") != std::string::npos);
}

TEST_P(EveryDialect, survives_what_no_client_should_send) {
  for (const std::string_view text :
       {"", "x", "{", "[]", "null", "17", "{}", R"({"action":5})", R"({"type":["subscribe"]})",
        R"({"method":null})", R"({"action":"subscribe","trades":"AAPL"})",
        R"({"method":"SUBSCRIBE","params":"x"})",
        R"({"method":"subscribe","params":{"channel":"trade","symbol":7}})",
        R"({"type":"subscribe","channels":[7,{"name":8}]})", R"({"action":"auth","params":{}})"}) {
    auto server = std::move(*make_dialect(GetParam(), {}, {}));
    Answer answer;
    server->on_open("/", kRecv, answer);
    server->on_message(text, kRecv, answer);
    EXPECT_FALSE(server->streaming()) << text;
  }
}

TEST(Dialect, T052_refused_credentials_are_named_by_the_providers_that_have_some) {
  for (const std::string provider : {"polygon", "alpaca"}) {
    Conversation c(provider, {"*"}, {.refuse_auth = true});
    EXPECT_TRUE(c.heard(Signal::bad_credentials)) << provider;
    EXPECT_FALSE(c.heard(Signal::streaming)) << provider;
    EXPECT_TRUE(c.closed) << provider;
    EXPECT_FALSE(c.server->streaming()) << provider;
  }
}

TEST(Dialect, a_symbol_that_is_not_traded_is_refused_where_the_provider_does_so) {
  Listing listing;
  listing.knows = [](std::string_view symbol) { return symbol == "SIM1-USD" || symbol == "SIM1/USD"; };
  Conversation coinbase("coinbase", {"NOPE-USD"}, {}, listing);
  EXPECT_TRUE(coinbase.heard(Signal::bad_subscription));
  Conversation kraken("kraken", {"SIM1/USD", "NOPE/USD"}, {}, listing);
  EXPECT_TRUE(kraken.heard(Signal::bad_subscription));
  EXPECT_TRUE(kraken.heard(Signal::streaming)) << "the other symbol goes on";
}

TEST(Dialect, T036_the_last_trade_of_before_comes_as_a_snapshot) {
  std::deque<SimTrade> recent(1);
  SimTrade& last = recent.back();
  last.time = kRecv - seconds(5);
  last.price.raw = 1'500'000'000;
  last.size.raw = 25'000'000;
  last.id = 77;
  Listing listing;
  listing.recent = [&](std::string_view) { return &recent; };
  for (const std::string provider : {"coinbase", "kraken"}) {
    Conversation c(provider, {provider == "coinbase" ? "SIM1-USD" : "SIM1/USD"}, {}, listing);
    const auto prints = c.prints();
    ASSERT_EQ(prints.size(), 1U) << provider;
    EXPECT_EQ(prints[0].kind, FeedEventKind::snapshot) << provider;
    EXPECT_EQ(prints[0].tick.id, TradeId::from_number(77)) << provider;
    EXPECT_EQ(to_text(prints[0].tick.price), "1.5") << provider;
  }
}

TEST(Dialect, T036_kraken_begins_with_the_newest_trades_in_their_order) {
  std::deque<SimTrade> recent(3);
  for (std::size_t n = 0; n != recent.size(); ++n) {
    recent[n].time = kRecv - seconds(5);
    recent[n].price.raw = recent[n].size.raw = 100'000'000;
    recent[n].id = 77 + n;
  }
  Listing listing;
  listing.recent = [&](std::string_view) { return &recent; };
  const auto prints = Conversation("kraken", {"SIM1/USD"}, {}, listing).prints();
  ASSERT_EQ(prints.size(), 3U);
  for (std::size_t n = 0; n != prints.size(); ++n) {
    EXPECT_EQ(prints[n].kind, FeedEventKind::snapshot);
    EXPECT_EQ(prints[n].tick.id, TradeId::from_number(77 + n));
  }
}

TEST(Dialect, heartbeats_come_as_each_provider_sends_them) {
  struct Case {
    std::string provider;
    bool idle;
    bool beats;
  };
  for (const Case& k : {Case{"coinbase", false, true}, Case{"coinbase", true, true}, Case{"kraken", true, true},
                        Case{"kraken", false, false}, Case{"polygon", true, false}, Case{"alpaca", true, false},
                        Case{"binance", true, false}}) {
    Conversation c(k.provider, {"SIM1"});
    c.notices.clear();
    Answer beat;
    c.server->heartbeat(kRecv, k.idle, beat);
    c.hear(beat);
    EXPECT_EQ(c.heard(Signal::heartbeat), k.beats) << k.provider << k.idle;
  }
}

TEST(Dialect, binance_speaks_bare_and_combined_and_knows_venue_paths) {
  MarketGenerator market(market_of("binance", 2));
  std::vector<SimTrade> trades;
  market.generate(from_unix_nanos(1'780'000'001'000'000'000), 50, trades);
  struct Case {
    std::string target, venue;
    bool combined, streaming;
  };
  for (const Case& k :
       {Case{"/ws", "", false, false}, Case{"/ws/sim1usdt@trade", "", false, true},
        Case{"/stream?streams=sim1usdt@trade/sim2usdt@trade", "", true, true}, Case{"/stream", "", true, false},
        Case{"/usdm/stream?streams=sim1usdt@trade", "usdm", true, true}, Case{"/cm/ws", "cm", false, false},
        Case{"/ws/sim1usdt@aggTrade", "", false, true}, Case{"/ws/sim1usdt@depth", "", false, false}}) {
    auto server = make_binance_dialect();
    Answer answer;
    server->on_open(k.target, kRecv, answer);
    EXPECT_EQ(server->venue(), k.venue) << k.target;
    EXPECT_EQ(server->streaming(), k.streaming) << k.target;
    std::vector<std::string> frames;
    server->encode(trades, market.symbols(), frames);
    EXPECT_EQ(!frames.empty(), k.streaming) << k.target;
    if (!frames.empty()) {
      EXPECT_EQ(frames[0].find("\"stream\":") != std::string::npos, k.combined) << k.target;
    }
  }
}

TEST(Dialect, polygon_answers_each_topic_once_and_wants_a_key_first) {
  auto server = make_polygon_dialect({});
  const auto say = [&](std::string_view text) {
    Answer answer;
    server->on_message(text, kRecv, answer);
    return answer.send;
  };
  EXPECT_EQ(say(R"({"action":"subscribe","params":"T.*"})").at(0),
            R"([{"ev":"status","status":"error","message":"not authorized"}])");
  EXPECT_EQ(say(R"({"action":"auth","params":"k"})").at(0),
            R"([{"ev":"status","status":"auth_success","message":"authenticated"}])");
  EXPECT_EQ(say(R"({"action":"subscribe","params":"T.A, T.B"})").at(0),
            R"([{"ev":"status","status":"success","message":"subscribed to: T.A"},)"
            R"({"ev":"status","status":"success","message":"subscribed to: T.B"}])");
  EXPECT_TRUE(say(R"({"action":"subscribe","params":"T.A"})").empty()) << "held already: no answer";
  EXPECT_TRUE(server->wants_frame(R"([{"ev":"T","sym":"B"}])", ""));
  EXPECT_EQ(say(R"({"action":"unsubscribe","params":"T.B"})").at(0),
            R"([{"ev":"status","status":"success","message":"unsubscribed to: T.B"}])");
  EXPECT_FALSE(server->wants_frame(R"([{"ev":"T","sym":"B"}])", ""));
}

TEST(Dialect, alpaca_answers_with_the_whole_list_and_its_own_error_codes) {
  auto server = make_alpaca_dialect({});
  const auto say = [&](std::string_view text) {
    Answer answer;
    server->on_message(text, kRecv, answer);
    return answer.send.at(0);
  };
  EXPECT_NE(say(R"({"action":"subscribe","trades":["A"]})").find("\"code\":401"), std::string::npos);
  EXPECT_NE(say(R"({"action":"auth","key":"k"})").find("\"code\":402"), std::string::npos);
  EXPECT_NE(say(R"({"action":"auth","key":"k","secret":"s"})").find("authenticated"), std::string::npos);
  EXPECT_NE(say(R"({"action":"auth","key":"k","secret":"s"})").find("\"code\":403"), std::string::npos);
  EXPECT_NE(say(R"({"action":"subscribe","trades":["A"]})").find(R"("trades":["A"])"), std::string::npos);
  EXPECT_NE(say(R"({"action":"subscribe","quotes":["B"]})").find(R"("trades":["A"])"), std::string::npos);
}

TEST(Dialect, an_unknown_provider_is_answered_with_those_there_are) {
  const auto none = make_dialect("finnhub", {}, {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().text,
            "--provider finnhub: there is no simulator for it; choose one of polygon, alpaca, coinbase, binance, "
            "kraken");
}

}  // namespace
}  // namespace tickbard::test
