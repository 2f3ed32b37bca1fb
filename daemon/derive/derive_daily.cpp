#include <map>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/daily_rollup.hpp"
#include "daemon/derive/archived_days.hpp"
#include "daemon/derive/derive.hpp"
#include "daemon/derive/market_facts.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_rollup.hpp"
#include "sinks/derived/freshness.hpp"
#include "sinks/derived/instruments.hpp"

namespace tickbard {
namespace {

/// A replay without a provider stores symbols of `always`, and the command means `xnys`: they would miss each
/// other without a word.
StoreResult<std::string> nothing_of(const DeriveContext& context, const Calendar& calendar) {
  const auto rows = read_instruments(context.from);
  if (!rows) return rows.error();
  std::map<std::string, std::size_t> others;
  for (const InstrumentRow& row : *rows) {
    const std::string& name = row.calendar.empty() ? context.default_calendar : row.calendar;
    if (name != calendar.name()) ++others[name];
  }
  std::string note =
      "no minute and no imported day of a symbol of " + std::string(calendar.name()) + " lies in these sessions";
  for (const auto& [name, count] : others)
    note += "; " + std::to_string(count) + (count == 1 ? " symbol follows " : " symbols follow ") + name +
            ": --calendar " + name;
  return note;
}

}  // namespace

StoreResult<DeriveReport> derive_daily(const DeriveContext& context, const Calendar& calendar,
                                       std::span<const Session> sessions) {
  DeriveReport report;
  const auto archived = ArchivedDays::read(context.from);
  if (!archived) return archived.error();
  for (const Session& session : sessions) {
    if ((report.stopped = context.stopped())) break;
    if (session.open > context.now) {
      report.notes.push_back("session " + to_text(session.date) + " has not opened yet");
      break;
    }
    const bool is_final = is_final_at(session, context.now, context.amend_window);
    const bool away = archived->touch(session);
    const auto changed =
        rollup_day(context.to, {calendar.name(), context.default_calendar, session, is_final, away}, context.now);
    if (!changed) return changed.error();
    report.rows_changed += *changed;
    ++report.sessions;
    const auto part = archived->part_of(context.from, session);
    if (!part) return part.error();
    if (*part) report.notes.push_back(**part);
  }
  if (report.sessions == 0) return report;
  const auto factors = refresh_adj_factors(context.to, today_of(context, calendar), context.now);
  if (!factors) return factors.error();
  report.rows_changed += *factors;

  const auto filled = read_daily_fill(context.from, sessions.front().date, sessions[report.sessions - 1].date, {},
                                      {calendar.name(), context.default_calendar});
  if (!filled) return filled.error();
  for (const DailyFill& day : *filled) {
    report.rows_read += day.symbols;
    report.symbols = std::max(report.symbols, day.symbols);
  }
  if (report.rows_read == 0) {
    auto note = nothing_of(context, calendar);
    if (!note) return note.error();
    report.notes.push_back(*std::move(note));
  }
  return report;
}

}  // namespace tickbard
