#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "aggregator/derive/baselines/symbol_day.hpp"
#include "daemon/derive/day_inputs.hpp"
#include "daemon/derive/derive.hpp"

namespace tickbard {

/// One symbol's running session.
struct RunningDay {
  Symbol symbol;
  const SymbolDay* day = nullptr;
};

/// Breadth of set `all` of a calendar, minute by minute while regular hours last: interval key `1m`.
/// The set is the one of the daily bars at the session's first minute, under minute_alias of its name: at night
/// the day's own set, which knows today's newcomers, gets the plain name. Owner: the jobs thread. Lifetime: the
/// calendar outlives it.
class FollowedBreadth {
 public:
  explicit FollowedBreadth(const Calendar& calendar) : calendar_(calendar) {}

  /// The answer: rows changed; 0 outside of regular hours, and where no symbol has a daily bar yet.
  StoreResult<std::size_t> write(const DeriveContext& context, const DayInputs& inputs,
                                 std::span<const RunningDay> days);

 private:
  StoreResult<void> begin_session(const DeriveContext& context, const Session& session);

  const Calendar& calendar_;
  SessionDate session_{};
  std::string hash_;  ///< empty: no set
  std::unordered_map<std::string, std::size_t> members_;
};

}  // namespace tickbard
