#pragma once

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/smoothing.hpp"

namespace tickbard {

/// Directional movement of one bar: at most one side moves, and only if it moved more than the other.
struct DirectionalMove {
  std::int64_t plus = 0;   ///< H - H', in 1e-9
  std::int64_t minus = 0;  ///< L' - L
};
DirectionalMove directional_move(const AdjustedBar& bar, const AdjustedBar& previous);

/// Wilder's directional system: +DI, -DI, DX, ADX. His sums S - S/N + x are N times the averages kept here, and
/// cancel in the quotient. Seeds: the first N moves for the DIs (StockCharts; TA-Lib takes N - 1 and smooths the
/// Nth), the mean of the first N DX for ADX.
/// Owner: one thread. Errors: no range at all makes the DIs none, and DX 0, for there is no
/// direction.
class Directional {
 public:
  explicit Directional(int period)
      : range_(PriceSmoother::wilder(period)),
        plus_(PriceSmoother::wilder(period)),
        minus_(PriceSmoother::wilder(period)),
        adx_(RealSmoother::wilder(period)) {}

  void push(const AdjustedBar& bar);
  std::optional<double> plus() const { return index_of(plus_); }
  std::optional<double> minus() const { return index_of(minus_); }
  std::optional<double> dx() const;
  std::optional<double> adx() const;
  bool warm() const { return range_.warm(); }  ///< of the DIs and DX
  bool adx_warm() const { return adx_.warm(); }

 private:
  std::optional<double> index_of(const PriceSmoother& moves) const;

  std::optional<AdjustedBar> previous_;
  PriceSmoother range_, plus_, minus_;
  RealSmoother adx_;
};

}  // namespace tickbard
