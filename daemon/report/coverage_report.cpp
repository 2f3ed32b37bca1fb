#include "daemon/report/coverage_report.hpp"

#include <algorithm>

#include "daemon/derive/market_facts.hpp"
#include "sinks/derived/coverage_snapshots.hpp"
#include "sinks/derived/freshness.hpp"
#include "sinks/derived/symbol_changes.hpp"
#include "sinks/derived/watchlists.hpp"

namespace tickbard {

namespace {

/// How far back a 5-minute bar is looked for; one that is older is known from its daily bar.
constexpr std::size_t kLookBack = 5;

StoreResult<void> find_universe(const DeriveContext& context, CoverageReport& report) {
  auto symbols = tracked_universe(context.from);
  if (!symbols) return symbols.error();
  report.tracked_count = symbols->size();
  report.tracked = !symbols->empty();
  if (!report.tracked) symbols = stored_symbols(context.from);
  if (!symbols) return symbols.error();
  const auto calendars = SymbolCalendars::read(context.from, context.default_calendar);
  if (!calendars) return calendars.error();
  const auto renames = read_renames(context.from);
  if (!renames) return renames.error();
  const SessionDate today{std::chrono::floor<std::chrono::days>(context.now)};
  for (const Symbol& symbol : *symbols) {
    if (renames->gone(symbol, today)) continue;  // nothing more is expected under a former name
    const Calendar* calendar = context.calendars.find(calendars->of(symbol));
    if (calendar == nullptr) calendar = context.calendars.find(context.default_calendar);
    if (calendar == nullptr) continue;
    const auto known = std::find_if(report.markets.begin(), report.markets.end(),
                                    [&](const ExpectedSessions& m) { return m.calendar() == calendar->name(); });
    const auto market = static_cast<std::uint8_t>(known - report.markets.begin());
    if (known == report.markets.end())
      report.markets.push_back(ExpectedSessions::at(*calendar, context.now, context.amend_window));
    report.universe.push_back({symbol, market, std::nullopt, std::nullopt});
  }
  return {};
}

/// One market's part of the universe.
struct Part {
  const Calendar* calendar;
  const ExpectedSessions& sessions;
  std::vector<Symbol> symbols;
  std::vector<std::size_t> places;  ///< in the universe
};

Part part_of(const DeriveContext& context, const CoverageReport& report, std::size_t market) {
  Part out{context.calendars.find(report.markets[market].calendar()), report.markets[market], {}, {}};
  for (std::size_t i = 0; i < report.universe.size(); ++i) {
    if (report.universe[i].market != market) continue;
    out.symbols.push_back(report.universe[i].symbol);
    out.places.push_back(i);
  }
  return out;
}

StoreResult<void> find_daily(const DeriveContext& context, const Part& part, CoverageReport& report) {
  const auto last = read_last_sessions(context.from, part.symbols, *part.sessions.expected());
  if (!last) return last.error();
  for (std::size_t i = 0; i < last->size(); ++i) report.universe[part.places[i]].daily = (*last)[i].session;
  return {};
}

StoreResult<void> find_m5(const DeriveContext& context, const Part& part, CoverageReport& report) {
  const SessionDate oldest = part.sessions.newest(kLookBack).front();
  const MinuteStart since = minute_of(part.calendar->session(oldest)->pre_open);
  const auto last = read_last_bars(context.from, Interval::m5, part.symbols, since, minute_of(context.now));
  if (!last) return last.error();
  for (std::size_t i = 0; i < last->size(); ++i) {
    const std::optional<MinuteStart>& start = (*last)[i].start;
    if (start) report.universe[part.places[i]].m5 = part.calendar->session_date(*start);
  }
  return {};
}

StoreResult<void> find_daily_fill(const DeriveContext& context, const Part& part, std::size_t sessions,
                                  CoverageReport& report) {
  const auto days = part.sessions.newest(sessions);
  const auto fill = read_daily_fill(context.from, days.front(), days.back(), part.symbols);
  if (!fill) return fill.error();
  for (const SessionDate day : days) {
    const auto found =
        std::find_if(fill->begin(), fill->end(), [&](const DailyFill& f) { return f.session == day; });
    report.daily_fill.push_back(
        {part.sessions.calendar(), day, found == fill->end() ? 0 : found->symbols, part.symbols.size()});
  }
  return {};
}

StoreResult<void> find_m5_fill(const DeriveContext& context, const Part& part, std::size_t sessions,
                               CoverageReport& report) {
  std::vector<FillSpan> spans;
  for (const SessionDate day : part.sessions.newest(sessions)) {
    const Session session = *part.calendar->session(day);
    spans.push_back({day, minute_of(session.pre_open), minute_of(session.post_close)});
  }
  const auto fill = read_fill(context.from, Interval::m5, spans, part.symbols);
  if (!fill) return fill.error();
  for (const SessionFill& f : *fill)
    report.m5_fill.push_back({part.sessions.calendar(), f.session, f.symbols, part.symbols.size()});
  return {};
}

}  // namespace

StoreResult<CoverageReport> compute_coverage(const DeriveContext& context, const CoverageOptions& options) {
  CoverageReport out;
  out.generated_at = context.now;
  auto indices = read_indices(context.from);
  if (!indices) return indices.error();
  out.indices = std::move(*indices);
  if (const auto done = find_universe(context, out); !done) return done.error();
  for (std::size_t market = 0; market < out.markets.size(); ++market) {
    const Part part = part_of(context, out, market);
    if (!part.sessions.expected()) continue;
    if (const auto done = find_daily(context, part, out); !done) return done.error();
    if (const auto done = find_daily_fill(context, part, options.daily_sessions, out); !done) return done.error();
    if (!options.bars_enabled) continue;
    if (const auto done = find_m5(context, part, out); !done) return done.error();
    if (const auto done = find_m5_fill(context, part, options.m5_sessions, out); !done) return done.error();
  }
  // A store of imported days has no 5-minute bar at all, and nobody waits for one.
  out.m5_counts = options.bars_enabled && std::any_of(out.universe.begin(), out.universe.end(),
                                                      [](const SymbolFreshness& s) { return s.m5.has_value(); });
  out.figures = coverage_of(out.markets, out.universe, {options.least_percent, out.m5_counts});
  if (!out.m5_counts) return out;
  for (const SymbolFreshness& s : out.universe) {
    const ExpectedSessions& sessions = out.markets[s.market];
    const bool has_day = s.daily && sessions.lag(*s.daily) == 0;
    if (has_day && !(s.m5 && sessions.lag(*s.m5) == 0)) out.missing_m5.push_back(s.symbol);
  }
  return out;
}

StoreResult<CoverageReport> record_coverage(const DeriveContext& context, const CoverageOptions& options) {
  auto report = compute_coverage(context, options);
  if (!report) return report;
  const CoverageRow row{context.now, std::string(name_of(report->figures.status)),
                        coverage_json(*report, EveryLast::no)};
  if (const auto kept = write_coverage(context.to, row); !kept) return kept.error();
  return report;
}

}  // namespace tickbard
