#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "daemon/derive/adjusted_days.hpp"
#include "daemon/derive/derive.hpp"
#include "daemon/derive/intraday_indicators.hpp"
#include "daemon/derive/market_facts.hpp"
#include "daemon/derive/session_places.hpp"
#include "daemon/derive/snapshot_writer.hpp"
#include "sinks/derived/daily_history.hpp"

namespace tickbard {
namespace {

DailyFigures figures_of(const DailyBar& bar) {
  return {bar.symbol, bar.session,    bar.open,     bar.high,    bar.low,
          bar.close,  bar.volume_rth, bar.is_final, bar.revision};
}

/// Indicators of days as daily bars stream by, symbol after symbol. Memory: one symbol's history and one batch.
class DailyRun {
 public:
  DailyRun(const DeriveContext& context, const Calendar& calendar, std::span<const Session> sessions,
           std::span<const Symbol> only, const SymbolCalendars& calendars, const SplitAdjuster& splits)
      : context_(context),
        calendar_(calendar),
        calendars_(calendars),
        only_(only.begin(), only.end()),
        last_(sessions.back().date),
        places_(calendar, last_),
        adjuster_(splits, today_of(context, calendar)),
        writer_(context, Interval::d1, calendar) {
    for (const Session& session : sessions) asked_.insert(to_days(session.date));
  }

  StoreResult<DeriveReport> run() {
    if (auto done = load_benchmark(); !done) return done.error();
    const SessionDate first{std::chrono::sys_days{std::chrono::days{0}}};
    auto read = stream_history_figures(context_.from, first, last_, [this](DailyFigures&& day) {
      if (report_.stopped || writer_.failed()) return;
      if (day.symbol != symbol_) begin(day.symbol);
      if (!wanted_) return;
      ++report_.rows_read;
      if (day.is_final) days_.push_back(day);
    });
    if (!read) return read.error();
    if (!report_.stopped) end();
    adjuster_.tell(report_);
    const auto changed = writer_.finish();
    if (!changed) return changed.error();
    report_.rows_changed = *changed;
    report_.sessions = given_.size();
    if (given_.empty() && !report_.stopped)
      report_.notes.push_back("no symbol of " + std::string(calendar_.name()) + " has a final daily bar " +
                              (asked_.size() == 1 ? "of this session" : "of these sessions") +
                              ": derive daily first, or import days");
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

  /// Days in today's shares as bars, in place of those before. A price of zero, which no chart knows, is left out.
  void to_bars(const AdjustedDays& adjusted, std::vector<AdjustedBar>& out) const {
    out.clear();
    for (const DailyFigures& d : adjusted.days) {
      if (d.low.raw <= 0) continue;
      out.push_back(AdjustedBar::day(d.session, d.open, d.high, d.low, d.close, d.volume_rth));
      places_.mark(out.back());
    }
  }

  /// The symbol in work is complete: its figures.
  void end() {
    const AdjustedDays adjusted = adjuster_.of(std::exchange(days_, {}));
    to_bars(adjusted, bars_);
    if (bars_.empty()) return;
    ++report_.symbols;
    if (to_days(bars_.back().session) < *asked_.begin()) return;
    const auto closes = benchmark_closes(bars_, benchmark_);
    IndicatorSet set(adjusted.scales.price);
    for (std::size_t i = 0; i < bars_.size(); ++i) {
      set.push(bars_[i], closes[i]);
      const std::int64_t day = to_days(bars_[i].session);
      if (!asked_.contains(day)) continue;
      writer_.add(symbol_, set.snapshot());
      given_.insert(day);
    }
  }

  StoreResult<void> load_benchmark() {
    if (context_.benchmark.empty()) return {};
    constexpr std::size_t kAll = 1'000'000;
    const auto symbol = Symbol::parse(context_.benchmark);
    if (symbol) {
      const auto rows = history_of_symbol(context_.from, *symbol, last_, kAll);
      if (!rows) return rows.error();
      std::vector<DailyFigures> days;
      for (const StoredDaily& row : *rows)
        if (row.bar.is_final) days.push_back(figures_of(row.bar));
      to_bars(adjuster_.of(std::move(days)), benchmark_);
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
  std::unordered_set<Symbol> only_;
  SessionDate last_;
  SessionPlaces places_;
  DayAdjuster adjuster_;
  SnapshotWriter writer_;
  std::set<std::int64_t> asked_, given_;  ///< given: those of them with a symbol's figures
  std::vector<DailyFigures> days_;        ///< of the symbol in work
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
