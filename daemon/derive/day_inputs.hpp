#pragma once

#include <unordered_map>
#include <vector>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/event.hpp"
#include "aggregator/derive/baselines/baselines.hpp"
#include "aggregator/derive/renames.hpp"
#include "aggregator/derive/split.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// What the baselines of one session need beside its own minutes: closes of the sessions before, official opens,
/// and the volume that is usual by now. Live and recomputed baselines both come from here. Usual volume: Σ over up
/// to 20 sessions before that have them, of 5-minute bars up to the same distance from the open, the running five minutes in
/// proportion; in today's shares. Owner: one thread. Lifetime: the calendar outlives it. About 200 bytes a symbol.
class DayInputs {
 public:
  DayInputs(const Calendar& calendar, Session session) : calendar_(calendar), session_(std::move(session)) {}

  const Session& session() const { return session_; }

  /// Reads what does not change while the session goes on. Call again after daily bars have changed.
  StoreResult<void> load(Tables& tables);

  /// Reads the prints of the opening so far.
  StoreResult<void> load_opens(Tables& tables);

  /// Brings the usual volume to `at`. Reads only what has come since the call before; going back reads all anew.
  StoreResult<void> advance(Tables& tables, UnixNanos at);

  /// Precondition: load() and advance(now) have succeeded; `day` is of session().
  BaselineInputs of(const Symbol& symbol, const SymbolDay& day, UnixNanos now) const;

  /// The newest close before session(), in its shares; none if there is none.
  std::optional<PreviousDay> previous(const Symbol& symbol) const;

 private:
  struct Past {
    std::optional<PreviousDay> previous;
    std::optional<GivenOpen> imported_open;
    Volume usual, running;  ///< up to slot_; of the five minutes from slot_ on
    std::uint32_t sessions = 0;
  };

  StoreResult<void> leave_out_archived(Tables& tables);
  StoreResult<void> add_volume(Tables& tables, const Session& before, MinuteStart from, MinuteStart to,
                               Volume Past::*where);
  MinuteStart same_time(const Session& before, MinuteStart t) const;
  std::optional<GivenOpen> open_of(const Symbol& symbol, const SymbolDay& day) const;

  const Calendar& calendar_;
  const Session session_;
  SplitAdjuster splits_;
  Renames renames_;
  std::vector<Session> before_;  ///< newest first
  std::unordered_map<Symbol, Past> past_;
  std::unordered_map<Symbol, std::vector<SessionPrint>> opens_;
  std::optional<MinuteStart> slot_;  ///< usual volume holds bars that begin before it
  std::int64_t running_minutes_ = 0;
};

}  // namespace tickbard
