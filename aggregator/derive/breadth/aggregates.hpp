#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "aggregator/derive/breadth/intraday.hpp"
#include "aggregator/derive/breadth/keys.hpp"
#include "aggregator/derive/breadth/market_series.hpp"
#include "aggregator/derive/breadth/tally.hpp"

namespace tickbard {

/// One value of a set: one row of `security_aggregate_values`, apart from the set and the time.
/// Lifetime: `key` is the program's.
struct Aggregate {
  BreadthInterval interval;
  std::string_view key;
  std::optional<double> value;  ///< none where it is not defined; a count always is
  std::uint32_t valid = 0;      ///< members with a verdict; 0 tells a count of nobody from a count of none
  std::uint32_t missing = 0;    ///< the other members
  friend bool operator==(const Aggregate&, const Aggregate&) = default;
};

/// All values of one finished session, in the order of breadth_keys(day). Fractions (`…_pct`) have four digits,
/// half to even; ratios are not rounded. A set without members has no row (T-120).
std::vector<Aggregate> aggregates_of(const BreadthTally& tally, const MarketValues& series);

/// All values of one minute, in the order of breadth_keys(minute).
std::vector<Aggregate> aggregates_of(const IntradayTally& tally);

}  // namespace tickbard
