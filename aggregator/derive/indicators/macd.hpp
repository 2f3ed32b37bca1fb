#pragma once

#include "aggregator/derive/indicators/adjusted_bar.hpp"
#include "aggregator/derive/indicators/smoothing.hpp"

namespace tickbard {

/// EMA(fast) - EMA(slow), each from its own SMA seed (TA-Lib starts the fast one later, and agrees after some
/// fifty bars); the signal is their EMA, seeded with the mean of its first values. Precondition: fast < slow.
/// Owner: one thread.
class Macd {
 public:
  Macd(int fast, int slow, int signal)
      : fast_(PriceSmoother::exponential(fast)),
        slow_(PriceSmoother::exponential(slow)),
        signal_(RealSmoother::exponential(signal)) {}

  void push(const AdjustedBar& bar);
  // As prices, of bars in 1e-9 / scale.
  std::optional<double> line(std::int64_t scale = 1) const;
  std::optional<double> signal(std::int64_t scale = 1) const;
  std::optional<double> histogram(std::int64_t scale = 1) const;
  bool warm() const { return slow_.warm(); }
  bool signal_warm() const { return signal_.warm(); }

 private:
  PriceSmoother fast_, slow_;
  RealSmoother signal_;
};

}  // namespace tickbard
