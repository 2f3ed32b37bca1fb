// Many prints at once. With thousands of symbols nearly nothing that a print needs is in the nearest cache; but
// where it lies is known some prints before, and it is fetched.
//
// And the short way of the usual print: live and in time, of a symbol that is known, into its open newest minute,
// with an id that tells that it is new, and nothing that alerts or rules take notice of. All of this is looked at
// before anything is changed, so whatever is not usual goes the long way from its beginning. Both ways give the
// same.
#include <algorithm>

#include "aggregator/core/fetch.hpp"
#include "aggregator/market/stages.hpp"

namespace tickbard {
namespace {
using namespace std::chrono_literals;
constexpr std::size_t kSymbolAhead = 24, kStateAhead = 16, kBucketAhead = 8;
}  // namespace

inline void Market::Stages::expect_symbol(const FeedEvent& event, std::size_t place) {
  if (event.kind != FeedEventKind::trade) return;
  symbols_.expect(expected_[place % kLookAhead].hash = event.tick.symbol.hash());
}

inline void Market::Stages::expect_state(const FeedEvent& event, std::size_t place) {
  Expected& expected = expected_[place % kLookAhead];
  expected.symbol = kNoSymbol;
  if (event.kind != FeedEventKind::trade) return;
  const auto symbol = symbols_.likely(expected.hash);
  if (!symbol || *symbol >= sources_.size()) return;
  expected.symbol = *symbol;
  fetch_whole(sources_[*symbol]);
  alerts_.expect(*symbol);
  store_.expect(*symbol);
  const Tick& tick = event.tick;
  if (tick.symbol.short_form() == 0) symbols_.expect_name(*symbol);
  expected.key.place = 0;
  if (!PrintKey::of(*symbol, tick.exchange, tick.id, tick.sequence, expected.key)) return;
  expected.whose = IdRuns::whose(event.feed, expected.key);
  store_.expect_run(expected.whose);
}

inline void Market::Stages::expect_bucket(std::size_t place) {
  const SymbolIndex symbol = expected_[place % kLookAhead].symbol;
  if (symbol != kNoSymbol) store_.expect_bucket(symbol);
}

/// False, and nothing changed that a print changes: it is to go the long way.
[[gnu::always_inline]] inline bool Market::Stages::took_usual(const FeedEvent& event, const Expected& expected,
                                                              MonoTime now) {
  if (event.kind != FeedEventKind::trade) return false;
  const Tick& tick = event.tick;
  if (usual_.id != event.feed || usual_.received != tick.recv_time) {
    if (!settle_usual(event.feed, tick.recv_time, now)) return false;
  }
  if (static_cast<std::uint64_t>((tick.event_time - usual_.from).count()) >= usual_.span) return false;
  constexpr auto kDearest = static_cast<std::uint64_t>(INT64_MAX) - 1;
  if (static_cast<std::uint64_t>(tick.price.raw) - 1 >= kDearest || tick.size.raw <= 0) return false;

  const SymbolIndex symbol = expected.symbol;
  if (symbol == kNoSymbol || expected.key.place == 0) return false;
  FeedState& feed = *usual_.feed;
  Source& from = sources_[symbol];
  const std::uint64_t name = tick.symbol.short_form();
  if (name != 0 ? name != from.name : symbols_.name(symbol) != tick.symbol) return false;
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
  // Here and below, what a print may do is as likely as not: the rarer thing is asked first, or it is computed
  // with.
  if (!alerts_.quiet(symbol, tick.price, tick.event_time, usual_.segment, usual_.session) && may.price)
    return false;
  if (!store_.add_usual(symbol, expected.key, expected.whose, *usual_.page,
                        {tick.price, tick.size, tick.event_time, tick.sequence, tick.id, tick.exchange, may})) {
    return false;
  }

  feed.clock.saw(tick.event_time, now);
  from.ids.saw(tick.id.value, tick.event_time);
  alerts_.quietly_seen(symbol, tick.price, tick.event_time, usual_.segment, may.price);
  return true;
}

void Market::Stages::apply(std::span<const FeedEvent> batch, MonoTime now) {
  static_assert(kSymbolAhead < kLookAhead);
  const std::size_t n = batch.size();
  std::uint64_t usual = 0;
  begin(now);
  usual_.id = kNoFeed;
  for (std::size_t i = 0; i < std::min(n, kSymbolAhead); ++i) expect_symbol(batch[i], i);
  for (std::size_t i = 0; i < std::min(n, kStateAhead); ++i) expect_state(batch[i], i);
  for (std::size_t i = 0; i < std::min(n, kBucketAhead); ++i) expect_bucket(i);
  for (std::size_t i = 0; i < n; ++i) {
    if (i + kSymbolAhead < n) expect_symbol(batch[i + kSymbolAhead], i + kSymbolAhead);
    if (i + kStateAhead < n) expect_state(batch[i + kStateAhead], i + kStateAhead);
    if (i + kBucketAhead < n) expect_bucket(i + kBucketAhead);
    const Expected& expected = expected_[i % kLookAhead];
    if (took_usual(batch[i], expected, now)) {
      if (store_.priced(expected.symbol)) {
        ++usual;
      } else {  // at once: the minute's first price, which may be the next print, counts those that wait for it
        tally.received.add();
        tally.held.add();
      }
      continue;
    }
    guess_ = expected.symbol;
    apply(batch[i], now);
    usual_.id = kNoFeed;
  }
  guess_ = kNoSymbol;
  tally.received.add(usual);
  tally.counted.add(usual);
}

/// What no print can change that goes the short way; true: the feed's guard has noted the wall clock. The rest
/// needs no look: while the first prints of a feed are held, its clock is not live; a bucket of a closed minute
/// says so itself.
bool Market::Stages::settle_usual(FeedId id, UnixNanos received, MonoTime now) {
  usual_.id = kNoFeed;
  FeedState& f = feeds_[id];
  MinutePage* page = store_.newest_page(id);
  if (!options_.bars_enabled || page == nullptr) return false;
  if (!f.guard.calm() || !f.listening.settled() || !f.clock.live()) return false;
  if (page->minute + 1min < *f.clock.at(now) - amend_window()) return false;
  const std::chrono::nanoseconds in_time = received + options_.future_limit - page->minute + 1ns;
  if (in_time <= 0ns || !f.guard.passes(received, now)) return false;
  const std::chrono::nanoseconds span = std::min<std::chrono::nanoseconds>(in_time, 1min);
  const SessionCursor::Place place = f.sessions.at(page->minute);  // sessions begin and end with a minute
  usual_ = {id,
            &f,
            page,
            received,
            page->minute,
            static_cast<std::uint64_t>(span.count()),
            place.segment,
            ThresholdAlerts::days_of(place.session)};
  return true;
}

}  // namespace tickbard
