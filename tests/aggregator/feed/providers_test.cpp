#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {

namespace {

TEST(Providers, each_has_a_protocol_an_address_and_a_calendar) {
  Lines names;
  for (const Provider& p : providers()) {
    names.emplace_back(p.name);
    EXPECT_EQ(find_provider(p.name), &p);
    EXPECT_NE(make_protocol(p.name, {}), nullptr) << p.name;
    EXPECT_EQ(p.default_url.substr(0, 6), "wss://") << p.name;
    EXPECT_EQ(p.default_path.substr(0, 1), "/") << p.name;
    EXPECT_TRUE(p.calendar == "xnys" || p.calendar == "always") << p.name;
    EXPECT_EQ(p.equity_symbols, p.calendar == "xnys") << p.name;
    EXPECT_GE(p.silence, std::chrono::seconds{10}) << p.name;
    EXPECT_EQ(p.keep_alive_every.count() > 0, !make_protocol(p.name, {})->keep_alive().empty()) << p.name;
  }
  EXPECT_EQ(names, (Lines{"polygon", "alpaca", "coinbase", "binance", "kraken"}));
  EXPECT_EQ(find_provider("Polygon"), nullptr);
  EXPECT_EQ(make_protocol("nobody", {}), nullptr);
}

TEST(Providers, a_venue_has_an_address_of_its_own) {
  const std::tuple<std::string_view, std::string_view, std::string_view> rows[] = {
      {"binance", "", "wss://stream.binance.com:9443"},
      {"binance", "spot", "wss://stream.binance.com:9443"},
      {"binance", "usdm", "wss://fstream.binance.com"},
      {"binance", "cm", "wss://dstream.binance.com"},
      {"binance", "moon", ""},
      {"coinbase", "", "wss://ws-feed.exchange.coinbase.com"},
      {"coinbase", "spot", ""},
  };
  for (const auto& [name, venue, url] : rows)
    EXPECT_EQ(default_url(*find_provider(name), venue), url) << name << venue;
}

TEST(Providers, what_the_market_must_know_of_their_ids) {
  const std::tuple<std::string_view, bool, bool> rows[] = {
      {"polygon", false, false}, {"alpaca", false, true}, {"coinbase", true, false},
      {"binance", true, false},  {"kraken", true, false},
  };
  for (const auto& [name, increasing, corrections] : rows) {
    EXPECT_EQ(find_provider(name)->increasing_ids, increasing) << name;
    EXPECT_EQ(find_provider(name)->consecutive_ids, increasing) << name << ": of these, by one";
    EXPECT_EQ(find_provider(name)->sends_corrections, corrections) << name;
  }
}

}  // namespace

}  // namespace tickbard
