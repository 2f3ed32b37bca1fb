#include <array>
#include <utility>

#include "aggregator/feed/alpaca.hpp"
#include "aggregator/feed/binance.hpp"
#include "aggregator/feed/coinbase.hpp"
#include "aggregator/feed/kraken.hpp"
#include "aggregator/feed/polygon.hpp"
#include "aggregator/feed/protocol.hpp"

namespace tickbard {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

using Make = std::unique_ptr<Protocol> (*)(Subscription, Ways);

constexpr std::array<std::pair<std::string_view, Make>, 5> kMakers{{
    {"polygon", make_polygon},
    {"alpaca", make_alpaca},
    {"coinbase", make_coinbase},
    {"binance", make_binance},
    {"kraken", make_kraken},
}};

struct VenueUrl {
  std::string_view provider;
  std::string_view venue;
  std::string_view url;
};

constexpr std::array<VenueUrl, 4> kVenueUrls{{
    {"binance", "spot", "wss://stream.binance.com:9443"},
    {"binance", "usdm", "wss://fstream.binance.com"},
    {"binance", "cm", "wss://dstream.binance.com"},
    {"binance", "us", "wss://stream.binance.us:9443"},
}};

std::vector<Provider> make_table() {
  return {
      {.name = "polygon",
       .default_url = "wss://socket.massive.com",
       .default_path = "/stocks",
       .calendar = "xnys",
       .rules = "polygon",
       .needs_key = true,
       .all_symbols = true,
       .equity_symbols = true,
       .silence = seconds{60}},
      {.name = "alpaca",
       .default_url = "wss://stream.data.alpaca.markets",
       .default_path = "/v2/sip",
       .calendar = "xnys",
       .rules = "alpaca",
       .needs_key = true,
       .needs_secret = true,
       .all_symbols = true,
       .equity_symbols = true,
       .sends_corrections = true,
       .silence = seconds{60}},
      // A heartbeat each second and product.
      {.name = "coinbase",
       .default_url = "wss://ws-feed.exchange.coinbase.com",
       .default_path = "/",
       .calendar = "always",
       .rules = "",
       .increasing_ids = true,
       .consecutive_ids = true,
       .silence = seconds{15},
       .send_spacing = milliseconds{20}},
      // A ping each 20 s; at most 5 messages a second from us, pongs included.
      {.name = "binance",
       .default_url = "wss://stream.binance.com:9443",
       .default_path = "/stream",
       .calendar = "always",
       .rules = "",
       .increasing_ids = true,
       .consecutive_ids = true,
       .silence = seconds{60},
       .send_spacing = milliseconds{250}},
      // A heartbeat each second when nothing else flows.
      {.name = "kraken",
       .default_url = "wss://ws.kraken.com",
       .default_path = "/v2",
       .calendar = "always",
       .rules = "",
       .increasing_ids = true,
       .consecutive_ids = true,
       .silence = seconds{15},
       .keep_alive_every = seconds{30},
       .send_spacing = milliseconds{50}},
  };
}

}  // namespace

std::vector<Provider> const& providers() {
  static const std::vector<Provider> table = make_table();
  return table;
}

const Provider* find_provider(std::string_view name) {
  for (const Provider& provider : providers()) {
    if (provider.name == name) return &provider;
  }
  return nullptr;
}

std::string default_url(const Provider& provider, std::string_view venue) {
  if (venue.empty()) return std::string{provider.default_url};
  for (const VenueUrl& row : kVenueUrls) {
    if (row.provider == provider.name && row.venue == venue) return std::string{row.url};
  }
  return {};
}

std::unique_ptr<Protocol> make_protocol(std::string_view provider, Subscription subscription, Ways ways) {
  for (const auto& [name, make] : kMakers) {
    if (name == provider) return make(std::move(subscription), ways);
  }
  return nullptr;
}

}  // namespace tickbard
