#pragma once

#include <cstdint>

#include "aggregator/core/tick.hpp"

namespace tickbard {

/// One print of the simulated market, before any provider's dialect has written it down.
/// Units: as Tick. Conditions are Polygon's numbers; a dialect with letters translates them.
struct SimTrade {
  std::uint32_t symbol = 0;  ///< index in the market's list of symbols
  UnixNanos time{};          ///< never goes back, except under the faults `late` and `future`
  Price price;
  Size size;
  std::uint64_t id = 0;        ///< +1 per trade of a symbol
  std::uint64_t sequence = 0;  ///< grows over all symbols, with holes per symbol
  Conditions conditions;
  Tape tape = Tape::none;      ///< none: no US equity
  std::uint16_t exchange = 0;  ///< Polygon's number
  bool buyer_is_maker = false;
};

}  // namespace tickbard
