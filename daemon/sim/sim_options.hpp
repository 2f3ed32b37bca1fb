#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"
#include "aggregator/core/time.hpp"
#include "daemon/sim/faults.hpp"

namespace tickbard {

/// `--speed max`: as fast as the clients take it.
inline constexpr double kFullSpeed = std::numeric_limits<double>::infinity();

/// What `tickbard sim` was asked for; each field names its flag.
struct SimOptions {
  std::string provider;              ///< --provider NAME: polygon, alpaca, coinbase, binance, kraken
  std::string host = "127.0.0.1";    ///< --listen HOST:PORT
  std::uint16_t port = 0;            ///< --listen; 0: a free one
  std::vector<std::string> symbols;  ///< --symbols A,B,C: exactly these
  std::uint32_t symbol_count = 100;  ///< --symbols N: that many made-up names; without a list
  double rate = 200;                 ///< --rate N: trades a second over all symbols
  std::uint64_t seed = 1;            ///< --seed N
  std::filesystem::path replay;      ///< --replay FILE: recorded frames instead of a made-up market
  std::optional<double> speed;       ///< --speed X|max; default 1, for a recording max
  std::optional<UnixNanos> start;    ///< --start T (RFC 3339): where the made-up market begins; default: now, or
                                     ///< with a speed above 1 the open of the last session before today
  std::optional<UnixNanos> end;      ///< --end T: the made-up market makes no trade after it
  std::uint32_t snapshot =
      50;         ///< --snapshot N: newest trades of a symbol that a subscription begins with (kraken)
  Faults faults;  ///< --fault name[:value],…
};

/// Every problem of a set of options, one sentence each, with the flag and what is allowed. `now` is the wall
/// time.
std::vector<Problem> problems_with(const SimOptions& options, UnixNanos now);

/// Readings of the flags that are not plain values.
Result<double> parse_speed(std::string_view text);                           ///< --speed
Result<void> parse_sim_symbols(std::string_view text, SimOptions& options);  ///< --symbols
Result<void> parse_sim_listen(std::string_view text, SimOptions& options);   ///< --listen

}  // namespace tickbard
