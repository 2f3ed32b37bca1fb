#include "daemon/sim/dialect.hpp"

#include <algorithm>
#include <array>

#include "daemon/sim/wire_text.hpp"

namespace tickbard {
namespace {

constexpr std::array<std::string_view, 5> kProviders{"polygon", "alpaca", "coinbase", "binance", "kraken"};

}  // namespace

void Dialect::heartbeat(UnixNanos, bool, Answer&) const {}

bool Dialect::wants(std::string_view symbol, std::string_view venue) const {
  return (venue_.empty() || venue.empty() || venue == venue_) && interest_.wants(symbol, venue);
}

bool Dialect::wants_frame(std::string_view raw, std::string_view venue) const {
  const FrameKeys keys = frame_keys();
  const bool trades = wire::any_string(raw, keys.kind, [&](std::string_view kind) {
    return std::find(keys.trades.begin(), keys.trades.end(), kind) != keys.trades.end();
  });
  return trades &&
         wire::any_string(raw, keys.symbol, [&](std::string_view symbol) { return wants(symbol, venue); });
}

std::vector<std::string> simulated_symbols(std::string_view provider, std::uint32_t count) {
  const std::string_view tail = provider == "coinbase"  ? "-USD"
                                : provider == "binance" ? "USDT"
                                : provider == "kraken"  ? "/USD"
                                                        : "";
  std::vector<std::string> names;
  names.reserve(count);
  for (std::uint32_t i = 1; i <= count; ++i) {
    std::string digits = std::to_string(i);
    if (tail.empty() && digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
    names.push_back("SIM" + digits + std::string(tail));
  }
  return names;
}

MarketStyle market_style(std::string_view provider) {
  return provider == "polygon" || provider == "alpaca" ? MarketStyle::us_equity : MarketStyle::crypto;
}

Result<std::unique_ptr<Dialect>> make_dialect(std::string_view provider, DialectOptions options, Listing listing) {
  if (provider == "polygon") return make_polygon_dialect(options);
  if (provider == "alpaca") return make_alpaca_dialect(options);
  if (provider == "coinbase") return make_coinbase_dialect(std::move(listing));
  if (provider == "binance") return make_binance_dialect();
  if (provider == "kraken") return make_kraken_dialect(std::move(listing));
  std::string all;
  for (const std::string_view name : kProviders) all += (all.empty() ? "" : ", ") + std::string(name);
  return Problem{"--provider " + std::string(provider) + ": there is no simulator for it; choose one of " + all};
}

}  // namespace tickbard
