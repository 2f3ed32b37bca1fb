#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "daemon/sim/market_generator.hpp"

namespace tickbard::test {

/// One minute of one symbol, folded in the simplest words. Units: prices and vwap 1e-9, volume 1e-8.
struct ReferenceBar {
  std::int64_t open = 0, high = 0, low = 0, close = 0, volume = 0, vwap = 0;
  std::uint32_t count = 0;
};

/// A market of `tickbard sim` in Kraken's protocol, which has no sale conditions: what the program must be told to
/// make it, and what every bar of it must be. The same fields are the same market in every process.
struct MadeUpMarket {
  std::uint32_t symbols = 10;
  double rate = 20;            ///< trades a second of market time, over all symbols
  double speed = 60;           ///< times real time
  std::uint32_t snapshot = 1;  ///< newest trades of a symbol that a subscription begins with
  std::uint64_t seed = 1;
  UnixNanos start = ten_minutes_before_a_midnight();

  /// Of the day before yesterday, so that a run crosses a day and is never ahead of the clock.
  static UnixNanos ten_minutes_before_a_midnight();

  std::vector<std::string> names() const;
  std::vector<std::string> sim_arguments() const;
  /// A configuration of `tickbard run` that collects all its symbols from `url` into `store`.
  std::string daemon_config(const std::filesystem::path& state, const std::string& store,
                            const std::string& url) const;
};

/// Minute after minute of a made-up market, by symbol: the independent reference. It shares with the program the
/// list of trades and nothing that makes bars of them.
class ReferenceMinutes {
 public:
  explicit ReferenceMinutes(const MadeUpMarket& market);

  MinuteStart next() const { return next_; }
  std::map<std::string, ReferenceBar> take();  ///< of next(), which moves on

 private:
  MarketGenerator generator_;
  MinuteStart next_;
};

}  // namespace tickbard::test
