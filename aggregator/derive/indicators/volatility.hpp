#pragma once

#include <string_view>

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/true_range.hpp"
#include "aggregator/derive/indicators/window.hpp"

namespace tickbard {

/// The percentile rank of today's ATR % among its own last 252 values, this one included, from 60 values on: 100 *
/// (those below + half of the equal) / all, so a market of constant range stands at 50 and not at either end.
/// Owner: one thread.
class VolatilityRank : public Streaming<VolatilityRank> {
 public:
  static constexpr std::size_t kHistory = 252;
  static constexpr std::size_t kLeast = 60;

  void push(const AdjustedBar& bar);
  std::optional<double> value() const;
  /// LOW to 25, MEDIUM to 75, HIGH to 90, else EXTREME; decided in integers. Empty without a rank.
  std::string_view regime() const;
  bool warm() const { return atr_.warm(); }
  const Atr& atr() const { return atr_; }

 private:
  /// Twice (below + half of the equal), and the number of values.
  struct Count {
    std::size_t twice = 0;
    std::size_t all = 0;
  };
  Count count() const;

  Atr atr_{14};
  Window<double> history_{kHistory};
};

}  // namespace tickbard
