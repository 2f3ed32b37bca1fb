#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/derive/day_inputs.hpp"
#include "daemon/jobs/followed_breadth.hpp"
#include "daemon/jobs/followed_feed.hpp"
#include "sinks/derived/higher_bars.hpp"

namespace tickbard {

/// What one step of following changed in the store.
struct FollowReport {
  std::uint64_t minutes = 0;  ///< read
  std::uint64_t higher = 0;   ///< rows changed, as are the rest
  std::uint64_t states = 0;
  std::uint64_t history = 0;
  std::uint64_t breadth = 0;
};

/// The symbols of one calendar: their longer bars, states and intraday breadth.
/// What could not be written stays and is tried again with the next step.
/// Owner: the jobs thread. Lifetime: the calendar outlives it. About 3 KB a symbol.
class FollowedMarket {
 public:
  /// `started`: now; the session that it belongs to is what recall() brings.
  FollowedMarket(const Calendar& calendar, UnixNanos started);

  const Calendar& calendar() const { return calendar_; }
  const Session& session() const { return started_; }  ///< the one running at the start
  FollowedFeed& feed(std::string_view name);

  /// Writes what follows from the minutes applied so far.
  StoreResult<void> publish(const DeriveContext& context, FollowReport& report);

  /// Daily bars have changed: closes of the days before are read again.
  void forget_inputs() { inputs_.clear(); }

  /// Longer bars of the running session that ended before the start, an hour a call, since the store writes for
  /// others too; false when all are there.
  StoreResult<bool> catch_up(const DeriveContext& context, FollowReport& report);

 private:
  StoreResult<void> write_bars(const DeriveContext& context, FollowReport& report);
  StoreResult<void> fold_dirty(const DeriveContext& context, FollowReport& report);
  StoreResult<void> rebuild_stale(Tables& from, FollowedFeed& feed);
  StoreResult<DayInputs*> inputs_of(Tables& from, const Session& session, UnixNanos at);
  StoreResult<void> write_history(const DeriveContext& context, FollowReport& report);
  StoreResult<void> write_states(const DeriveContext& context, FollowReport& report);
  std::vector<RunningDay> running_days(SessionDate session) const;

  const Calendar& calendar_;
  const Session started_;
  const MinuteStart from_;      ///< longer bars that began before are the store's
  MinuteStart caught_up_to_{};  ///< … and have been folded there up to here
  std::map<std::string, FollowedFeed, std::less<>> feeds_;
  std::map<SessionDate, DayInputs> inputs_;  ///< of the newest two sessions
  UnixNanos opens_read_{};
  std::unordered_map<Symbol, Baselines> written_;  ///< what `symbol_state` holds
  std::array<std::vector<Bar>, kHigherIntervals.size()> finished_;
  std::vector<DirtySpan> dirty_;
  std::list<FollowedFeed::Passed> passed_;
  FollowedBreadth breadth_;
};

}  // namespace tickbard
