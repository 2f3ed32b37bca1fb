#include <gtest/gtest.h>

#include <set>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/calendar/zone.hpp"
#include "aggregator/core/time_text.hpp"
#include "daemon/sim/dialect.hpp"
#include "tests/daemon/sim/socket_bench.hpp"

namespace tickbard::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixNanos kStart = from_unix_nanos(1'795'184'940'000'000'000);  // 11 minutes before the bench's time

SimOptions market(const std::string& provider, std::uint32_t symbols) {
  SimOptions o;
  o.provider = provider;
  o.symbol_count = symbols;
  return o;
}

/// At full speed from kStart for `length`: the market waits for its clients, so that they miss nothing.
SimOptions closed_market(const std::string& provider, std::uint32_t symbols, std::chrono::nanoseconds length) {
  SimOptions o = market(provider, symbols);
  o.speed = kFullSpeed;
  o.start = kStart;
  o.end = kStart + length;
  return o;
}

std::vector<SimTrade> what_it_makes(const SimOptions& o) {
  GeneratorOptions g;
  g.style = market_style(o.provider);
  g.symbols = simulated_symbols(o.provider, o.symbol_count);
  g.rate = o.rate;
  g.seed = o.seed;
  g.start = *o.start;
  g.burst = o.faults.burst;
  std::vector<SimTrade> trades;
  MarketGenerator(g).generate(*o.end, 100'000'000, trades);
  return trades;
}

std::vector<std::string> everything(const SimOptions& o) {
  return find_provider(o.provider)->all_symbols ? std::vector<std::string>{"*"}
                                                : simulated_symbols(o.provider, o.symbol_count);
}

class EveryServer : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Providers, EveryServer,
                         ::testing::Values("polygon", "alpaca", "coinbase", "binance", "kraken"),
                         [](const auto& given) { return given.param; });

TEST_P(EveryServer, at_full_speed_a_client_gets_every_trade_once_and_in_order) {
  const SimOptions o = closed_market(GetParam(), 300, minutes(1));
  const auto expected = what_it_makes(o);
  SocketBench bench(o);
  BenchClient client(bench, o.provider, everything(o));
  ASSERT_TRUE(bench.until([&] { return client.prints.size() >= expected.size(); }));
  bench.until([] { return false; }, 5);
  ASSERT_EQ(client.prints.size(), expected.size());
  const auto names = simulated_symbols(o.provider, o.symbol_count);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_EQ(client.prints[i].tick.id, TradeId::from_number(expected[i].id)) << i;
    ASSERT_EQ(client.prints[i].tick.symbol.view(), names[expected[i].symbol]) << i;
  }
  EXPECT_FALSE(client.heard(Signal::nonsense));
  EXPECT_FALSE(client.heard(Signal::unknown));
  EXPECT_TRUE(bench.logged("the made-up market is over"));
  for (const std::string& line : bench.log) EXPECT_NE(line.find("SIMULATED"), std::string::npos) << line;
}

TEST_P(EveryServer, at_real_pace_trades_come_as_time_passes_and_none_is_ahead) {
  SocketBench bench(market(GetParam(), 10));
  BenchClient client(bench, GetParam(), everything(market(GetParam(), 10)));
  ASSERT_TRUE(bench.until([&] { return client.heard(Signal::streaming); }));
  const UnixNanos from = bench.wall();
  ASSERT_TRUE(bench.until([&] { return bench.wall() >= from + seconds(10); }));
  EXPECT_NEAR(static_cast<double>(client.prints.size()), 2000, 300);
  for (const FeedEvent& e : client.prints) ASSERT_LE(e.tick.event_time, bench.wall());
}

TEST(SimServer, T049_twelve_thousand_symbols_in_the_last_10_ms_of_a_minute_all_arrive) {
  SimOptions o = closed_market("polygon", 12'000, minutes(2));
  o.rate = 0;
  o.faults.burst = true;
  SocketBench bench(o);
  BenchClient client(bench, "polygon", {"*"});
  ASSERT_TRUE(bench.until([&] { return client.prints.size() >= 24'000; }));
  std::set<std::pair<std::string, MinuteStart>> seen;
  for (const FeedEvent& e : client.prints) {
    seen.emplace(e.tick.symbol.view(), minute_of(e.tick.event_time));
    ASSERT_GE(e.tick.event_time - minute_of(e.tick.event_time), seconds(60) - milliseconds(10));
  }
  EXPECT_EQ(seen.size(), 24'000U);
}

TEST(SimServer, twelve_thousand_symbols_can_be_named_in_one_list) {
  SimOptions o = closed_market("alpaca", 12'000, seconds(5));
  const auto expected = what_it_makes(o);
  SocketBench bench(o);
  BenchClient client(bench, "alpaca", simulated_symbols("alpaca", 12'000));
  EXPECT_TRUE(bench.until([&] { return client.prints.size() >= expected.size(); }));
}

TEST(SimServer, T052_at_full_speed_the_market_waits_for_a_client_that_does_not_read) {
  SimOptions o = closed_market("polygon", 100, minutes(10));
  o.rate = 5000;
  SocketBench bench(o);
  BenchClient client(bench, "polygon", {"*"});
  ASSERT_TRUE(bench.until([&] { return !client.prints.empty(); }));
  client.socket->pause_reading();
  const std::uint64_t read = bench.server.market()->trades();
  bench.until([] { return false; }, 200);
  const std::uint64_t made = bench.server.market()->trades();
  bench.until([] { return false; }, 200);
  EXPECT_EQ(bench.server.market()->trades(), made) << "it went on without its reader";
  EXPECT_LT(made - read, 200'000U);
  client.socket->resume_reading();
  EXPECT_TRUE(bench.until([&] { return bench.server.market()->trades() > 2 * made; }));
}

TEST(SimServer, a_fast_market_begins_at_the_open_of_the_session_before_today) {
  const auto zone = load_new_york_zone();
  ASSERT_TRUE(zone) << zone.error().text;
  const auto xnys = Calendar::xnys(**zone, Calendar::xnys_exceptions());
  ASSERT_TRUE(xnys);
  struct Case {
    std::string provider, begins;
  };
  for (const Case& k : {Case{"polygon", "2026-11-19T14:30:00Z"}, Case{"kraken", "2026-11-19T00:00:00Z"}}) {
    SimOptions o = market(k.provider, 3);
    o.speed = 60;
    SocketBench bench(o, &*xnys);
    EXPECT_TRUE(bench.logged("market time from " + k.begins)) << bench.log.at(0);
    BenchClient client(bench, k.provider, everything(o));
    ASSERT_TRUE(bench.until([&] { return client.prints.size() > 1000; }));
    const UnixNanos begin = *parse_rfc3339(k.begins);
    for (const FeedEvent& e : client.prints) {
      ASSERT_GE(e.tick.event_time, begin);
      ASSERT_LT(e.tick.event_time, begin + minutes(10));
    }
  }
}

TEST(SimServer, two_clients_see_one_market) {
  const SimOptions o = market("coinbase", 3);
  SocketBench bench(o);
  BenchClient a(bench, "coinbase", {"SIM1-USD"}), b(bench, "coinbase", {"SIM1-USD", "SIM2-USD"});
  ASSERT_TRUE(bench.until([&] { return a.prints.size() > 200 && b.prints.size() > 200; }));
  const auto ids = [](const BenchClient& c) {
    std::set<std::uint64_t> out;
    for (const FeedEvent& e : c.prints) {
      if (e.tick.symbol.view() == "SIM1-USD") out.insert(e.tick.id.value);
    }
    return out;
  };
  const auto of_a = ids(a), of_b = ids(b);
  std::size_t shared = 0;
  for (const std::uint64_t id : of_a) shared += of_b.count(id);
  EXPECT_GT(shared, of_a.size() / 2);
}

TEST(SimServer, it_goes_politely_when_told_to_stop) {
  SocketBench bench(market("kraken", 3));
  BenchClient client(bench, "kraken", {"SIM1/USD"});
  ASSERT_TRUE(bench.until([&] { return client.heard(Signal::streaming); }));
  bench.server.stop();
  ASSERT_TRUE(bench.until([&] { return client.end.has_value(); }));
  EXPECT_EQ(client.end->close_code, 1001);
  EXPECT_TRUE(bench.until([&] { return bench.server.peers() == 0; }));
}

TEST(SimServer, a_quiet_session_has_heartbeats_or_pings) {
  SimOptions o = market("kraken", 1);
  o.rate = 0.000001;
  SocketBench bench(o);
  BenchClient client(bench, "kraken", {"SIM1/USD"});
  EXPECT_TRUE(bench.until([&] { return client.count(Signal::heartbeat) >= 5; }, 1000));
  BenchClient other(bench, "kraken", {"SIM1/USD"});
  EXPECT_TRUE(bench.until([&] { return other.controls > 0; }, 2000)) << "a ping every ten seconds";
}

struct FaultCase {
  std::string name, provider, faults;
  std::function<bool(const BenchClient&)> seen;
};

class EveryFault : public ::testing::TestWithParam<FaultCase> {};
INSTANTIATE_TEST_SUITE_P(
    Faults, EveryFault,
    ::testing::Values(
        FaultCase{"drop", "polygon", "drop:5", [](auto& c) { return c.end && c.end->close_code == 1006; }},
        FaultCase{"garbage", "alpaca", "garbage:3", [](auto& c) { return c.heard(Signal::nonsense); }},
        FaultCase{"auth_polygon", "polygon", "auth",
                  [](auto& c) { return c.end && c.heard(Signal::bad_credentials); }},
        FaultCase{"auth_alpaca", "alpaca", "auth",
                  [](auto& c) { return c.end && c.heard(Signal::bad_credentials); }},
        FaultCase{"limit", "polygon", "limit", [](auto& c) { return c.end && c.heard(Signal::connection_limit); }},
        FaultCase{
            "limit_by_close", "kraken", "limit",
            [](auto& c) { return c.end && c.end->close_text.find("connection limit") != std::string::npos; }},
        FaultCase{"slow", "alpaca", "slow:4", [](auto& c) { return c.end && c.heard(Signal::slow_consumer); }},
        FaultCase{"slow_by_close", "binance", "slow:4",
                  [](auto& c) { return c.end && c.end->close_text.find("slow") != std::string::npos; }},
        FaultCase{"future", "kraken", "future:10",
                  [](auto& c) {
                    return c.prints.size() > 100 &&
                           std::any_of(c.prints.begin(), c.prints.end(), [](const auto& e) {
                             return e.tick.event_time > e.tick.recv_time + minutes(9);
                           });
                  }},
        FaultCase{"dup", "coinbase", "dup:2",
                  [](auto& c) {
                    std::set<std::pair<std::string_view, std::uint64_t>> ids;
                    for (const FeedEvent& e : c.prints) ids.emplace(e.tick.symbol.view(), e.tick.id.value);
                    return c.prints.size() > 300 && ids.size() * 4 < c.prints.size() * 3;
                  }},
        FaultCase{"late", "coinbase", "late:10",
                  [](auto& c) {
                    for (std::size_t i = 1; i < c.prints.size(); ++i) {
                      if (c.prints[i].tick.event_time < c.prints[i - 1].tick.event_time) return true;
                    }
                    return false;
                  }}),
    [](const auto& given) { return given.param.name; });

TEST_P(EveryFault, T052_is_seen_by_the_client) {
  SimOptions o = market(GetParam().provider, 5);
  o.faults = *Faults::parse(GetParam().faults);
  SocketBench bench(o);
  BenchClient client(bench, o.provider, everything(o));
  EXPECT_TRUE(bench.until([&] { return GetParam().seen(client); }, 3000));
}

TEST(SimServer, a_silent_server_keeps_the_socket_and_says_nothing) {
  SimOptions o = market("kraken", 5);
  o.faults = *Faults::parse("silent:5");
  SocketBench bench(o);
  BenchClient client(bench, "kraken", everything(o));
  ASSERT_TRUE(bench.until([&] { return !client.prints.empty(); }));
  bench.until([] { return false; }, 100);
  const std::size_t frames = client.frames.size();
  bench.until([] { return false; }, 1000);
  EXPECT_EQ(client.frames.size(), frames) << "neither data nor heartbeats";
  EXPECT_FALSE(client.end);
}

}  // namespace
}  // namespace tickbard::test
