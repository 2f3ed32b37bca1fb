#include "aggregator/derive/indicators/alignment.hpp"

#include <algorithm>

namespace tickbard {
namespace {

std::optional<bool> at_least(const Sma& a, const Sma& b) {
  if (!a.ready() || !b.ready()) return std::nullopt;
  return compare(a, b) >= 0;
}

}  // namespace

Alignment alignment_of(const AverageLadder& l) {
  Alignment result;
  // The one comparison with a real number: the units of both are 1e-9, so equal prices compare equal.
  if (l.ema_21.ready() && l.sma_21.ready()) result.steps[0] = l.ema_21.units() >= l.sma_21.units();
  result.steps[1] = at_least(l.sma_21, l.sma_50);
  result.steps[2] = at_least(l.sma_50, l.sma_100);
  result.steps[3] = at_least(l.sma_100, l.sma_200);
  if (std::ranges::all_of(result.steps, [](const auto& step) { return step.has_value(); })) {
    result.all = std::ranges::all_of(result.steps, [](const auto& step) { return *step; });
  }
  return result;
}

std::string_view ma_bucket_of(const AverageLadder& l) {
  const std::array<const Sma*, 6> ladder{&l.sma_5, &l.sma_8, &l.sma_21, &l.sma_50, &l.sma_100, &l.sma_200};
  if (!std::ranges::all_of(ladder, [](const Sma* sma) { return sma->ready(); })) return "UNKNOWN";
  const auto first = compare(l.close, *ladder[0]);
  if (first == 0) return "NEUTRAL";
  for (std::size_t i = 1; i < ladder.size(); ++i) {
    if (compare(*ladder[i - 1], *ladder[i]) != first) return "NEUTRAL";
  }
  return first > 0 ? "LEADING" : "LAGGING";
}

}  // namespace tickbard
