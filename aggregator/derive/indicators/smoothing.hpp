#pragma once

#include "aggregator/core/decimal.hpp"

namespace tickbard {

/// A value still owing more than this share to its seed is not warm: it says `warm = false`. One part in a
/// thousand is about the fourth digit of a price, and what 900 daily bars give an EMA of 200.
inline constexpr double kWarmSeedShare = 0.001;

/// Exponential smoothing, E += alpha * (x - E), seeded with the mean of the first `period` inputs (TA-Lib's
/// default). The seed stands for all bars before it, which nobody has seen; its share of the value shrinks by 1 -
/// alpha with each bar. Written as a step towards x, a constant input stays that constant to the last bit.
/// Owner: one thread. Units:
/// those of the input. Sum: Int128 for prices, so the seed is exact; double for real-valued inputs.
template <class Input, class Sum>
class Smoother {
 public:
  Smoother(int period, double alpha) : period_(period), alpha_(alpha) {}

  static Smoother exponential(int period) { return {period, 2.0 / (period + 1)}; }
  static Smoother wilder(int period) { return {period, 1.0 / period}; }

  /// `input_share`: how much of the input is itself still a seed's, for one smoothing over another.
  void push(Input input, double input_share = 0) {
    if (seen_ < period_) {
      sum_ += input;
      if (++seen_ < period_) return;
      value_ = static_cast<double>(sum_) / period_;
      seed_share_ = period_ == 1 ? input_share : 1;  // a seed of one bar is that bar
      return;
    }
    const auto x = static_cast<double>(input);
    value_ = period_ == 1 ? x : value_ + alpha_ * (x - value_);
    seed_share_ = period_ == 1 ? input_share : seed_share_ + alpha_ * (input_share - seed_share_);
    if (seed_share_ < kForgotten) seed_share_ = 0;  // else it ends in denormals, which are slow
  }

  bool ready() const { return seen_ == period_; }
  double value() const { return value_; }            ///< precondition: ready()
  double seed_share() const { return seed_share_; }  ///< 1 until the seed is made
  bool warm() const { return ready() && seed_share_ <= kWarmSeedShare; }

 private:
  static constexpr double kForgotten = 1e-9;

  int period_;
  double alpha_;
  int seen_ = 0;
  Sum sum_{};
  double value_ = 0;
  double seed_share_ = 1;
};

using PriceSmoother = Smoother<std::int64_t, Int128>;
using RealSmoother = Smoother<double, double>;

}  // namespace tickbard
