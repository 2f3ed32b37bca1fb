#include "daemon/edge/live_state.hpp"

#include "aggregator/derive/baselines/live.hpp"
#include "sinks/derived/higher_bars.hpp"

namespace tickbard {

const DayBounds* LiveState::bounds(SessionDate date) {
  if (bounds_ && bounds_->date == date) return &*bounds_;
  bounds_.reset();
  if (const auto session = calendar_.session(date)) bounds_.emplace(*session);
  return bounds_ ? &*bounds_ : nullptr;
}

/// With the row's own minute, which a shutdown may have stored half.
std::vector<Bar> LiveState::newer(const SymbolState& row) const {
  if (!context_.newer) return {};
  return context_.newer(row.symbol, row.figures.price_minute - std::chrono::minutes{1});
}

bool LiveState::overlay(SymbolState& row) {
  const std::vector<Bar> minutes = newer(row);
  if (minutes.empty()) return false;
  const DayBounds* of = bounds(row.figures.session);
  return of != nullptr && overlay_minutes(row.figures, minutes, *of);
}

StoreResult<bool> LiveState::refresh(SymbolState& row, Tables& tables, UnixNanos now) {
  const Session* session = calendar_.current_or_last(now);
  if (session == nullptr || session->date != row.figures.session) return false;
  const auto stored =
      read_bars(tables, Interval::m1, {row.symbol, minute_of(session->pre_open), minute_of(session->post_close)});
  if (!stored) return stored.error();
  std::vector<Bar> minutes;
  for (const StoredBar& bar : *stored) minutes.push_back(bar.bar);
  for (const Bar& bar : newer(row)) {
    // What is in memory is stored next: of one minute it is the newer issue.
    while (!minutes.empty() && minutes.back().start >= bar.start) minutes.pop_back();
    minutes.push_back(bar);
  }
  SymbolDay day(*session);
  for (const Bar& bar : minutes) day.add(bar);
  auto figures = refreshed(row.figures, day, std::min(now, session->post_close));
  if (!figures) return false;
  row.figures = *std::move(figures);
  return true;
}

}  // namespace tickbard
