#pragma once

#include <cstdint>
#include <optional>

#include "aggregator/derive/breadth/tally.hpp"

namespace tickbard {

/// McClellan's oscillator and summation index of one input (Achelis; trends of 10 % and 5 %, known as the 19- and
/// 39-day EMA). Both trends start as the mean of the first 39 inputs; nothing is given out before.
/// A copyable value: continuing a copy equals continuing the original, bit for bit.
/// Owner: one thread.
class McClellan {
 public:
  static constexpr int kSeed = 39;
  void add(double input);
  std::optional<double> oscillator() const;
  std::optional<double> summation() const;
  double fast() const { return fast_; }  ///< the 10 % trend; meaningful once there is an oscillator
  double slow() const { return slow_; }  ///< the 5 % trend
  friend bool operator==(const McClellan&, const McClellan&) = default;

 private:
  int inputs_ = 0;  ///< counts up to kSeed
  double seed_sum_ = 0;
  double fast_ = 0, slow_ = 0;
  double summation_ = 0;
};

/// One session's figures that need the sessions before it.
struct MarketValues {
  std::int64_t ad_line = 0;
  std::optional<double> rana, oscillator, summation, oscillator_rana, summation_rana;
  friend bool operator==(const MarketValues&, const MarketValues&) = default;
};

/// Runs over one set's sessions, oldest first, from the first stored one on. A level that is computed again from
/// there cannot be counted twice; a copy taken after session n continues with n + 1.
/// A session without one verdict (nobody has a previous close) is no observation: the line stays, the others give
/// nothing out and are not moved. RANA likewise where nothing advanced or declined.
/// Owner: one thread.
class MarketSeries {
 public:
  MarketValues add(const Buckets& advances_declines);
  friend bool operator==(const MarketSeries&, const MarketSeries&) = default;

 private:
  std::int64_t ad_line_ = 0;
  McClellan plain_, adjusted_;
};

}  // namespace tickbard
