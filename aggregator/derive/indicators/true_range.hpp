#pragma once

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/smoothing.hpp"

namespace tickbard {

/// max(H - L, |H - C'|, |L - C'|), C' the close before; in units of the bars, exact.
std::int64_t true_range(const AdjustedBar& bar, Price previous_close);

/// None for the first bar, which has no close before it (TA-Lib; TradingView and StockCharts take H - L there).
/// Owner: one thread.
class TrueRange : public Streaming<TrueRange> {
 public:
  void push(const AdjustedBar& bar);
  std::optional<double> value() const;
  std::optional<std::int64_t> units() const { return range_; }

 private:
  std::optional<Price> previous_;
  std::optional<std::int64_t> range_;
};

/// Wilder's average of true ranges, seeded with the mean of the first `period`: first value at bar `period`.
class Atr : public Streaming<Atr> {
 public:
  explicit Atr(int period) : average_(PriceSmoother::wilder(period)) {}
  void push(const AdjustedBar& bar);
  bool ready() const { return average_.ready(); }
  std::optional<double> value(std::int64_t scale = 1) const;  ///< as a price, of bars in 1e-9 / scale
  std::optional<double> percent() const;                      ///< of the last close
  double units() const { return average_.value(); }           ///< in those of the bars; precondition: ready()
  bool warm() const { return average_.warm(); }

 private:
  TrueRange range_;
  PriceSmoother average_;
  Price close_;
};

}  // namespace tickbard
