#include "daemon/edge/fallback_states.hpp"

#include "aggregator/derive/baselines/from_daily.hpp"
#include "aggregator/derive/baselines/live.hpp"

namespace tickbard {

FallbackStates::FallbackStates(const Calendar& calendar, const EdgeContext& context, UnixNanos now)
    : calendar_(calendar), now_(now) {
  if (context.bars_enabled || !context.last_prints) return;
  for (LastPrint& print : context.last_prints())
    if (print.calendar == calendar.name()) prints_.emplace(print.symbol, std::move(print));
}

bool FallbackStates::apply(SymbolState& row) {
  const auto node = prints_.extract(row.symbol);
  if (node.empty()) return false;
  const LastPrint& print = node.mapped();
  if (row.figures.session > print.session) return false;
  if (row.figures.session < print.session) {
    auto fresh = state(print);
    if (!fresh) return false;
    row = *std::move(fresh);
    return true;
  }
  const auto session = calendar_.session(print.session);
  Bar minute;
  minute.symbol = print.symbol;
  minute.start = minute_of(print.time);
  minute.open = minute.high = minute.low = minute.close = print.price;
  minute.quality = quality::kForming;
  if (!session || !overlay_minutes(row.figures, std::span(&minute, 1), DayBounds(*session))) return false;
  drop_minutes(row.figures);
  return true;
}

std::optional<SymbolState> FallbackStates::of(const Symbol& symbol) const {
  const auto known = prints_.find(symbol);
  return known == prints_.end() ? std::nullopt : state(known->second);
}

std::vector<SymbolState> FallbackStates::rest() const {
  std::vector<SymbolState> out;
  for (const auto& [symbol, print] : prints_)
    if (auto row = state(print)) out.push_back(*std::move(row));
  return out;
}

std::optional<SymbolState> FallbackStates::state(const LastPrint& print) const {
  const auto session = calendar_.session(print.session);
  if (!session) return std::nullopt;
  BaselineInputs in;
  in.now = now_;
  in.live = LivePrice{print.price, print.time};
  in.fallback_open = print.first_regular;
  if (print.previous_close)
    in.previous = previous_given(*print.previous_close, print.previous_session, print.session, calendar_);
  SymbolState out;
  out.symbol = print.symbol;
  out.figures = baselines_of(SymbolDay(*session), in);
  out.last_updated = print.time;
  return out;
}

}  // namespace tickbard
