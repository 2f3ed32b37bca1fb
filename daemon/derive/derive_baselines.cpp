#include <algorithm>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/baselines/day_book.hpp"
#include "daemon/derive/archived_days.hpp"
#include "daemon/derive/day_inputs.hpp"
#include "daemon/derive/derive.hpp"
#include "daemon/derive/market_facts.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/symbol_state.hpp"

namespace tickbard {
namespace {

/// Rows of symbols that have no state of a later session: going back in time is for the history.
StoreResult<std::vector<SymbolState>> without_older(const DeriveContext& context, const Calendar& calendar,
                                                    std::span<const SymbolState> rows) {
  std::unordered_map<Symbol, SessionDate> stored;
  auto read =
      stream_symbol_states(context.from, calendar.name(), context.default_calendar,
                           [&](SymbolState&& state) { stored.emplace(state.symbol, state.figures.session); });
  if (!read) return read.error();
  std::vector<SymbolState> out;
  for (const SymbolState& row : rows) {
    const auto found = stored.find(row.symbol);
    if (found == stored.end() || found->second <= row.figures.session) out.push_back(row);
  }
  return out;
}

}  // namespace

StoreResult<DeriveReport> derive_baselines(const DeriveContext& context, const Calendar& calendar, UnixNanos at,
                                           bool history) {
  DeriveReport report;
  // The instant at which one session ends and the next begins (round the clock) is the end of the first.
  const Session* session = calendar.current_or_last(at - std::chrono::nanoseconds{1});
  if (session == nullptr) return report;
  const auto archived = ArchivedDays::read(context.from);
  if (!archived) return archived.error();
  const auto part = archived->part_of(context.from, *session);
  if (!part) return part.error();
  if (*part) {
    report.notes.push_back(**part);
    return report;
  }
  const auto calendars = SymbolCalendars::read(context.from, context.default_calendar);
  if (!calendars) return calendars.error();
  // Minutes that had ended by then: what a follower of the stored bars could have known.
  const MinuteStart end = minute_of(std::min(at, session->post_close));
  DayBook book(calendar);
  auto read = stream_bars(context.from, Interval::m1, minute_of(session->pre_open), end, [&](StoredBar&& row) {
    if (calendars->of(row.bar.symbol) != calendar.name()) return;
    ++report.rows_read;
    book.apply(row.bar);
  });
  if (!read) return read.error();
  if (report.rows_read == 0) {
    report.notes.push_back("no minute of a symbol of " + std::string(calendar.name()) + " is stored of session " +
                           to_text(session->date) + ": baselines and leaderboards are made of minutes");
    return report;
  }
  DayInputs inputs(calendar, *session);
  if (auto done = inputs.load(context.from); !done) return done.error();
  if (auto done = inputs.load_opens(context.from); !done) return done.error();
  if (auto done = inputs.advance(context.from, at); !done) return done.error();

  std::vector<SymbolState> rows;
  for (const Symbol& symbol : book.take().changed) {
    const SymbolDay& day = *book.find(symbol);
    rows.push_back({symbol, baselines_of(day, inputs.of(symbol, day, at)), {}});
  }
  report.symbols = rows.size();
  report.sessions = 1;
  const auto newest = without_older(context, calendar, rows);
  if (!newest) return newest.error();
  const auto changed = write_symbol_states(context.to, *newest, context.now);
  if (!changed) return changed.error();
  report.rows_changed = *changed;
  if (!history) return report;
  const auto kept = write_symbol_state_history(context.to, at, rows, context.now);
  if (!kept) return kept.error();
  report.rows_changed += *kept;
  return report;
}

StoreResult<DeriveReport> derive_baselines_of(const DeriveContext& context, const Calendar& calendar,
                                              std::span<const Session> sessions) {
  constexpr std::uint64_t kNotes = 3;
  DeriveReport all;
  std::uint64_t without = 0;
  for (const Session& session : sessions) {
    if (session.pre_open > context.now || (all.stopped = context.stopped())) break;
    // The history keeps ends of sessions: one that goes on has none yet.
    const bool over = session.post_close <= context.now;
    const auto one = derive_baselines(context, calendar, over ? session.post_close : context.now, over);
    if (!one) return one.error();
    all.rows_read += one->rows_read;
    all.rows_changed += one->rows_changed;
    all.symbols = std::max(all.symbols, one->symbols);
    all.sessions += one->sessions;
    if (one->sessions == 0) ++without;
    if (without <= kNotes) all.notes.insert(all.notes.end(), one->notes.begin(), one->notes.end());
  }
  if (without > kNotes) all.notes.push_back("and " + std::to_string(without - kNotes) + " more sessions likewise");
  return all;
}

}  // namespace tickbard
