// The part of Market::Stages that moves with time, connections and options.
#include <algorithm>
#include <utility>

#include "aggregator/core/fnv.hpp"
#include "aggregator/core/time_text.hpp"
#include "aggregator/market/stages.hpp"

namespace tickbard {
namespace {

/// A feed whose first print is older than the earlier run's last by more than this is a recording played again.
constexpr std::chrono::minutes kPlayedAgain{5};
constexpr std::size_t kPastProof = 4;              ///< so many such prints in a row are no late reports
constexpr std::chrono::seconds kPastPatience{60};  ///< nor are they if so long nothing newer follows

std::vector<FeedState> states_of(std::vector<FeedTraits> traits, const TradeRules& rules) {
  std::vector<FeedState> states;
  states.reserve(traits.size());
  for (FeedTraits& t : traits) states.emplace_back(std::move(t), rules);
  return states;
}

std::vector<BucketFeed> bucket_feeds(const std::vector<FeedState>& feeds) {
  std::vector<BucketFeed> out;
  for (const FeedState& f : feeds) {
    // Its name makes a feed's buckets known again after a restart, whatever its place in the configuration.
    out.push_back({fnv1a(f.traits.name), f.traits.sends_corrections});
  }
  return out;
}

}  // namespace

Market::Stages::Stages(MarketOptions options, std::vector<FeedTraits> feeds, const TradeRules& rules,
                       BucketMemory& memory)
    : options_(options),
      feeds_(states_of(std::move(feeds), rules)),
      store_(memory, symbols_, tally, bucket_feeds(feeds_)),
      alerts_(options.alerts) {
  sources_.reserve(SymbolTable::kExpected);
  alerts_.expect_symbols(SymbolTable::kExpected);
  for (FeedState& f : feeds_) {
    listening_.push_back(&f.listening);
    if (!options_.bars_enabled) f.listening.muted(Listening::kEver);
  }
  for (const auto& bucket : store_.recovered().buckets) {
    if (bucket.feed >= feeds_.size()) continue;
    FeedState& f = feeds_[bucket.feed];
    f.earlier_run = std::max(f.earlier_run.value_or(bucket.newest_time), bucket.newest_time);
    if (f.traits.increasing_ids && bucket.last_id != 0) {
      set_resume_point(bucket.feed, symbols_.name(bucket.symbol), bucket.last_id, bucket.newest_time);
    }
  }
  tally.symbols.set(symbols_.size());
}

Market::Left Market::Stages::advance(MonoTime now, UnixNanos wall, std::size_t most) {
  begin(now);
  if (!recovery_reported_) report_recovery(wall);
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    FeedState& f = feeds_[i];
    f.guard.expire(now);
    drop_condemned(f);
    if (!f.past.empty() && now - f.past.front().arrived > kPastPatience) end_past(static_cast<FeedId>(i), true);
    // Minutes an earlier run left open are over, at the latest, when that long has passed again.
    if (f.earlier_run) f.clock.seed(*f.earlier_run, now);
    // A run that was killed before its first commit left nothing but open minutes to tell that it was.
    if (f.earlier_run && !f.gap && !f.listening.on())
      set_outage(static_cast<FeedId>(i), *f.earlier_run, LostReason::shutdown);
    f.earlier_run.reset();
    if (const auto t = f.clock.at(now)) {
      store_.close_through(static_cast<FeedId>(i), *t - options_.close_delay, f.listening);
    }
  }
  std::size_t left = most;
  if (issue_some(left)) return Left::bars;
  // Not before their bars have left: until then they are safe in their buckets alone.
  bool evicting = events.empty() && store_.evict_orphans(left);
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    FeedState& f = feeds_[i];
    const auto t = f.clock.at(now);
    if (!t) continue;
    const UnixNanos final_before = *t - amend_window();
    evicting |= store_.evict_some(static_cast<FeedId>(i), final_before, left);
    f.listening.forget_before(final_before - std::chrono::minutes{2});
    // With the bars of each minute that was closed, and after them: who reads it knows they were issued.
    if (const MinuteStart open = minute_of(*t - options_.close_delay); f.clock.live() && open > f.resume_minute) {
      f.resume_minute = open;
      events.emplace_back(ResumePoint{f.traits.name, {}, *t, 0});
    }
  }
  if (!vouched_) vouch(now);
  log_.roll(wall);
  return evicting ? Left::minutes : Left::nothing;
}

bool Market::Stages::at_rest() const {
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    const FeedState& f = feeds_[i];
    if (store_.open(static_cast<FeedId>(i)) || !f.guard.pen().empty() || !f.past.empty()) return false;
  }
  return true;
}

void Market::Stages::flush(UnixNanos wall) {
  if (!recovery_reported_) report_recovery(wall);
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    feeds_[i].guard.condemn();
    drop_condemned(feeds_[i]);
    if (!feeds_[i].past.empty()) end_past(static_cast<FeedId>(i), false);
  }
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    // What is over is whole, though the close delay is not; only what goes on is partial.
    if (const auto t = feeds_[i].clock.at(last_now_)) {
      store_.close_through(static_cast<FeedId>(i), *t, feeds_[i].listening);
    }
  }
  issue_due();
  if (options_.bars_enabled) {
    store_.issue_open(events, quality::kForming, listening_);
    emit_resume_points();
  }
  for (const FeedState& f : feeds_) {
    if (!f.clock.live() || !f.listening.on()) continue;
    events.emplace_back(ResumePoint{f.traits.name, {}, *f.clock.at(last_now_), 0});
  }
  log_.roll(wall);
}

void Market::Stages::reload(const MarketOptions& options, UnixNanos wall) {
  if (options_.bars_enabled && !options.bars_enabled) {
    if (!recovery_reported_) report_recovery(wall);
    issue_due();
    store_.issue_open(events, 0, listening_);
    emit_resume_points();
    mute();
  } else if (!options_.bars_enabled && options.bars_enabled) {
    if (recovery_reported_) issue_due();  // what is half closed, closes without a bar as it began to
    unmute_due_ = true;
  }
  options_ = options;
  alerts_.reload(options.alerts);
}

void Market::Stages::mute() {
  unmute_due_ = false;
  for (FeedState& f : feeds_) f.listening.muted(f.clock.at(last_now_).value_or(Listening::kEver));
}

void Market::Stages::unmute(MonoTime now) {
  unmute_due_ = false;
  last_prints.clear();
  for (FeedState& f : feeds_) f.listening.unmuted(f.clock.at(now).value_or(Listening::kEver));
}

void Market::Stages::issue_due() {
  std::size_t all = SIZE_MAX;
  issue_some(all);
}

/// True: bars are left to be issued.
bool Market::Stages::issue_some(std::size_t& left) {
  for (FeedState& f : feeds_) tell_skipped(f);
  const bool more = store_.issue_some(events, options_.bars_enabled, listening_, left);
  if (options_.bars_enabled) emit_resume_points();
  return more;
}

/// Prints of a recording that is played once more on the same memory must not be added to the bars of the first
/// time; a late report that happens to be a run's first print must. The prints after it tell which it is.
bool Market::Stages::held_as_past(const FeedEvent& event, MonoTime now) {
  FeedState& f = feeds_[event.feed];
  if (!f.past.empty() && now - f.past.front().arrived > kPastPatience) end_past(event.feed, true);
  const auto known = f.earlier_run ? f.earlier_run : f.clock.newest();
  if (f.clock.live() || !known || event.tick.event_time + kPlayedAgain >= *known) {
    f.earlier_run.reset();
    return false;
  }
  tally.held.add();
  f.past.push_back({event, now});
  if (f.past.size() == kPastProof) end_past(event.feed, true);
  return true;
}

void Market::Stages::end_past(FeedId id, bool recording) {
  FeedState& f = feeds_[id];
  f.earlier_run.reset();
  if (recording) {
    store_.let_go(id, events, options_.bars_enabled, listening_);
    if (options_.bars_enabled) emit_resume_points();
    f.clock.saw(f.past.front().event.tick.event_time, f.past.front().arrived);
  }
  const auto prints = std::move(f.past);
  f.past.clear();
  for (const auto& held : prints) {
    tally.held.set(tally.held.get() - 1);
    take_in(held.event, held.arrived);
  }
}

/// After the bars they speak of: a stored resume point never claims a print that no stored bar has.
void Market::Stages::emit_resume_points() {
  for (const auto& closed : store_.closed()) {
    const FeedState& f = feeds_[closed.feed];
    if (!f.traits.increasing_ids || closed.last_id == 0) continue;
    events.emplace_back(ResumePoint{f.traits.name, std::string{symbols_.name(closed.symbol).view()},
                                    closed.newest_time, closed.last_id});
  }
}

void Market::Stages::on_streaming(FeedId id, UnixNanos wall, MonoTime now) {
  FeedState& f = feeds_[id];
  if (f.listening.on()) {
    f.listening.completed(f.clock.live() ? f.clock.at(now) : std::nullopt, now);
    return tell_later_end(f);
  }
  f.listening.started(f.clock.live() ? f.clock.at(now) : std::nullopt, now);
  if (!f.gap) return;
  f.gap->to = std::max(f.now(now, wall), f.gap->from);
  events.emplace_back(*f.gap);
  f.ended = std::exchange(f.gap, std::nullopt);
  tally.gaps_open.set(tally.gaps_open.get() - 1);
}

/// The outage may have ended later than it was told to have.
void Market::Stages::tell_later_end(FeedState& f) {
  if (!f.ended || f.listening.since() <= f.ended->to) return;
  f.ended->to = f.listening.since();
  events.emplace_back(*f.ended);
}

void Market::Stages::on_lost(FeedId id, const FeedEvent& event, MonoTime now) {
  FeedState& f = feeds_[id];
  // A silence is noticed long after it began. Both times are the machine's: how long ago it was is what counts.
  const auto ago = std::max(event.tick.event_time - event.tick.recv_time, UnixNanos::duration::zero());
  const UnixNanos at = f.clock.live() ? *f.clock.at(now) - ago : event.tick.recv_time;
  const bool was_on = f.listening.on();
  f.raw_text.clear();
  f.listening.lost(at);
  open_gap(f, at, event.lost);
  if (!was_on) return;
  ++f.connection;
  store_.mark_closed(id, at, quality::kPartial | quality::kGap);
}

void Market::Stages::open_gap(FeedState& f, UnixNanos from, LostReason reason) {
  if (f.gap) return;
  f.gap = Gap{f.traits.name, from, std::nullopt, reason};
  events.emplace_back(*f.gap);
  tally.gaps_open.add();
}

void Market::Stages::report_recovery(UnixNanos wall) {
  recovery_reported_ = true;
  const auto& recovered = store_.recovered();
  for (const auto& torn : recovered.torn) {
    if (torn.feed < feeds_.size()) {
      events.emplace_back(Gap{feeds_[torn.feed].traits.name, torn.minute, torn.minute + std::chrono::minutes{1},
                              LostReason::shutdown});
    }
    if (!log_.wants(LogKind::recovery, wall)) continue;
    log_.write(LogKind::recovery, wall, "", torn.symbol,
               (torn.damaged ? "The memory of the last run is damaged in the minute "
                             : "The last run was killed while it wrote the minute ") +
                   to_rfc3339(torn.minute) + ": " +
                   (torn.was_issued ? "the bar stays as it was issued."
                                    : "its figures were thrown away; the bar will be partial."));
  }
  const std::string lost = damage();
  if (lost.empty() || !log_.wants(LogKind::recovery, wall)) return;
  log_.write(LogKind::recovery, wall, "", Symbol{}, lost);
}

std::string Market::Stages::damage() const {
  const auto& recovered = store_.recovered();
  if (recovered.nameless + recovered.wiped_chunks == 0) return {};
  return std::to_string(recovered.nameless) + " bucket slots and " + std::to_string(recovered.wiped_chunks) +
         " chunks of an earlier run are lost or could not be read; minutes open then are partial.";
}

void Market::Stages::set_previous_close(const Symbol& symbol, Price close, SessionDate of) {
  SymbolIndex index = 0;
  if (close.raw <= 0 || symbol.empty() || source(symbol, index) == nullptr) return;
  alerts_.closing_price(index, close, of, CloseSource::given);
  store_.remember(index, close);
}

void Market::Stages::set_close_so_far(const Symbol& symbol, Price price, SessionDate of) {
  SymbolIndex index = 0;
  if (price.raw <= 0 || symbol.empty() || source(symbol, index) == nullptr) return;
  alerts_.closing_price(index, price, of, CloseSource::last_regular);
  store_.remember(index, price);
}

void Market::Stages::set_last_alert(const Symbol& symbol, Price price, UnixNanos time) {
  SymbolIndex index = 0;
  if (price.raw <= 0 || symbol.empty() || source(symbol, index) == nullptr) return;
  LastAlert& last = last_alerts_[index];
  if (time >= last.time) last = {price, time};
}

/// The alert of an earlier run could not be placed in a session before now: only its feed has a calendar.
void Market::Stages::resume_alerts(FeedState& feed, SymbolIndex symbol) {
  const auto last = last_alerts_.find(symbol);
  if (last == last_alerts_.end()) return;
  const auto [price, time] = last->second;
  alerts_.resume(symbol, price, time, feed.sessions.at(time).session);
  last_alerts_.erase(last);
}

void Market::Stages::set_resume_point(FeedId feed, const Symbol& symbol, std::uint64_t trade_id,
                                      UnixNanos event_time) {
  SymbolIndex index = 0;
  if (feed >= feeds_.size() || !feeds_[feed].traits.increasing_ids || trade_id == 0 || symbol.empty()) return;
  if (Source* from = source(symbol, index)) from->ids.resume(feed, trade_id, event_time);
}

void Market::Stages::set_outage(FeedId feed, UnixNanos from, LostReason reason) {
  if (feed >= feeds_.size() || feeds_[feed].listening.on()) return;
  feeds_[feed].listening.lost(from);
  // Minutes that were over by then, but still open when the run ended, are partial: the gap that says so. What is
  // missing from the memory may have been the only one.
  auto left = store_.left_open(feed);
  if (!store_.intact()) left = std::min(left.value_or(MinuteStart::max()), minute_of(from - options_.close_delay));
  if (left && *left + std::chrono::minutes{1} <= from) {
    events.emplace_back(Gap{feeds_[feed].traits.name, *left, from, reason});
  }
  open_gap(feeds_[feed], from, reason);
}

void Market::Stages::set_issued(FeedId feed, UnixNanos resume_point) {
  if (feed >= feeds_.size() || store_.intact()) return;
  store_.seal(feed, resume_point - options_.close_delay);
  doubtful_since_.emplace();  // advance() knows the time
}

/// Where memory lacks minutes that are stored, a later run must know it too, until they can no longer be amended.
void Market::Stages::vouch(MonoTime now) {
  if (doubtful_since_ == MonoTime{}) doubtful_since_ = now;
  if (doubtful_since_ && now - *doubtful_since_ < amend_window() + std::chrono::minutes{1}) return;
  store_.vouch();
  vouched_ = true;
}

std::optional<Bar> Market::Stages::forming(const Symbol& symbol) const {
  const auto index = symbols_.find(symbol);
  return index ? store_.forming(*index) : std::nullopt;
}

std::vector<Bar> Market::Stages::minutes_after(const Symbol& symbol, MinuteStart after) const {
  const auto index = symbols_.find(symbol);
  return index ? store_.minutes_after(*index, after) : std::vector<Bar>{};
}

}  // namespace tickbard
