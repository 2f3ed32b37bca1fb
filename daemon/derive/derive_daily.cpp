#include <set>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/daily_rollup.hpp"
#include "daemon/derive/derive.hpp"
#include "daemon/derive/market_facts.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_rollup.hpp"
#include "sinks/derived/freshness.hpp"
#include "sinks/derived/higher_bars.hpp"

namespace tickbard {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;

std::vector<BarSpan> spans_of(Interval interval, const Session& session) {
  std::vector<BarSpan> spans;
  for (MinuteStart m = minute_of(session.pre_open); m < minute_of(session.post_close);) {
    const auto span = span_of(interval, Align::session, session, m);
    if (!span) break;
    spans.push_back(*span);
    m = span->end;
  }
  return spans;
}

StoreResult<std::set<sys_days>> days_with(Tables& tables, Interval interval, std::span<const Session> sessions) {
  const auto days_read = days_with_bars(tables, interval, floor<days>(sessions.back().post_close) + days{1});
  if (!days_read) return days_read.error();
  return std::set<sys_days>(days_read->begin(), days_read->end());
}

bool touches(const Session& session, const std::set<sys_days>& with_bars) {
  const auto at = with_bars.lower_bound(floor<days>(session.pre_open));
  return at != with_bars.end() && *at < session.post_close;
}

}  // namespace

StoreResult<DeriveReport> derive_higher(const DeriveContext& context, const Calendar& calendar,
                                        std::span<const Session> sessions) {
  DeriveReport report;
  if (sessions.empty()) return report;
  const auto minutes = days_with(context.from, Interval::m1, sessions);
  if (!minutes) return minutes.error();
  const auto fives = days_with(context.from, Interval::m5, sessions);
  if (!fives) return fives.error();
  for (const Session& session : sessions) {
    if ((report.stopped = context.stopped())) break;
    const bool from_minutes = touches(session, *minutes);
    if (!from_minutes && !touches(session, *fives)) continue;
    for (const Interval interval : {Interval::m5, Interval::m15, Interval::h1}) {
      if (!from_minutes && interval == Interval::m5) continue;
      const std::vector<BarSpan> spans = spans_of(interval, session);
      const HigherRollup rollup{interval,
                                spans,
                                calendar.name(),
                                context.default_calendar,
                                {},
                                from_minutes ? FoldFrom::minutes : FoldFrom::m5};
      const auto changed = rollup_higher(context.to, rollup, context.now);
      if (!changed) return changed.error();
      report.rows_changed += *changed;
    }
    ++report.sessions;
  }
  return report;
}

StoreResult<DeriveReport> derive_daily(const DeriveContext& context, const Calendar& calendar,
                                       std::span<const Session> sessions) {
  DeriveReport report;
  for (const Session& session : sessions) {
    if ((report.stopped = context.stopped())) break;
    if (session.open > context.now) {
      report.notes.push_back("session " + to_text(session.date) + " has not opened yet");
      break;
    }
    const bool is_final = is_final_at(session, context.now, context.amend_window);
    const auto changed =
        rollup_day(context.to, {calendar.name(), context.default_calendar, session, is_final}, context.now);
    if (!changed) return changed.error();
    report.rows_changed += *changed;
    ++report.sessions;
  }
  if (report.sessions == 0) return report;
  const auto factors = refresh_adj_factors(context.to, today_of(context, calendar), context.now);
  if (!factors) return factors.error();
  report.rows_changed += *factors;

  const auto filled = read_daily_fill(context.from, sessions.front().date, sessions[report.sessions - 1].date);
  if (!filled) return filled.error();
  for (const DailyFill& day : *filled) {
    report.rows_read += day.symbols;
    report.symbols = std::max(report.symbols, day.symbols);
  }
  if (report.rows_read == 0) report.notes.emplace_back("no minute and no imported day lies in these sessions");
  return report;
}

}  // namespace tickbard
