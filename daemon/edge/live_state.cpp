#include "daemon/edge/live_state.hpp"

#include "aggregator/derive/baselines/live.hpp"

namespace tickbard {

const DayBounds* LiveState::bounds(SessionDate date) {
  if (bounds_ && bounds_->date == date) return &*bounds_;
  bounds_.reset();
  if (const auto session = calendar_.session(date)) bounds_.emplace(*session);
  return bounds_ ? &*bounds_ : nullptr;
}

bool LiveState::overlay(SymbolState& row) {
  if (!forming_) return false;
  const DayBounds* of = bounds(row.figures.session);
  if (of == nullptr) return false;
  const auto minute = forming_(row.symbol);
  return minute && overlay_forming(row.figures, *minute, *of);
}

}  // namespace tickbard
