// The short way of the usual print: live and in time, of a symbol that is known, into its open newest minute, with
// an id that tells that it is new, and nothing that alerts or rules take notice of. All of this is looked at
// before anything is changed, so whatever is not usual goes the long way from its beginning. Both ways give the
// same.
#include "aggregator/market/stages.hpp"

namespace tickbard {

/// False, and nothing changed: the print is to go the long way.
bool Market::Stages::took_usual(const FeedEvent& event, MonoTime now) {
  if (event.kind != FeedEventKind::trade) return false;
  if ((usual_.feed == nullptr || usual_.id != event.feed) && !settle_usual(event.feed, now)) return false;
  FeedState& feed = *usual_.feed;
  const Tick& tick = event.tick;
  const auto into = static_cast<std::uint64_t>((tick.event_time - usual_.from).count());
  if (into >= static_cast<std::uint64_t>(std::chrono::nanoseconds{std::chrono::minutes{1}}.count())) return false;
  if (tick.price.raw <= 0 || tick.price.raw == INT64_MAX || tick.size.raw <= 0) return false;
  if (!feed.guard.would_pass(tick, now, options_.future_limit)) return false;

  const SymbolIndex symbol = guess_;
  if (symbol == kNoSymbol || symbols_.name(symbol) != tick.symbol) return false;
  Source& from = sources_[symbol];
  if (from.owner != event.feed || !from.introduced ||
      !from.ids.expects(event.feed, feed.connection, tick.id, feed.traits.increasing_ids,
                        feed.traits.consecutive_ids)) {
    return false;
  }

  PrintEffect may;
  if (tick.conditions.truncated) return false;
  if (feed.rules != nullptr && tick.conditions.count != 0) {
    const Effect effect = feed.rules->effect(tick.conditions, tick.tape, usual_.segment);
    if (effect.unknown || effect.role != Role::none || effect.informational()) return false;
    may = {effect.open_close, effect.high_low, effect.volume};
  }
  if (may.price && !alerts_.quiet(symbol, tick.price, tick.event_time, usual_.segment, usual_.session)) {
    return false;
  }
  if (!store_.add_usual(event.feed, symbol, *usual_.page,
                        {tick.price, tick.size, tick.event_time, tick.sequence, tick.id, tick.exchange, may})) {
    return false;
  }

  tally.received.add();
  feed.guard.passed(tick, now);
  feed.clock.saw(tick.event_time, now);
  from.ids.saw(tick.id.value, tick.event_time);
  if (may.price) alerts_.quietly_seen(symbol, tick.price, tick.event_time, usual_.segment);
  return true;
}

/// What no print can change that goes the short way. The rest needs no look: while the first prints of a feed are
/// held, its clock is not live; a bucket of a closed minute says so itself.
bool Market::Stages::settle_usual(FeedId id, MonoTime now) {
  usual_.feed = nullptr;
  FeedState& f = feeds_[id];
  MinutePage* page = store_.newest_page(id);
  if (!options_.bars_enabled || page == nullptr) return false;
  if (!f.guard.calm() || !f.listening.settled() || !f.clock.live()) return false;
  if (page->minute + std::chrono::minutes{1} < *f.clock.at(now) - amend_window()) return false;
  const SessionCursor::Place place = f.sessions.at(page->minute);  // sessions begin and end with a minute
  usual_ = {&f, id, page, page->minute, place.segment, ThresholdAlerts::days_of(place.session)};
  return true;
}

}  // namespace tickbard
