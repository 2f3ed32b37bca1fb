#pragma once

#include <optional>
#include <vector>

#include "aggregator/bars/feed_clock.hpp"
#include "aggregator/bars/listening.hpp"
#include "aggregator/bars/skew_guard.hpp"
#include "aggregator/market/market.hpp"
#include "aggregator/market/session_cursor.hpp"
#include "aggregator/rules/trade_rules.hpp"

namespace tickbard {

/// All that the market keeps of one feed.
/// Owner: market thread.
struct FeedState {
  FeedState(FeedTraits t, const TradeRules& table)
      : traits(std::move(t)), rules(table.set(traits.rules)), sessions(traits.calendar) {}

  /// What time it is for the feed: event time where one print has been seen, the machine's until then.
  UnixNanos now(MonoTime mono, UnixNanos wall) const { return clock.live() ? *clock.at(mono) : wall; }

  FeedTraits traits;
  const RuleSet* rules;  ///< nullptr: every print counts fully
  SessionCursor sessions;
  FeedClock clock;
  SkewGuard guard;
  Listening listening;
  std::string raw_text;                  ///< of the rejected print that comes next
  std::uint32_t connection = 1;          ///< counts connections; the next one begins when this one is lost
  std::optional<Gap> gap;                ///< the open one
  std::optional<Gap> ended;              ///< the last one; the first prints after it may tell that it ended later
  std::optional<Gap> skipped;            ///< in which numbers of trades were left out, the newest such time
  bool skipped_due = false;              ///< it changed since it went out
  std::optional<UnixNanos> earlier_run;  ///< newest event time in buckets of an earlier run
  std::vector<SkewGuard::Penned> past;   ///< first prints, all far older than that: late, or a recording's?
  MinuteStart resume_minute{};           ///< the oldest not closed at the last feed-wide resume point
};

}  // namespace tickbard
