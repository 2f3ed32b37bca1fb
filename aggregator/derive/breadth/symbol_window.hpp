#pragma once

#include <cstdint>

#include "aggregator/core/decimal.hpp"
#include "aggregator/derive/breadth/close_history.hpp"
#include "aggregator/derive/breadth/rolling_extreme.hpp"
#include "aggregator/derive/breadth/tally.hpp"

namespace tickbard {

/// One symbol's day as breadth sees it: split-adjusted, in regular hours, in units that are the symbol's own and
/// fine enough that no split rounds them (SplitScales): it is compared with itself alone. A day whose high or low
/// is not known is passed with its close in their place.
struct BreadthBar {
  std::int32_t session = 0;  ///< index on a SessionAxis
  Price close, high, low;
  Volume volume;
};

/// Bars before the first session asked for that must be fed so that its figures are those of the whole history.
inline constexpr std::size_t kBreadthWarmUp = 252;

/// One symbol's recent past. Takes its days oldest first and adds what the symbol says to the session's tally. All
/// comparisons are of integers, so a tie is a tie (T-112).
/// Owner: one thread; reused for symbol after symbol.
/// Units: session axis index; prices and volumes of the bars' own; volumes of the tally 1e-8.
class SymbolWindow {
 public:
  /// For another symbol, whose bars' volumes are in 1e-8 / volume_scale.
  void clear(std::int64_t volume_scale = 1);

  /// `into` may be null while warming up. Errors: false, and nothing done, for a session not after the one before.
  bool add(const BreadthBar& bar, BreadthTally* into);

  const CloseHistory& closes() const { return closes_; }

 private:
  void judge(const BreadthBar& bar, std::int32_t age, BreadthTally& into) const;
  void judge_extremes(const BreadthBar& bar, BreadthTally& into) const;

  CloseHistory closes_;
  RollingExtreme<252, true> year_high_, year_close_high_;
  RollingExtreme<252, false> year_low_, year_close_low_;
  RollingExtreme<20, true> month_high_;
  RollingExtreme<20, false> month_low_;
  std::int32_t last_session_ = 0;
  Volume last_volume_;
  std::int64_t volume_scale_ = 1;
};

}  // namespace tickbard
