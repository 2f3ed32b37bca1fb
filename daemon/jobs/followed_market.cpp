#include "daemon/jobs/followed_market.hpp"

#include <algorithm>
#include <tuple>

#include "daemon/derive/fold_hour.hpp"
#include "sinks/derived/symbol_state.hpp"

namespace tickbard {
namespace {

/// Rows a transaction: others write to the same store.
constexpr std::size_t kRows = 2'000;
/// Above so many symbols one pass over the day is cheaper than asking for each.
constexpr std::size_t kFewStale = 100;
constexpr std::size_t kFewDirty = 1'000;
/// Opening prints come within minutes of the open; later ones are rare.
constexpr std::chrono::minutes kOpening{30};
constexpr std::chrono::minutes kRareOpens{10};
const MinuteStart kEver = minute_of(kLatestEvent);

/// Longer bars that began before the start are the store's: the hour before leaves none of them open for long.
MinuteStart own_from(const Session& session, UnixNanos now) {
  const MinuteStart hour = std::chrono::floor<std::chrono::hours>(now) - std::chrono::hours{1};
  return std::max(hour, minute_of(session.pre_open));
}

template <class Row, class Write>
StoreResult<void> in_parts(std::span<const Row> rows, std::uint64_t& changed, Write write) {
  for (std::size_t at = 0; at < rows.size(); at += kRows) {
    const auto done = write(rows.subspan(at, std::min(kRows, rows.size() - at)));
    if (!done) return done.error();
    changed += *done;
  }
  return {};
}

}  // namespace

FollowedMarket::FollowedMarket(const Calendar& calendar, UnixNanos started)
    : calendar_(calendar),
      started_(*calendar.current_or_last(started)),
      from_(own_from(started_, started)),
      caught_up_to_(minute_of(started_.pre_open)),
      breadth_(calendar) {}

FollowedFeed& FollowedMarket::feed(std::string_view name) {
  const auto found = feeds_.find(name);
  if (found != feeds_.end()) return found->second;
  return feeds_.try_emplace(std::string(name), calendar_, started_, from_).first->second;
}

StoreResult<bool> FollowedMarket::catch_up(const DeriveContext& context, FollowReport& report) {
  const auto hour = hour_of(started_, caught_up_to_);
  if (!hour || hour->end > from_) return false;
  const auto done = fold_hour(context, {calendar_.name(), started_}, *hour);
  if (!done) return done.error();
  report.higher += *done;
  caught_up_to_ = hour->end;
  return true;
}

StoreResult<void> FollowedMarket::publish(const DeriveContext& context, FollowReport& report) {
  for (auto& [name, feed] : feeds_) {
    HigherBars::Harvest harvest = feed.advance(context.now);
    for (std::size_t i = 0; i < finished_.size(); ++i)
      finished_[i].insert(finished_[i].end(), harvest.finished[i].begin(), harvest.finished[i].end());
    dirty_.insert(dirty_.end(), harvest.dirty.begin(), harvest.dirty.end());
    passed_.splice(passed_.end(), feed.take_passed());
    if (auto done = rebuild_stale(context.from, feed); !done) return done;
  }
  if (auto done = write_bars(context, report); !done) return done;
  if (auto done = fold_dirty(context, report); !done) return done;
  if (auto done = write_history(context, report); !done) return done;
  return write_states(context, report);
}

StoreResult<void> FollowedMarket::rebuild_stale(Tables& from, FollowedFeed& feed) {
  const std::vector<Symbol>& stale = feed.stale();
  DayBook& days = feed.days();
  if (stale.size() > kFewStale) {
    MinuteStart begin = kEver;
    for (const Symbol& symbol : stale) begin = std::min(begin, days.find(symbol)->bounds().pre_open);
    DayBook fresh(calendar_);
    const auto done = stream_bars(from, Interval::m1, begin, kEver, [&](StoredBar&& row) {
      if (days.find(row.bar.symbol) != nullptr) fresh.apply(row.bar);
    });
    if (!done) return done;
    feed.replace_days(std::move(fresh));
  } else {
    for (const Symbol& symbol : stale) {
      const DayBounds bounds = days.find(symbol)->bounds();
      const auto rows = read_bars(from, Interval::m1, {symbol, bounds.pre_open, bounds.post_close});
      if (!rows) return rows.error();
      std::vector<Bar> minutes;
      for (const StoredBar& row : *rows) minutes.push_back(row.bar);
      if (!minutes.empty()) days.rebuild(symbol, minutes);
    }
  }
  feed.rebuilt();
  return {};
}

StoreResult<void> FollowedMarket::write_bars(const DeriveContext& context, FollowReport& report) {
  for (std::size_t i = 0; i < finished_.size(); ++i) {
    const auto done = in_parts(std::span<const Bar>(finished_[i]), report.higher, [&](std::span<const Bar> bars) {
      return write_higher(context.to, kHigherIntervals[i], bars, context.now);
    });
    if (!done) return done;
    finished_[i].clear();
  }
  return {};
}

StoreResult<void> FollowedMarket::fold_dirty(const DeriveContext& context, FollowReport& report) {
  // One statement for all symbols of a span.
  std::ranges::sort(dirty_, {}, [](const DirtySpan& d) { return std::tuple(d.span.start, d.interval); });
  while (!dirty_.empty()) {
    const DirtySpan key = dirty_.back();
    const auto first = std::ranges::find_if(
        dirty_, [&](const DirtySpan& d) { return d.interval == key.interval && d.span.start == key.span.start; });
    std::vector<Symbol> symbols;
    for (auto d = first; d != dirty_.end(); ++d) symbols.push_back(d->symbol);
    const std::array spans{key.span};
    HigherRollup rollup{key.interval, spans, calendar_.name(), context.default_calendar, {}, FoldFrom::minutes};
    if (symbols.size() <= kFewDirty) rollup.only = symbols;
    const auto done = rollup_higher(context.to, rollup, context.now);
    if (!done) return done.error();
    report.higher += *done;
    dirty_.erase(first, dirty_.end());
  }
  return {};
}

StoreResult<DayInputs*> FollowedMarket::inputs_of(Tables& from, const Session& session, UnixNanos at) {
  auto found = inputs_.find(session.date);
  if (found == inputs_.end()) {
    DayInputs fresh(calendar_, session);
    if (auto done = fresh.load(from); !done) return done.error();
    if (auto done = fresh.load_opens(from); !done) return done.error();
    found = inputs_.emplace(session.date, std::move(fresh)).first;
    if (inputs_.size() > 2 && found != inputs_.begin()) inputs_.erase(inputs_.begin());
  }
  DayInputs& inputs = found->second;
  const bool opening = at >= session.open && at < session.open + kOpening;
  if (opening || at - opens_read_ >= kRareOpens) {
    if (auto done = inputs.load_opens(from); !done) return done.error();
    opens_read_ = at;
  }
  if (auto done = inputs.advance(from, at); !done) return done.error();
  return &inputs;
}

StoreResult<void> FollowedMarket::write_history(const DeriveContext& context, FollowReport& report) {
  passed_.sort([](const auto& a, const auto& b) { return a.end.at < b.end.at; });
  while (!passed_.empty()) {
    const auto& [end, days, symbols] = passed_.front();
    const auto inputs = inputs_of(context.from, end.session, end.at);
    if (!inputs) return inputs.error();
    std::vector<SymbolState> rows;
    for (const Symbol& symbol : symbols) {
      const SymbolDay* day = days.find(symbol);
      if (day == nullptr || day->bounds().date != end.session.date) continue;
      rows.push_back({symbol, baselines_of(*day, (*inputs)->of(symbol, *day, end.at)), {}});
    }
    const UnixNanos at = end.at;
    const auto done =
        in_parts(std::span<const SymbolState>(rows), report.history, [&](std::span<const SymbolState> part) {
          return write_symbol_state_history(context.to, at, part, context.now);
        });
    if (!done) return done;
    passed_.pop_front();
  }
  return {};
}

std::vector<RunningDay> FollowedMarket::running_days(SessionDate session) const {
  std::vector<RunningDay> out;
  for (const auto& [name, feed] : feeds_) {
    for (const Symbol& symbol : feed.symbols()) {
      const SymbolDay* day = feed.days().find(symbol);
      if (day != nullptr && day->bounds().date == session) out.push_back({symbol, day});
    }
  }
  return out;
}

StoreResult<void> FollowedMarket::write_states(const DeriveContext& context, FollowReport& report) {
  const Session* session = calendar_.current_or_last(context.now);
  const std::vector<RunningDay> days = running_days(session->date);
  if (days.empty()) return {};
  // After its end a session stays as it was.
  const UnixNanos at = std::min(context.now, session->post_close);
  const auto inputs = inputs_of(context.from, *session, at);
  if (!inputs) return inputs.error();
  std::vector<SymbolState> rows;
  for (const auto& [symbol, day] : days) {
    Baselines figures = baselines_of(*day, (*inputs)->of(symbol, *day, at));
    const auto known = written_.find(symbol);
    if (known == written_.end() || known->second != figures) rows.push_back({symbol, std::move(figures), {}});
  }
  const auto written = in_parts(std::span<const SymbolState>(rows), report.states,
                                [&](std::span<const SymbolState> part) -> StoreResult<std::size_t> {
                                  auto done = write_symbol_states(context.to, part, context.now);
                                  if (!done) return done;
                                  for (const SymbolState& row : part)
                                    written_.insert_or_assign(row.symbol, row.figures);
                                  return done;
                                });
  if (!written) return written;
  const auto breadth = breadth_.write(context, **inputs, days);
  if (!breadth) return breadth.error();
  report.breadth += *breadth;
  return {};
}

}  // namespace tickbard
