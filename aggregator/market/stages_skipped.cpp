// The part of Market::Stages for numbers of trades that a provider left out.
#include <algorithm>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "aggregator/market/stages.hpp"

namespace tickbard {
namespace {

/// Skips of a feed that follow each other so closely are one row of `ingest_gaps`.
constexpr std::chrono::minutes kSameSkip{1};

}  // namespace

/// What is held or thrown away was sent all the same: its number is not left out.
void Market::Stages::unjudged(const FeedEvent& event) {
  if (!feeds_[event.feed].traits.consecutive_ids || !event.tick.id) return;
  const auto symbol = symbols_.find(event.tick.symbol);
  if (symbol && *symbol < sources_.size()) sources_[*symbol].ids.passed(event.tick.id);
}

/// Trades of the symbol did not reach us though the connection stood. They traded between the print before and
/// this one: the bars of these two say so, where they may still be amended; ingest_gaps says it of all between.
void Market::Stages::on_skipped(FeedId id, SymbolIndex symbol, const Tick& tick, const JudgedId& judged) {
  FeedState& feed = feeds_[id];
  tally.skipped.add(judged.skipped);
  const UnixNanos to = std::max(tick.event_time, judged.since);
  const UnixNanos from = std::min(tick.event_time, judged.since);
  for (const MinuteStart minute : {minute_of(from), minute_of(to)}) store_.mark(symbol, minute, quality::kGap);
  if (feed.skipped && feed.skipped->from <= from && from <= *feed.skipped->to + kSameSkip) {
    feed.skipped->to = std::max(*feed.skipped->to, to);
  } else {
    tell_skipped(feed);
    feed.skipped = Gap{feed.traits.name, from, to, LostReason::skipped_ids};
  }
  feed.skipped_due = true;
  if (!log_.wants(LogKind::skipped_ids, tick.recv_time)) return;
  log_.write(LogKind::skipped_ids, tick.recv_time, feed.traits.name, tick.symbol,
             "The provider did not send " + std::to_string(judged.skipped) + " trades before id " +
                 std::to_string(tick.id.value) + ", of " + to_rfc3339(from) + " to " + to_rfc3339(to) +
                 "; the bars of these minutes say gap.");
}

/// Before the bars that say gap for it.
void Market::Stages::tell_skipped(FeedState& f) {
  if (std::exchange(f.skipped_due, false)) events.emplace_back(*f.skipped);
}

}  // namespace tickbard
