#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "aggregator/derive/indicators/averages.hpp"

namespace tickbard {

/// The averages that alignment and bucket compare. SMAs are compared with each other and with the price in
/// integers. Lifetime: refers to the averages; use at once.
struct AverageLadder {
  Price close;
  const Ema& ema_21;
  const Sma &sma_5, &sma_8, &sma_21, &sma_50, &sma_100, &sma_200;
};

/// EMA21 >= SMA21 >= SMA50 >= SMA100 >= SMA200, each step a flag of its own; none where a side is not there yet.
struct Alignment {
  std::array<std::optional<bool>, 4> steps;
  std::optional<bool> all;  ///< none if any step is none
};
Alignment alignment_of(const AverageLadder& ladder);

/// LEADING if close > SMA5 > SMA8 > SMA21 > SMA50 > SMA100 > SMA200, LAGGING if < throughout, NEUTRAL otherwise (a
/// tie is neither), UNKNOWN while one is missing.
std::string_view ma_bucket_of(const AverageLadder& ladder);

}  // namespace tickbard
