#include "aggregator/derive/breadth/market_series.hpp"

namespace tickbard {

void McClellan::add(double input) {
  if (inputs_ < kSeed) {
    seed_sum_ += input;
    if (++inputs_ == kSeed) fast_ = slow_ = seed_sum_ / kSeed;
  } else {
    fast_ += 0.10 * (input - fast_);
    slow_ += 0.05 * (input - slow_);
  }
  if (inputs_ == kSeed) summation_ += fast_ - slow_;
}

std::optional<double> McClellan::oscillator() const {
  return inputs_ == kSeed ? std::optional{fast_ - slow_} : std::nullopt;
}

std::optional<double> McClellan::summation() const {
  return inputs_ == kSeed ? std::optional{summation_} : std::nullopt;
}

MarketValues MarketSeries::add(const Buckets& verdicts) {
  const std::int64_t net = std::int64_t{verdicts.above()} - verdicts.below();
  ad_line_ += net;
  MarketValues values{.ad_line = ad_line_,
                      .rana = {},
                      .oscillator = {},
                      .summation = {},
                      .oscillator_rana = {},
                      .summation_rana = {}};
  if (verdicts.valid() == 0) return values;
  plain_.add(static_cast<double>(net));
  values.oscillator = plain_.oscillator();
  values.summation = plain_.summation();
  const std::int64_t moved = std::int64_t{verdicts.above()} + verdicts.below();
  if (moved == 0) return values;
  values.rana = static_cast<double>(1000 * net) / static_cast<double>(moved);
  adjusted_.add(*values.rana);
  values.oscillator_rana = adjusted_.oscillator();
  values.summation_rana = adjusted_.summation();
  return values;
}

}  // namespace tickbard
