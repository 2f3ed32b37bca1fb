#pragma once

#include <compare>

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/smoothing.hpp"
#include "aggregator/derive/indicators/window.hpp"

namespace tickbard {

/// The mean of the last `period` closes. The sum is kept in integers and divided once, so it neither drifts nor
/// makes a tie unequal.
/// Owner: one thread.
class Sma : public Streaming<Sma> {
 public:
  explicit Sma(int period) : period_(period), closes_(static_cast<std::size_t>(period)) {}

  void push(const AdjustedBar& bar) { push(bar.close); }
  void push(Price close) {
    if (closes_.full()) sum_ -= closes_.oldest();
    sum_ += close.raw;
    closes_.push(close.raw);
  }

  bool ready() const { return closes_.full(); }
  /// As a price, of bars in 1e-9 / scale.
  std::optional<double> value(std::int64_t scale = 1) const;
  double units() const;  ///< in those of the bars; precondition: ready()
  Int128 sum() const { return sum_; }
  int period() const { return period_; }

  /// Exact. Precondition: both ready.
  friend std::strong_ordering compare(const Sma& a, const Sma& b) {
    return a.sum_ * b.period_ <=> b.sum_ * a.period_;
  }
  friend std::strong_ordering compare(Price price, const Sma& a) {
    return Int128{price.raw} * a.period_ <=> a.sum_;
  }

 private:
  int period_;
  Window<std::int64_t> closes_;
  Int128 sum_ = 0;
};

/// The SMA as it stood `shift` bars ago: the mean of closes t-shift-period+1 … t-shift (T-116).
class ShiftedSma : public Streaming<ShiftedSma> {
 public:
  ShiftedSma(int period, int shift) : sma_(period), waiting_(static_cast<std::size_t>(shift) + 1) {}
  void push(const AdjustedBar& bar);
  std::optional<double> value() const { return sma_.value(); }

 private:
  Sma sma_;
  Window<Price> waiting_;
};

/// Exponential average of closes, k = 2 / (period + 1), seeded with the SMA of the first `period`.
class Ema : public Streaming<Ema> {
 public:
  explicit Ema(int period) : smoother_(PriceSmoother::exponential(period)) {}
  void push(const AdjustedBar& bar) { smoother_.push(bar.close.raw); }
  bool ready() const { return smoother_.ready(); }
  std::optional<double> value(std::int64_t scale = 1) const;  ///< as Sma::value
  double units() const { return smoother_.value(); }          ///< in those of the bars; precondition: ready()
  bool warm() const { return smoother_.warm(); }
  double seed_share() const { return smoother_.seed_share(); }

 private:
  PriceSmoother smoother_;
};

}  // namespace tickbard
