#include "aggregator/derive/indicators/gaps.hpp"

namespace tickbard {
namespace {

/// At least 0.5 % of the price it starts from, in integers.
bool wide_enough(Price low, Price high, Price from) {
  return (Int128{high.raw} - low.raw) * 200 >= from.raw;
}

}  // namespace

void Gaps::push(const AdjustedBar& bar) {
  while (!up_.empty() && bar.low <= up_.back().low) up_.pop_back();
  while (!down_.empty() && bar.high >= down_.back().high) down_.pop_back();
  if (previous_) {
    const Price high = previous_->high, low = previous_->low;
    if (bar.low > high && wide_enough(high, bar.low, high)) up_.push_back({high, bar.low, bar.start});
    if (bar.high < low && wide_enough(bar.high, low, low)) down_.push_back({bar.high, low, bar.start});
  }
  previous_ = bar;
}

}  // namespace tickbard
