#include "aggregator/derive/breadth/symbol_window.hpp"

#include <utility>

#include "aggregator/derive/split.hpp"

namespace tickbard {
namespace {

template <class T>
std::size_t compare(T a, T b) {
  return static_cast<std::size_t>(1 + (a > b) - (a < b));
}

constexpr std::size_t kNoVerdict = 3;

/// Bounds: closes are below 2^63 in size. A mean is compared as length x C against a sum of `length` closes: below
/// 2^71. Of the rates, now/from - 1 > then/then_from - 1 is now x then_from > then x from where both bases are
/// above zero: below 2^126, and the subtractions of the definition, with their 65th bit, are gone.
template <std::size_t I>
std::size_t verdict(const CloseHistory& closes, std::int32_t age) {
  constexpr ThreeWay way = kThreeWays[I];
  static_assert(bars_needed(way) <= CloseHistory::kReach);
  if (closes.bars() < bars_needed(way)) return kNoVerdict;
  if (way.fresh && age > kOldestPrevious) return kNoVerdict;
  const std::int64_t now = closes.close(0);
  if constexpr (way.basis == ThreeWay::Basis::change) return compare(now, closes.close(way.length));
  if constexpr (way.basis == ThreeWay::Basis::average) {
    return compare(Int128{now} * way.length, closes.sum(way.length, way.shift));
  }
  if constexpr (way.basis == ThreeWay::Basis::rate) {
    const std::int64_t from = closes.close(way.length);
    const std::int64_t then = closes.close(way.shift);
    const std::int64_t then_from = closes.close(way.shift + way.length);
    if (from <= 0 || then_from <= 0) return kNoVerdict;
    return compare(Int128{now} * then_from, Int128{then} * from);
  }
}

template <std::size_t I>
void count(const CloseHistory& closes, std::int32_t age, BreadthTally& into) {
  const std::size_t v = verdict<I>(closes, age);
  if (v != kNoVerdict) ++into.verdicts[I].counts[v];
}

template <std::size_t... I>
void count_from_second(const CloseHistory& closes, std::int32_t age, BreadthTally& into,
                       std::index_sequence<I...>) {
  (count<I + 1>(closes, age, into), ...);
}

template <class High, class Low>
void count_extremes(const High& high, const Low& low, Price top, Price bottom, Extremes& into) {
  if (!high.full()) return;
  ++into.valid;
  into.highs += top.raw > high.best();
  into.lows += bottom.raw < low.best();
}

}  // namespace

void SymbolWindow::clear(std::int64_t volume_scale) {
  volume_scale_ = volume_scale;
  closes_.clear();
  year_high_.clear();
  year_low_.clear();
  year_close_high_.clear();
  year_close_low_.clear();
  month_high_.clear();
  month_low_.clear();
}

bool SymbolWindow::add(const BreadthBar& bar, BreadthTally* into) {
  const bool first = closes_.bars() == 0;
  if (!first && bar.session <= last_session_) return false;
  closes_.add(bar.close);
  if (into != nullptr) {
    if (!first) judge(bar, bar.session - last_session_, *into);
    judge_extremes(bar, *into);
  }
  year_high_.add(bar.high.raw);
  year_low_.add(bar.low.raw);
  year_close_high_.add(bar.close.raw);
  year_close_low_.add(bar.close.raw);
  month_high_.add(bar.high.raw);
  month_low_.add(bar.low.raw);
  last_session_ = bar.session;
  last_volume_ = bar.volume;
  return true;
}

void SymbolWindow::judge(const BreadthBar& bar, std::int32_t age, BreadthTally& into) const {
  if (const std::size_t v = verdict<0>(closes_, age); v != kNoVerdict) {
    ++into.verdicts[0].counts[v];
    into.volume[v].raw += unscaled(bar.volume.raw, volume_scale_);
    if (const Int128 before = closes_.close(1); before > 0) {
      const Int128 hundredfold = Int128{bar.close.raw} * 100;
      const bool busier = bar.volume > last_volume_;
      ++into.surges.valid;
      into.surges.up += busier && hundredfold >= before * 104;
      into.surges.down += busier && hundredfold <= before * 96;
    }
  }
  count_from_second(closes_, age, into, std::make_index_sequence<kThreeWays.size() - 1>{});
}

void SymbolWindow::judge_extremes(const BreadthBar& bar, BreadthTally& into) const {
  auto of = [&](ExtremeOf which) -> Extremes& { return into.extremes[static_cast<std::size_t>(which)]; };
  count_extremes(year_high_, year_low_, bar.high, bar.low, of(ExtremeOf::year_range));
  count_extremes(year_close_high_, year_close_low_, bar.close, bar.close, of(ExtremeOf::year_close));
  count_extremes(month_high_, month_low_, bar.high, bar.low, of(ExtremeOf::month_range));
}

}  // namespace tickbard
