#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/core/symbol.hpp"
#include "aggregator/derive/interval.hpp"
#include "daemon/derive/context.hpp"
#include "sinks/derived/dirty_days.hpp"

namespace tickbard {

// Everything derived from stored bars: read, compute in aggregator/derive or by SQL, write. Each may run again at
// any time: what is already right changes no row. Precondition of all: `sessions` are of `calendar`, ascending.

/// bars_5m, bars_15m and bars_1h from price_bars, session-aligned; of a symbol that has no minutes in a session
/// but imported 5-minute bars, 15m and 1h from these.
StoreResult<DeriveReport> derive_higher(const DeriveContext& context, const Calendar& calendar,
                                        std::span<const Session> sessions);

/// daily_bars from minutes and official prints, final once the amend window is over; splits' adj_factor.
StoreResult<DeriveReport> derive_daily(const DeriveContext& context, const Calendar& calendar,
                                       std::span<const Session> sessions);

/// The name of the set of every symbol of a calendar: `all` for the default calendar, `all-NAME` for others.
std::string all_set_name(const DeriveContext& context, const Calendar& calendar);

/// Which securities a breadth is of.
struct SetRequest {
  std::string name = "all";     ///< alias of its rows; `all`: every symbol of the calendar with a daily bar
  std::vector<Symbol> symbols;  ///< empty: those that `name` stands for (of configuration or store)
};

/// Metric values of the members and aggregate values of the set, key interval `day`, for sessions whose daily bars
/// are final. Errors: a name that stands for nothing.
StoreResult<DeriveReport> derive_breadth(const DeriveContext& context, const SetRequest& set,
                                         const Calendar& calendar, std::span<const Session> sessions);

/// The same of every other set that has a name today: of the configuration, an index, a watchlist. Each by the
/// sessions of the calendar that most of its members follow, and here those of `calendar`. One that cannot be made
/// is a note, and the others go on.
StoreResult<DeriveReport> derive_breadth_of_lists(const DeriveContext& context, const Calendar& calendar,
                                                  std::span<const Session> sessions);

/// market_snapshot and its history, analysis type technical_<interval>: as of each session's final daily bar (1d)
/// or its last bar (other intervals). `only` empty: every symbol of the calendar.
StoreResult<DeriveReport> derive_indicators(const DeriveContext& context, const Calendar& calendar,
                                            std::span<const Session> sessions, Interval interval = Interval::d1,
                                            std::span<const Symbol> only = {});

/// symbol_state as it was at `at`, from the stored minutes; rows of a later session stay. A row of
/// symbol_state_history too where `history`.
StoreResult<DeriveReport> derive_baselines(const DeriveContext& context, const Calendar& calendar, UnixNanos at,
                                           bool history = false);

/// The same at the end of each session that has begun, with its history row once it is over.
StoreResult<DeriveReport> derive_baselines_of(const DeriveContext& context, const Calendar& calendar,
                                              std::span<const Session> sessions);

/// One derivation of derive_all.
struct DerivedPart {
  std::string_view what;  ///< higher, daily, breadth, breadth of lists, indicators, baselines
  DeriveReport report;
  std::optional<StoreError> error{};  ///< it failed; what does not depend on it went on
};

/// higher, daily, breadth of the set (of `all` with every list), indicators of days, baselines of each session, in
/// this order. One of those after daily that cannot be computed is a part with its error, and
/// the others go on. Errors: of higher or daily, on which all the rest stands, and of a store that fails.
StoreResult<std::vector<DerivedPart>> derive_all(const DeriveContext& context, const SetRequest& set,
                                                 const Calendar& calendar, std::span<const Session> sessions);

/// Sessions that the marked days touch, by calendar: what to derive anew. Hand `seen` to clear_dirty once all of
/// it is done; a day marked again meanwhile keeps its mark.
struct DirtyWork {
  std::vector<DirtyDay> seen;
  std::vector<std::pair<const Calendar*, std::vector<Session>>> sessions;
};
StoreResult<DirtyWork> dirty_work(const DeriveContext& context);

/// The same of those marked days alone that `sessions` touch, with whatever else touches them: the evening before,
/// other calendars. A day with a session that is not final is left to the daemon, which follows it; a note in
/// `report` says so.
StoreResult<DirtyWork> dirty_work_of(const DeriveContext& context, std::span<const Session> sessions,
                                     DeriveReport& report);

}  // namespace tickbard
