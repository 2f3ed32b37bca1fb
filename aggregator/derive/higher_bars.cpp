#include "aggregator/derive/higher_bars.hpp"

#include <algorithm>
#include <tuple>

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {

const Session* HigherBars::session_at(MinuteStart m) {
  if (session_ == nullptr || m < session_->pre_open || m >= session_->post_close) {
    session_ = calendar_.current_or_last(m);
  }
  return session_;
}

void HigherBars::apply(const Bar& minute) {
  const Session* session = session_at(minute.start);
  if (session == nullptr) return;
  State& state = symbols_[minute.symbol];
  const bool next = minute.start > state.last;
  if (minute.start == state.last && minute.revision == state.last_revision &&
      minute.trade_count == state.last_trades) {
    return;
  }
  if (minute.start >= state.last) {
    state.last = minute.start;
    state.last_revision = minute.revision;
    state.last_trades = minute.trade_count;
  }

  for (std::size_t i = 0; i < kHigherIntervals.size(); ++i) {
    const auto span = span_of(kHigherIntervals[i], align_, *session, minute.start);
    if (!span) return;  // overnight
    Open& open = state.open[i];
    if (!next && span != open.span) {
      dirty_.insert({minute.symbol, kHigherIntervals[i], *span});
      continue;
    }
    if (span != open.span) {
      end(minute.symbol, i, open);
      open.span = *span;
      open.dirty = span->start < from_ || span->end <= closed_up_to_;
    }
    open.dirty = open.dirty || !next;
    if (!open.dirty) open.fold.add(minute);
  }
}

void HigherBars::end(const Symbol& symbol, std::size_t interval, Open& open) {
  if (open.dirty) {
    dirty_.insert({symbol, kHigherIntervals[interval], open.span});
  } else if (!open.fold.empty()) {
    ended_.push_back({interval, open.span.end, open.fold.bar(symbol, open.span.start)});
  }
  open = {};
}

HigherBars::Harvest HigherBars::advance(MinuteStart closed_up_to) {
  closed_up_to_ = std::max(closed_up_to_, closed_up_to);
  for (auto& [symbol, state] : symbols_) {
    for (std::size_t i = 0; i < state.open.size(); ++i) {
      if (state.open[i].span.end <= closed_up_to_) end(symbol, i, state.open[i]);
    }
  }

  Harvest harvest;
  std::erase_if(ended_, [&](const Ended& e) {
    if (e.end > closed_up_to_) return false;
    const DirtySpan key{e.bar.symbol, kHigherIntervals[e.interval], {e.bar.start, e.end}};
    if (!dirty_.contains(key)) harvest.finished[e.interval].push_back(e.bar);
    return true;
  });
  std::erase_if(dirty_, [&](const DirtySpan& d) {
    if (d.span.end > closed_up_to_) return false;
    harvest.dirty.push_back(d);
    return true;
  });
  const auto key = [](const auto& b) { return std::tuple(b.symbol.view(), b.start); };
  for (auto& bars : harvest.finished) std::ranges::sort(bars, {}, key);
  std::ranges::sort(harvest.dirty, {},
                    [](const DirtySpan& d) { return std::tuple(d.symbol.view(), d.interval, d.span.start); });
  return harvest;
}

}  // namespace tickbard
