#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tickbard {

/// The interval of a breadth value. A day's value is of finished sessions; a minute's is provisional and never
/// stored as a day's (T-123).
enum class BreadthInterval : std::uint8_t { day, minute };
constexpr std::string_view name_of(BreadthInterval i) {
  return i == BreadthInterval::day ? "day" : "1m";
}

/// What a key is computed from.
enum class BreadthFigure : std::uint8_t {
  // of a three-way group
  above,
  below,
  equal,
  missing,
  valid,
  ratio,
  net,
  above_fraction,
  below_fraction,
  equal_fraction,
  // of volume
  up_volume,
  down_volume,
  net_volume,
  volume_ratio,
  trin,
  // of extremes
  highs,
  lows,
  net_highs,
  highs_ratio,
  // of surges
  surges_up,
  surges_down,
  // of the series of sessions
  ad_line,
  oscillator,
  summation,
  rana,
  oscillator_rana,
  summation_rana,
};

/// One key of `security_aggregate_values`.
struct BreadthKey {
  std::string key;
  std::string meaning;  ///< one line, for people
  BreadthFigure figure;
  std::uint8_t group = 0;  ///< which three-way group or extreme; 0 where there is one
};

/// Every key there is, in the order in which values are given out. Lifetime: the program's; so are the keys'
/// texts.
std::span<const BreadthKey> breadth_keys(BreadthInterval interval);

}  // namespace tickbard
