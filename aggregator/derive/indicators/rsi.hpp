#pragma once

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/smoothing.hpp"

namespace tickbard {

/// Wilder's relative strength index, 100 * G / (G + L), G and L Wilder averages of gains and losses seeded with
/// the mean of the first `period` changes. A market that has not moved at all is at 50 (TA-Lib says 0, others
/// 100).
/// Owner: one thread.
class Rsi : public Streaming<Rsi> {
 public:
  explicit Rsi(int period) : gains_(PriceSmoother::wilder(period)), losses_(PriceSmoother::wilder(period)) {}
  void push(const AdjustedBar& bar);
  std::optional<double> value() const;
  bool warm() const { return gains_.warm(); }

 private:
  PriceSmoother gains_, losses_;
  std::optional<Price> previous_;
};

}  // namespace tickbard
