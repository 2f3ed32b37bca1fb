#include <algorithm>
#include <set>
#include <unordered_set>

#include "aggregator/core/time_text.hpp"
#include "daemon/derive/derive.hpp"
#include "daemon/derive/intraday_indicators.hpp"
#include "daemon/derive/market_facts.hpp"
#include "daemon/derive/snapshot_writer.hpp"
#include "sinks/derived/daily_bars.hpp"

namespace tickbard {
namespace {

/// Session dates with what a week's end is, once for all symbols.
class WeekEnds {
 public:
  WeekEnds(const Calendar& calendar, SessionDate last) {
    constexpr SessionDate kFirst{std::chrono::sys_days{std::chrono::days{0}}};
    for (const Session& session : calendar.sessions_between(kFirst, last))
      days_.push_back(AdjustedBar::day(session.date, {}, {}, {}, {}));
    mark_week_ends(days_, calendar);
  }

  bool ends(SessionDate date) const {
    const auto at = std::lower_bound(days_.begin(), days_.end(), date,
                                     [](const AdjustedBar& day, SessionDate d) { return day.session < d; });
    return at != days_.end() && at->session == date && at->ends_week;
  }

 private:
  std::vector<AdjustedBar> days_;
};

/// Indicators of days as daily bars stream by, symbol after symbol. Memory: one symbol's history and one batch.
class DailyRun {
 public:
  DailyRun(const DeriveContext& context, const Calendar& calendar, std::span<const Session> sessions,
           std::span<const Symbol> only, const SymbolCalendars& calendars, const SplitAdjuster& splits)
      : context_(context),
        calendar_(calendar),
        calendars_(calendars),
        splits_(splits),
        only_(only.begin(), only.end()),
        today_(today_of(context, calendar)),
        last_(sessions.back().date),
        week_ends_(calendar, last_),
        writer_(context, "technical_1d", calendar) {
    for (const Session& session : sessions) asked_.insert(to_days(session.date));
  }

  StoreResult<DeriveReport> run() {
    if (auto done = load_benchmark(); !done) return done.error();
    const SessionDate first{std::chrono::sys_days{std::chrono::days{0}}};
    auto read = stream_daily(context_.from, first, last_, [this](StoredDaily&& row) {
      if (report_.stopped || writer_.failed()) return;
      if (row.bar.symbol != symbol_) begin(row.bar.symbol);
      if (!wanted_) return;
      ++report_.rows_read;
      if (const auto bar = adjusted(row.bar)) bars_.push_back(*bar);
    });
    if (!read) return read.error();
    if (!report_.stopped) end();
    const auto changed = writer_.finish();
    if (!changed) return changed.error();
    report_.rows_changed = *changed;
    report_.sessions = asked_.size();
    return std::move(report_);
  }

 private:
  static std::int64_t to_days(SessionDate date) { return std::chrono::sys_days{date}.time_since_epoch().count(); }

  void begin(const Symbol& symbol) {
    end();
    symbol_ = symbol;
    wanted_ = only_.empty() ? calendars_.of(symbol) == calendar_.name() : only_.contains(symbol);
    report_.stopped = context_.stopped();
  }

  std::optional<AdjustedBar> adjusted(const DailyBar& bar) const {
    if (!bar.is_final) return std::nullopt;
    const SplitFactor factor = splits_.factor(bar.symbol, bar.session, today_);
    const auto open = factor.price(bar.open), high = factor.price(bar.high), low = factor.price(bar.low),
               close = factor.price(bar.close);
    const auto volume = factor.volume(bar.volume_rth);
    if (!open || !high || !low || !close || !volume || low->raw <= 0) return std::nullopt;
    AdjustedBar out = AdjustedBar::day(bar.session, *open, *high, *low, *close, *volume);
    out.ends_week = week_ends_.ends(bar.session);
    return out;
  }

  /// The symbol in work is complete: its figures.
  void end() {
    if (bars_.empty()) return;
    ++report_.symbols;
    const bool any_asked = to_days(bars_.back().session) >= *asked_.begin();
    if (any_asked) {
      const auto closes = benchmark_closes(bars_, benchmark_);
      IndicatorSet set;
      for (std::size_t i = 0; i < bars_.size(); ++i) {
        set.push(bars_[i], closes[i]);
        if (asked_.contains(to_days(bars_[i].session))) writer_.add(symbol_, set.snapshot());
      }
    }
    bars_.clear();
  }

  StoreResult<void> load_benchmark() {
    if (context_.benchmark.empty()) return {};
    constexpr std::size_t kAll = 1'000'000;
    const auto symbol = Symbol::parse(context_.benchmark);
    if (symbol) {
      const auto rows = daily_of_symbol(context_.from, *symbol, last_, kAll);
      if (!rows) return rows.error();
      for (const StoredDaily& row : *rows)
        if (const auto bar = adjusted(row.bar)) benchmark_.push_back(*bar);
    }
    if (benchmark_.empty()) {
      report_.notes.push_back(context_.benchmark +
                              " has no daily bars: Mansfield is not computed and the stage leaves relative "
                              "strength out");
    }
    return {};
  }

  const DeriveContext& context_;
  const Calendar& calendar_;
  const SymbolCalendars& calendars_;
  const SplitAdjuster& splits_;
  std::unordered_set<Symbol> only_;
  SessionDate today_, last_;
  WeekEnds week_ends_;
  SnapshotWriter writer_;
  std::set<std::int64_t> asked_;
  std::vector<AdjustedBar> benchmark_, bars_;
  Symbol symbol_;
  bool wanted_ = false;
  DeriveReport report_;
};

}  // namespace

StoreResult<DeriveReport> derive_indicators(const DeriveContext& context, const Calendar& calendar,
                                            std::span<const Session> sessions, Interval interval,
                                            std::span<const Symbol> only) {
  DeriveReport before;
  const std::vector<Session> finished = final_sessions(context, sessions, before);
  if (finished.empty()) return before;
  auto done = [&]() -> StoreResult<DeriveReport> {
    if (interval != Interval::d1) return derive_intraday_indicators(context, calendar, finished, interval, only);
    const auto calendars = SymbolCalendars::read(context.from, context.default_calendar);
    if (!calendars) return calendars.error();
    const auto splits = load_splits(context.from);
    if (!splits) return splits.error();
    return DailyRun(context, calendar, finished, only, *calendars, *splits).run();
  }();
  if (done) done->notes.insert(done->notes.begin(), before.notes.begin(), before.notes.end());
  return done;
}

}  // namespace tickbard
