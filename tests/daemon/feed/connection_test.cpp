#include "aggregator/calendar/calendar.hpp"
#include "aggregator/calendar/zone.hpp"
#include "tests/daemon/feed/feed_rig.hpp"

namespace tickbard {
namespace {

using test::close;
using test::drop;
using test::expect;
using test::hold;
using test::mute;
using test::send;
using test::send_many;

class EachFeed : public testing::TestWithParam<Turned> {};

std::string name_of_turned(const testing::TestParamInfo<Turned>& turned) {
  return turned.param == Turned::by_itself ? "by_itself" : "by_the_market";
}

INSTANTIATE_TEST_SUITE_P(Threads, EachFeed, testing::Values(Turned::by_itself, Turned::by_the_market),
                         name_of_turned);

TEST_P(EachFeed, streams_and_stops) {
  ScriptedServer server({alpaca({send(alpaca_trade(1)), send(alpaca_trade(2))})});
  FeedRig rig(server.url(), GetParam());
  const UnixNanos before = wall_now();
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(3));
  const auto& status = rig.feed->status();
  EXPECT_TRUE(status.up);
  EXPECT_NE(status.state().find("streaming from ws://127.0.0.1"), std::string::npos) << status.state();
  rig.stop();
  EXPECT_EQ(rig.words(), (Words{"streaming", "trade 1", "trade 2", "lost shutdown"}));
  EXPECT_FALSE(status.up);
  EXPECT_EQ(status.connects.get(), 1u);
  EXPECT_EQ(status.prints.get(), 2u);
  EXPECT_EQ(status.last_tick_nanos.load(), 1709564400123456789);
  EXPECT_EQ(rig.ended(LostReason::shutdown), 1u);
  for (const FeedEvent& e : rig.events) {
    EXPECT_EQ(e.feed, 3);
    EXPECT_GE(e.tick.recv_time, before);
    EXPECT_LE(e.tick.recv_time, wall_now());
  }
  EXPECT_EQ(rig.events[1].tick.symbol.view(), "AAPL");
  EXPECT_EQ(status.lag.read().total(), 2u);
  EXPECT_EQ(status.lag.read().counts.back(), 2u) << "trades of 2024 are more than 20 minutes old";
  EXPECT_TRUE(server.surprises().empty());
}

TEST(FeedConnection, one_that_never_sleeps_or_pauses_streams_reconnects_and_stops_as_well) {
  for (const bool spin : {true, false}) {
    SCOPED_TRACE(spin ? "ingest.spin" : "ingest.coalesce");
    ScriptedServer server({alpaca({send(alpaca_trade(1)), hold(), drop()}), alpaca({send(alpaca_trade(2))})});
    FeedRig rig(server.url());
    rig.options.spin = spin;
    if (!spin) rig.options.coalesce = 1ms;
    ASSERT_TRUE(rig.start());
    ASSERT_TRUE(rig.drain_to(2));
    server.release();
    ASSERT_TRUE(rig.drain_to(5));
    rig.stop();
    EXPECT_EQ(rig.words(),
              (Words{"streaming", "trade 1", "lost closed", "streaming", "trade 2", "lost shutdown"}));
  }
}

TEST_P(EachFeed, T052_a_dropped_connection_is_a_gap_and_is_subscribed_anew) {
  ScriptedServer server({alpaca({send(alpaca_trade(1)), hold(), drop()}), alpaca({send(alpaca_trade(2))})});
  FeedRig rig(server.url(), GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(2));
  const UnixNanos at_rest = wall_now();
  server.release();
  ASSERT_TRUE(rig.drain_to(5));
  EXPECT_EQ(rig.words(), (Words{"streaming", "trade 1", "lost closed", "streaming", "trade 2"}));
  EXPECT_LE(rig.events[2].tick.recv_time, at_rest) << "what came last is not known: it ended without a goodbye";
  EXPECT_EQ(rig.ended(LostReason::closed), 1u);
  EXPECT_EQ(rig.feed->status().connects.get(), 2u);
  EXPECT_EQ(server.received().size(), 4u) << "auth and subscribe, twice";
  EXPECT_LE(rig.events[2].tick.recv_time, rig.events[3].tick.recv_time);
}

TEST_P(EachFeed, T052_refused_credentials_stop_the_feed_without_a_second_knock) {
  ScriptedServer server({{send(R"([{"T":"success","msg":"connected"}])"), expect("auth"),
                          send(R"([{"T":"error","code":402,"msg":"auth failed for the-key the-secret"}])")}});
  FeedRig rig(server.url(), GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_until([&] { return rig.feed->status().stopped.load(); }));
  ASSERT_TRUE(rig.drain_to(1));
  EXPECT_EQ(rig.words(), Words{"lost refused"});
  EXPECT_TRUE(rig.says("auth failed"));
  EXPECT_TRUE(rig.says("reload (SIGHUP)"));
  for (const char* secret : {"the-key", "the-secret"}) {
    EXPECT_FALSE(rig.logged(secret)) << "what a server echoes is not logged either";
    EXPECT_EQ(rig.feed->status().state().find(secret), std::string::npos);
  }
  EXPECT_EQ(rig.feed->status().connects.get(), 1u);

  // A reload with other credentials revives it.
  Subscription other = rig.options.subscription;
  other.credentials.key = "another-key";
  rig.feed->reload(other);
  ASSERT_TRUE(rig.drain_until([&] { return server.received().size() == 2; }));
  EXPECT_NE(server.received()[1].find("another-key"), std::string::npos);
}

TEST_P(EachFeed, T052_a_connection_limit_waits_and_does_not_knock_again_soon) {
  ScriptedServer server({{send(R"([{"T":"success","msg":"connected"}])"), expect("auth"),
                          send(R"([{"T":"error","code":406,"msg":"connection limit exceeded"}])")}});
  FeedRig rig(server.url(), GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_until([&] { return rig.ended(LostReason::connection_limit) == 1; }));
  ASSERT_TRUE(rig.drain_to(1));
  EXPECT_EQ(rig.words(), Words{"lost connection_limit"});
  EXPECT_TRUE(rig.says("next attempt in 60 min")) << rig.feed->status().state();
  EXPECT_FALSE(rig.feed->status().stopped);
}

TEST_P(EachFeed, T052_a_slow_consumer_is_told_and_comes_back) {
  ScriptedServer server({alpaca({send(R"([{"T":"error","code":407,"msg":"slow client"}])")}), alpaca({})});
  FeedRig rig(server.url(), GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(3));
  EXPECT_EQ(rig.words(), (Words{"streaming", "lost slow_consumer", "streaming"}));
}

TEST_P(EachFeed, a_feed_that_speaks_nonsense_is_left) {
  ScriptedServer server({{send_many(25, [](std::size_t) { return std::string("<html>no feed here</html>"); })}});
  FeedRig rig(server.url(), GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_until([&] { return rig.ended(LostReason::protocol_error) >= 3; }));
  ASSERT_TRUE(rig.drain_to(1));
  EXPECT_EQ(rig.words(), Words{"lost protocol_error"}) << "told once, however often it happens";
  EXPECT_GE(rig.feed->status().nonsense.get(), 60u);
  EXPECT_TRUE(rig.says("check that the url belongs to this provider"));
}

TEST_P(EachFeed, an_unreadable_message_is_a_remark_and_no_state) {
  ScriptedServer server({alpaca({send("<html>what?</html>"), send(alpaca_trade(1))})});
  FeedRig rig(server.url(), GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(2));
  EXPECT_TRUE(rig.says("unreadable message"));
  EXPECT_EQ(rig.feed->status().nonsense.get(), 1u);
  EXPECT_TRUE(rig.feed->status().state().starts_with("streaming from ws://")) << rig.feed->status().state();
}

TEST_P(EachFeed, a_key_of_the_words_that_label_a_simulation_does_not_hide_them) {
  ScriptedServer server({{send(R"([{"T":"success","msg":"connected"}])"), expect("auth"),
                          send(R"([{"T":"error","code":407,"msg":"SIMULATED: slow client"}])")}});
  FeedRig rig(server.url(), GetParam());
  rig.options.subscription.credentials = {"SIMULATED", "SIMULATED"};
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(1));
  EXPECT_TRUE(rig.says("SIMULATED: slow client"));
}

TEST_P(EachFeed, a_half_open_connection_is_noticed) {
  ScriptedServer server({alpaca({mute(), send(alpaca_trade(1))}), alpaca({})});
  FeedRig rig(server.url(), GetParam());
  rig.options.times.ping_every = 20ms;
  rig.options.times.pong = 100ms;
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(4));
  EXPECT_EQ(rig.words(), (Words{"streaming", "trade 1", "lost silent", "streaming"}));
  EXPECT_TRUE(rig.says("did not answer a ping"));
  EXPECT_LE(rig.events[2].tick.recv_time, rig.events[3].tick.recv_time - 100ms)
      << "lost counts from the last sign of life, not from when it was noticed";
  EXPECT_LE(rig.events[2].tick.recv_time, rig.events[2].tick.event_time - 100ms)
      << "and says how long ago that was";
}

TEST_P(EachFeed, a_mute_feed_that_answers_pings_is_left_while_the_market_is_open) {
  ScriptedServer server({alpaca({}), alpaca({send(alpaca_trade(1))})});
  FeedRig rig(server.url(), GetParam());
  rig.options.silence = 50ms;
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(4));
  const Words words = rig.words();
  EXPECT_EQ((Words(words.begin(), words.begin() + 4)),
            (Words{"streaming", "lost silent", "streaming", "trade 1"}));
}

TEST_P(EachFeed, a_server_that_never_confirms_is_left) {
  ScriptedServer server({{send(R"([{"T":"success","msg":"connected"}])")}});
  FeedRig rig(server.url(), GetParam());
  rig.options.times.handshake = 30ms;
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_until([&] { return rig.ended(LostReason::silent) >= 2; }));
  EXPECT_TRUE(rig.says("did not confirm the subscription"));
}

TEST(FeedConnection, back_pressure_with_a_tiny_ring_loses_nothing) {
  constexpr std::size_t kTrades = 5'000;
  ScriptedServer server({alpaca({send_many(kTrades, [](std::size_t i) { return alpaca_trade(i + 1); })})});
  FeedRig rig(server.url(), Turned::by_itself, 4);
  rig.options.times.ping_every = 10ms;  // pings go on meanwhile, and no pause is taken for death
  rig.options.times.pong = 5s;
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_until([&] { return rig.feed->status().ring_full.get() > 0; }));
  ASSERT_TRUE(rig.drain_to(kTrades + 1));
  ASSERT_EQ(rig.words().front(), "streaming");
  for (std::size_t i = 1; i <= kTrades; ++i) ASSERT_EQ(rig.events[i].tick.id.value, i);
  EXPECT_GT(rig.feed->status().ring_full.get(), 10u);
  EXPECT_EQ(rig.feed->status().connects.get(), 1u);
  EXPECT_EQ(rig.feed->status().prints.get(), kTrades);
}

TEST(FeedConnection, stop_hands_over_what_was_read_before) {
  std::string many = "[";
  for (int i = 1; i <= 500; ++i) {
    const std::string one = alpaca_trade(static_cast<std::size_t>(i));
    many += (i == 1 ? "" : ",") + one.substr(1, one.size() - 2);
  }
  ScriptedServer server({alpaca({send(many + "]")})});
  FeedRig rig(server.url(), Turned::by_itself, 8);
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_until([&] { return rig.feed->status().prints.get() == 500; }));
  rig.stop();
  const Words words = rig.words();
  ASSERT_EQ(words.size(), 502u);
  EXPECT_EQ(words[500], "trade 500");
  EXPECT_EQ(words[501], "lost shutdown");
}

TEST_P(EachFeed, what_one_read_brings_stays_in_order_and_a_loss_comes_last) {
  // Far more than is handed over at once, in many messages, and the end of the connection right behind them.
  constexpr std::size_t kTrades = 3'000;
  ScriptedServer server(
      {alpaca({send_many(kTrades, [](std::size_t i) { return alpaca_trade(i + 1); }), close(1001, "leaving")}),
       alpaca({})});
  FeedRig rig(server.url(), GetParam(), 4 * kTrades);
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(kTrades + 3));
  const Words words = rig.words();
  EXPECT_EQ(words.front(), "streaming");
  for (std::size_t i = 1; i <= kTrades; ++i) ASSERT_EQ(rig.events[i].tick.id.value, i);
  EXPECT_EQ(words[kTrades + 1].substr(0, 5), "lost ");
  EXPECT_EQ(words[kTrades + 2], "streaming");
  EXPECT_EQ(rig.feed->status().prints.get(), kTrades);
}

TEST_P(EachFeed, data_without_a_word_streams_from_before_its_first_trade) {
  const Script silent{test::send(R"([{"T":"success","msg":"connected"}])"),
                      test::expect("\"auth\""),
                      test::send(R"([{"T":"success","msg":"authenticated"}])"),
                      test::expect("\"subscribe\""),
                      send(alpaca_trade(1)),
                      send(alpaca_trade(2))};
  ScriptedServer server({silent});
  FeedRig rig(server.url(), GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(3));
  EXPECT_EQ(rig.words(), (Words{"streaming", "trade 1", "trade 2"}));
}

TEST_P(EachFeed, one_that_was_never_started_goes_without_being_turned) {
  FeedRig rig("ws://127.0.0.1:1", GetParam());
  rig.options.url = "nonsense://";
  const FeedConnection never(rig.options, rig.reactor, [](std::span<const FeedEvent>, MonoTime) {}, {});
}

TEST_P(EachFeed, reload_subscribes_the_new_symbols_on_a_new_connection) {
  ScriptedServer server({alpaca({})});
  FeedRig rig(server.url(), GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(1));
  Subscription other = rig.options.subscription;
  other.symbols = {"MSFT"};
  rig.feed->reload(other);
  ASSERT_TRUE(rig.drain_to(3));
  EXPECT_EQ(rig.words(), (Words{"streaming", "lost shutdown", "streaming"}));
  EXPECT_NE(server.received().back().find("MSFT"), std::string::npos);
}

TEST_P(EachFeed, nobody_at_the_other_end_is_one_loss_and_no_hot_loop) {
  std::string url;
  {
    ScriptedServer server({Script{}});
    url = server.url();
  }
  FeedRig rig(url, GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_until([&] { return rig.ended(LostReason::connect_failed) >= 3; }));
  ASSERT_TRUE(rig.drain_to(1));
  rig.stop();
  EXPECT_EQ(rig.words(), Words{"lost connect_failed"});
  EXPECT_TRUE(rig.says("no connection to " + url));
}

TEST_P(EachFeed, an_untrusted_certificate_is_one_clear_sentence) {
  test::TemporaryFolder folder;
  const auto served = test::make_certificate(folder.path(), "served");
  const auto trusted = test::make_certificate(folder.path(), "trusted");
  test::ScriptOptions o;
  o.certificate = &served;
  ScriptedServer server({alpaca({})}, o);
  FeedRig rig(server.url("localhost"), GetParam());
  rig.options.ca_file = trusted.chain;
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_until([&] { return rig.ended(LostReason::tls_failed) >= 1; }));
  ASSERT_TRUE(rig.drain_to(1));
  EXPECT_EQ(rig.words(), Words{"lost tls_failed"});
  EXPECT_TRUE(rig.says("does not verify"));
  EXPECT_TRUE(server.received().empty()) << "no credential leaves before the certificate is verified";
}

TEST_P(EachFeed, over_tls) {
  test::TemporaryFolder folder;
  const auto certificate = test::make_certificate(folder.path(), "good");
  test::ScriptOptions o;
  o.certificate = &certificate;
  ScriptedServer server({alpaca({send(alpaca_trade(9))})}, o);
  FeedRig rig(server.url("localhost"), GetParam());
  rig.options.ca_file = certificate.chain;
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(2));
  EXPECT_EQ(rig.words(), (Words{"streaming", "trade 9"}));
}

TEST_P(EachFeed, a_close_frame_can_carry_the_reason) {
  ScriptedServer server({alpaca({close(1008, "max_connections")})});
  FeedRig rig(server.url(), GetParam());
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.drain_to(2));
  EXPECT_EQ(rig.words(), (Words{"streaming", "lost connection_limit"}));
}

/// New York's calendar with a closed day before, at and after today.
Calendar closed_now() {
  std::string rows = "date,kind,open,close,note\n";
  const auto today = std::chrono::floor<std::chrono::days>(wall_now());
  for (int d = -1; d <= 1; ++d) {
    const std::chrono::year_month_day date{today + std::chrono::days{d}};
    char text[80];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u,closed,,,test\n", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    rows += text;
  }
  return Calendar::xnys(*load_new_york_zone().value(), rows).value();
}

TEST(FeedConnection, silence_is_judged_by_the_calendar) {
  const Calendar closed = closed_now();
  const Calendar always = Calendar::always();
  ScriptedServer server({alpaca({})});
  FeedRig asleep(server.url());
  FeedRig awake(server.url());
  asleep.options.calendar = &closed;
  awake.options.calendar = &always;
  for (FeedRig* rig : {&asleep, &awake}) {
    rig->options.silence = 20ms;
    rig->options.times.ping_every = 10ms;
    rig->options.times.pong = 10s;
    ASSERT_TRUE(rig->start());
    ASSERT_TRUE(rig->drain_to(1));
  }
  ASSERT_TRUE(awake.drain_until([&] { return awake.ended(LostReason::silent) >= 2; }));
  EXPECT_EQ(awake.words()[1], "lost silent");
  asleep.stop();
  EXPECT_EQ(asleep.words(), (Words{"streaming", "lost shutdown"}));
  EXPECT_EQ(asleep.feed->status().connects.get(), 1u);
}

TEST(FeedUrl, is_settled_from_provider_venue_and_configuration) {
  struct Case {
    const char* provider;
    const char* url;
    const char* venue;
    const char* settled;
  };
  const std::vector<Case> cases{
      {"alpaca", "", "", "wss://stream.data.alpaca.markets/v2/sip"},
      {"alpaca", "wss://stream.data.alpaca.markets/v2/iex", "", "wss://stream.data.alpaca.markets/v2/iex"},
      {"polygon", "ws://127.0.0.1:9", "", "ws://127.0.0.1:9/stocks"},
      {"polygon", "ws://127.0.0.1:9/", "", "ws://127.0.0.1:9/stocks"},
      {"kraken", "", "", "wss://ws.kraken.com/v2"},
      {"binance", "", "usdm", "wss://fstream.binance.com/stream"},
  };
  for (const Case& c : cases) {
    FeedOptions o;
    o.provider = find_provider(c.provider);
    o.url = c.url;
    o.subscription.venue = c.venue;
    const auto url = feed_url(o);
    ASSERT_TRUE(url) << c.provider;
    EXPECT_EQ(url->origin() + url->target(), c.settled);
  }
}

TEST(FeedUrl, says_what_is_wrong) {
  FeedOptions o;
  o.name = "us";
  o.provider = find_provider("alpaca");
  for (const auto& [url, part] : std::vector<std::pair<std::string, const char*>>{
           {"https://x/y", "ws:// or wss://"}, {"nonsense", "no scheme"}, {"wss://x:99999", "port"}}) {
    o.url = url;
    const auto settled = feed_url(o);
    ASSERT_FALSE(settled) << url;
    EXPECT_NE(settled.error().text.find("\"us\""), std::string::npos);
    EXPECT_NE(settled.error().text.find(part), std::string::npos) << settled.error().text;
  }
  o.url.clear();
  o.subscription.venue = "nowhere";
  EXPECT_NE(feed_url(o).error().text.find("nowhere"), std::string::npos);
}

}  // namespace
}  // namespace tickbard
