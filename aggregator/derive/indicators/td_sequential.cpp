#include "aggregator/derive/indicators/td_sequential.hpp"

namespace tickbard {
namespace {

constexpr int kSetupBars = 9, kCountdownBars = 13, kQualifyingBar = 8;

/// The price a buy setup looks for low, and a sell setup for high.
template <bool kBuy>
Price edge(const AdjustedBar& bar) {
  return kBuy ? bar.low : bar.high;
}

template <bool kBuy>
bool reaches(Price price, Price level) {
  return kBuy ? price <= level : price >= level;
}

}  // namespace

void TdSequential::push(const AdjustedBar& bar) {
  bars_.push(bar);
  if (!bars_.full()) return;
  const auto order = bar.close <=> bars_.oldest().close;
  const int comparison = order < 0 ? -1 : order > 0 ? 1 : 0;
  // Both setups first: the one that ends here decides whose countdown goes on.
  advance<true>(buy_, sell_, comparison);
  advance<false>(sell_, buy_, -comparison);
  count_down<true>(buy_);
  count_down<false>(sell_);
  comparison_ = comparison;
}

/// `comparison` is negative where this side's run goes on.
template <bool kBuy>
void TdSequential::advance(Side& side, Side& other, int comparison) {
  TdCount& count = side.count;
  const int before = kBuy ? comparison_ : -comparison_;
  if (comparison >= 0) {
    count.setup = 0;
    count.perfected = false;
    return;
  }
  if (count.setup == kSetupBars) return;
  if (count.setup == 0 && before <= 0) return;  // no flip
  if (++count.setup < kSetupBars) return;
  count.perfected = perfected<kBuy>();
  side.counting_down = true;
  other.counting_down = false;
  other.count.countdown = 0;
}

template <bool kBuy>
bool TdSequential::perfected() const {
  const Price sixth = edge<kBuy>(bars_.ago(3)), seventh = edge<kBuy>(bars_.ago(2));
  const auto beyond = [&](Price p) { return reaches<kBuy>(p, sixth) && reaches<kBuy>(p, seventh); };
  return beyond(edge<kBuy>(bars_.ago(1))) || beyond(edge<kBuy>(bars_.ago(0)));
}

template <bool kBuy>
void TdSequential::count_down(Side& side) {
  int& count = side.count.countdown;
  if (count == kCountdownBars) count = 0;  // it ended on the bar before
  if (!side.counting_down) return;
  const AdjustedBar& bar = bars_.ago(0);
  if (!reaches<kBuy>(bar.close, edge<kBuy>(bars_.ago(2)))) return;
  if (count + 1 == kCountdownBars && !reaches<kBuy>(edge<kBuy>(bar), side.close_of_8)) return;
  if (++count == kQualifyingBar) side.close_of_8 = bar.close;
  if (count == kCountdownBars) side.counting_down = false;
}

}  // namespace tickbard
