#pragma once

#include <cstdint>
#include <vector>

#include "aggregator/derive/split.hpp"
#include "daemon/derive/context.hpp"
#include "sinks/derived/daily_bars.hpp"

namespace tickbard {

/// Days of one security in today's shares.
/// Units: prices in 1e-9 / scales.price, volumes in 1e-8 / scales.volume: fine enough that no split has rounded
/// them.
struct AdjustedDays {
  std::vector<DailyFigures> days;
  SplitScales scales;
};

/// Makes them, security after security, and counts those that are not exact.
/// Owner: one thread. Lifetime: the splits outlive it.
class DayAdjuster {
 public:
  DayAdjuster(const SplitAdjuster& splits, SessionDate today) : splits_(splits), today_(today) {}

  /// All days of one security, oldest first. Where its splits need units so fine that a figure does not fit, they
  /// are rounded to 1e-9 and 1e-8; a day that does not even fit then is left out.
  AdjustedDays of(std::vector<DailyFigures> days);

  /// Notes on what was rounded or left out, if anything was.
  void tell(DeriveReport& report) const;

 private:
  const SplitAdjuster& splits_;
  SessionDate today_;
  std::uint64_t rounded_ = 0;   ///< securities
  std::uint64_t left_out_ = 0;  ///< days
};

}  // namespace tickbard
