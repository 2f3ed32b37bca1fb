#include "daemon/derive/intraday_indicators.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "aggregator/core/time_text.hpp"
#include "daemon/derive/market_facts.hpp"
#include "daemon/derive/session_places.hpp"
#include "daemon/derive/snapshot_writer.hpp"
#include "sinks/derived/higher_bars.hpp"

namespace tickbard {
namespace {

constexpr std::int64_t kWarmUpBars = 1'300;  ///< an average of 200 bars owes its seed next to nothing after them

std::vector<Session> with_warm_up(const Calendar& calendar, std::span<const Session> sessions, Interval interval) {
  const auto bars =
      std::max<std::int64_t>(1, (sessions.front().close - sessions.front().open) / length_of(interval));
  std::vector<Session> out;
  auto before = calendar.previous_session(sessions.front().date);
  for (std::int64_t n = (kWarmUpBars + bars - 1) / bars; before && n > 0; --n) {
    out.push_back(*before);
    before = calendar.previous_session(before->date);
  }
  std::reverse(out.begin(), out.end());
  out.insert(out.end(), sessions.begin(), sessions.end());
  return out;
}

class IntradayRun {
 public:
  IntradayRun(const DeriveContext& context, const Calendar& calendar, Interval interval,
              std::span<const Symbol> only, const SymbolCalendars& calendars, const SplitAdjuster& splits,
              SessionDate last)
      : context_(context),
        calendar_(calendar),
        interval_(interval),
        calendars_(calendars),
        splits_(splits),
        only_(only.begin(), only.end()),
        today_(today_of(context, calendar)),
        places_(calendar, last) {
    if (const auto benchmark = Symbol::parse(context.benchmark)) benchmark_ = *benchmark;
  }

  /// One session's bars; their number.
  StoreResult<std::uint64_t> take(const Session& session) {
    const MinuteStart from = minute_of(session.open), to = minute_of(session.close);
    auto prices = benchmark_of(session, from, to);
    if (!prices) return prices.error();
    std::uint64_t read = 0;
    std::size_t known = 0;
    auto done = stream_bars(context_.from, interval_, from, to, [&](StoredBar&& row) {
      if (!wanted(row.bar.symbol)) return;
      ++read;
      for (; known < prices->size() && (*prices)[known].start <= row.bar.start; ++known)
        newest_benchmark_ = (*prices)[known];
      push(row.bar, session.date);
    });
    if (!done) return done.error();
    return read;
  }

  /// Of every symbol with a bar of the session; false if there was none.
  bool snapshot(SessionDate session, SnapshotWriter& writer) const {
    bool any = false;
    for (const auto& [symbol, state] : states_) {
      if (state.last != session) continue;
      writer.add(symbol, state.set.snapshot());
      any = true;
    }
    return any;
  }

  std::size_t symbols() const { return states_.size(); }
  std::uint64_t left_out() const { return left_out_; }
  bool benchmark_seen() const { return newest_benchmark_.has_value(); }

 private:
  struct State {
    std::int64_t scale;
    IndicatorSet set{scale};
    SessionDate last{};
  };

  bool wanted(const Symbol& symbol) const {
    return only_.empty() ? calendars_.of(symbol) == calendar_.name() : only_.contains(symbol);
  }

  /// The units in which no split rounds the symbol's prices.
  std::int64_t scale_of(const Symbol& symbol) const {
    const auto scales = splits_.scales(symbol, today_);
    return scales ? scales->price : 1;
  }

  std::optional<AdjustedBar> adjusted(const Bar& bar, SessionDate session, std::int64_t scale) const {
    const SplitFactor factor = splits_.factor(bar.symbol, session, today_);
    const auto open = factor.price(bar.open, scale), high = factor.price(bar.high, scale),
               low = factor.price(bar.low, scale), close = factor.price(bar.close, scale);
    const auto volume = factor.volume(bar.volume);
    if (!open || !high || !low || !close || !volume || low->raw <= 0) return std::nullopt;
    AdjustedBar out{session, bar.start, *open, *high, *low, *close, *volume, false, {}};
    places_.mark(out);
    out.ends_week = false;  // its day has bars to come
    return out;
  }

  StoreResult<std::vector<AdjustedBar>> benchmark_of(const Session& session, MinuteStart from,
                                                     MinuteStart to) const {
    std::vector<AdjustedBar> out;
    if (benchmark_.empty()) return out;
    const auto rows = read_bars(context_.from, interval_, {benchmark_, from, to});
    if (!rows) return rows.error();
    const std::int64_t scale = scale_of(benchmark_);
    for (const StoredBar& row : *rows)
      if (const auto bar = adjusted(row.bar, session.date, scale)) out.push_back(*bar);
    return out;
  }

  void push(const Bar& bar, SessionDate session) {
    constexpr std::chrono::days kOldest{7};  // as benchmark_closes
    auto at = states_.find(bar.symbol);
    if (at == states_.end()) at = states_.emplace(bar.symbol, State{scale_of(bar.symbol)}).first;
    State& state = at->second;
    const auto one = adjusted(bar, session, state.scale);
    if (!one) {
      ++left_out_;
      return;
    }
    state.last = session;
    const bool fresh = newest_benchmark_ && bar.start - newest_benchmark_->start < kOldest;
    state.set.push(*one, fresh ? std::optional(newest_benchmark_->close) : std::nullopt);
  }

  const DeriveContext& context_;
  const Calendar& calendar_;
  Interval interval_;
  const SymbolCalendars& calendars_;
  const SplitAdjuster& splits_;
  std::unordered_set<Symbol> only_;
  SessionDate today_;
  SessionPlaces places_;
  std::uint64_t left_out_ = 0;
  Symbol benchmark_;
  std::optional<AdjustedBar> newest_benchmark_;
  std::unordered_map<Symbol, State> states_;
};

}  // namespace

StoreResult<DeriveReport> derive_intraday_indicators(const DeriveContext& context, const Calendar& calendar,
                                                     std::span<const Session> sessions, Interval interval,
                                                     std::span<const Symbol> only) {
  DeriveReport report;
  const auto calendars = SymbolCalendars::read(context.from, context.default_calendar);
  if (!calendars) return calendars.error();
  const auto splits = load_splits(context.from);
  if (!splits) return splits.error();
  IntradayRun run(context, calendar, interval, only, *calendars, *splits, sessions.back().date);
  SnapshotWriter writer(context, interval, calendar);
  for (const Session& session : with_warm_up(calendar, sessions, interval)) {
    if (writer.failed() || (report.stopped = context.stopped())) break;
    const auto read = run.take(session);
    if (!read) return read.error();
    report.rows_read += *read;
    if (session.date < sessions.front().date) continue;
    if (run.snapshot(session.date, writer)) ++report.sessions;
  }
  const auto changed = writer.finish();
  if (!changed) return changed.error();
  report.rows_changed = *changed;
  report.symbols = run.symbols();
  if (run.left_out() > 0) {
    report.notes.push_back(std::to_string(run.left_out()) +
                           " bars are left out: in today's shares their prices do not fit; correct the splits in "
                           "corporate_actions if they are wrong");
  }
  if (report.rows_read == 0) {
    report.notes.push_back("no " + std::string(name_of(interval)) + " bars of " + std::string(calendar.name()) +
                           " are stored up to " + to_text(sessions.back().date) +
                           (interval == Interval::m1 ? ": indicators of minutes need minutes"
                                                     : ": `tickbard derive higher` makes them of stored minutes"));
  }
  if (!context.benchmark.empty() && report.symbols > 0 && !run.benchmark_seen()) {
    report.notes.push_back(context.benchmark + " has no " + std::string(name_of(interval)) +
                           " bars: Mansfield is not computed and the stage leaves relative strength out");
  }
  return report;
}

}  // namespace tickbard
