#include "aggregator/derive/indicators/trend_lines.hpp"

#include <algorithm>

namespace tickbard {
namespace {

template <class Fits>
int pairs(const std::deque<Pivot>& pivots, Fits fits) {
  int count = 0;
  for (std::size_t i = 0; i < pivots.size(); ++i) {
    for (std::size_t j = i + 1; j < std::min(pivots.size(), i + 1 + TrendLines::kPartners); ++j) {
      if (fits(pivots[i].price, pivots[j].price) && ++count == TrendLines::kMost) return count;
    }
  }
  return count;
}

void forget_before(std::size_t first, std::deque<Pivot>& pivots) {
  while (!pivots.empty() && pivots.front().bar < first) pivots.pop_front();
}

}  // namespace

void TrendLines::push(const AdjustedBar& bar) {
  low_.push(bar.low.raw);
  high_.push(bar.high.raw);
  ++bars_;
  if (low_.full()) {
    const std::size_t middle = bars_ - 1 - kSide;
    if (low_.age() == kSide) lows_.push_back({middle, Price{low_.value()}});
    if (high_.age() == kSide) highs_.push_back({middle, Price{high_.value()}});
  }
  if (bars_ > kReach) {
    forget_before(bars_ - kReach, lows_);
    forget_before(bars_ - kReach, highs_);
  }
}

std::optional<int> TrendLines::up() const {
  if (!low_.full()) return std::nullopt;
  return pairs(lows_, [](Price first, Price second) { return second > first; });
}

std::optional<int> TrendLines::down() const {
  if (!low_.full()) return std::nullopt;
  return pairs(highs_, [](Price first, Price second) { return second < first; });
}

}  // namespace tickbard
