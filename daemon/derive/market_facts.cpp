#include "daemon/derive/market_facts.hpp"

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/daily_rollup.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/instruments.hpp"

namespace tickbard {

StoreResult<SymbolCalendars> SymbolCalendars::read(Tables& tables, std::string default_calendar) {
  const auto rows = read_instruments(tables);
  if (!rows) return rows.error();
  SymbolCalendars out;
  out.default_ = std::move(default_calendar);
  for (const InstrumentRow& row : *rows)
    if (!row.calendar.empty() && row.calendar != out.default_) out.given_.emplace(row.symbol, row.calendar);
  return out;
}

std::string_view SymbolCalendars::of(const Symbol& symbol) const {
  const auto found = given_.find(symbol);
  return found == given_.end() ? std::string_view(default_) : std::string_view(found->second);
}

StoreResult<SplitAdjuster> load_splits(Tables& tables) {
  const auto rows = read_splits_of_securities(tables);
  if (!rows) return rows.error();
  auto adjuster = SplitAdjuster::of(*rows);
  if (!adjuster) return StoreError{StoreErrorClass::other, tables.describe() + ": " + adjuster.error().text};
  return *std::move(adjuster);
}

SessionDate today_of(const DeriveContext& context, const Calendar& calendar) {
  const Calendar* usual = context.calendars.find(context.default_calendar);
  return (usual == nullptr ? calendar : *usual).session_date(context.now);
}

std::vector<Session> final_sessions(const DeriveContext& context, std::span<const Session> sessions,
                                    DeriveReport& report) {
  std::vector<Session> out;
  for (const Session& session : sessions) {
    if (is_final_at(session, context.now, context.amend_window)) {
      out.push_back(session);
      continue;
    }
    report.notes.push_back("session " + to_text(session.date) + " and later ones are not final yet: nothing is " +
                           "computed for them before " + to_rfc3339(session.post_close + context.amend_window));
    break;
  }
  return out;
}

}  // namespace tickbard
