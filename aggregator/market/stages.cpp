#include "aggregator/market/stages.hpp"

#include <algorithm>

#include "aggregator/core/raw_text.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

std::string described(const Tick& tick) {
  return to_text(tick.size) + " at " + to_text(tick.price) + " of " + to_rfc3339(tick.event_time) +
         (tick.id ? ", id " + std::to_string(tick.id.value) : std::string{});
}

std::string described(const Print& print) {
  return to_text(print.size) + " at " + to_text(print.price) + " of " + to_rfc3339(print.time) + ", id " +
         std::to_string(print.id.value);
}

Print print_of(const Tick& tick, const Effect& effect) {
  return {tick.price,
          tick.size,
          tick.event_time,
          tick.sequence,
          tick.id,
          tick.exchange,
          {effect.open_close, effect.high_low, effect.volume}};
}

/// What the sane-looking fields of a print may not be; the protocols check this too, but bars must not depend on
/// it.
std::optional<Reject> fault_of(const Tick& tick) {
  if (tick.symbol.empty()) return Reject::bad_symbol;
  if (tick.price.raw <= 0 || tick.price.raw == INT64_MAX) return Reject::bad_price;
  if (tick.size.raw <= 0) return Reject::bad_size;
  return std::nullopt;
}

std::optional<PrintRole> print_role_of(Role role) {
  switch (role) {
    case Role::official_close:
      return PrintRole::official_close;
    case Role::corrected_close:
      return PrintRole::corrected_close;
    case Role::official_open:
      return PrintRole::official_open;
    case Role::closing_print:
      return PrintRole::closing_print;
    case Role::opening_print:
      return PrintRole::opening_print;
    case Role::reopening_print:  // after a halt: a trade like others
    case Role::none:
      break;
  }
  return std::nullopt;
}

/// Polygon's number of the exchange, or the byte of the SIP's letter; the high byte is the reporting facility.
std::string exchange_code(std::uint16_t exchange) {
  return (exchange & 0xFF) == 0 ? std::string{} : std::to_string(exchange & 0xFF);
}

}  // namespace

void Market::Stages::apply(const FeedEvent& event, MonoTime now) {
  begin(now);
  switch (event.kind) {
    case FeedEventKind::trade:
    case FeedEventKind::snapshot:
      tally.received.add();
      on_print(event, now);
      break;
    case FeedEventKind::correction:
      tally.received.add();
      on_correction(event);
      break;
    case FeedEventKind::rejected:
      tally.received.add();
      reject(event.reject, event);
      feeds_[event.feed].raw_text.clear();
      break;
    case FeedEventKind::raw_text:
      take_raw_text(event, feeds_[event.feed].raw_text);
      break;
    case FeedEventKind::cancel:
      on_cancel(event);
      break;
    case FeedEventKind::streaming:
      on_streaming(event.feed, event.tick.recv_time, now);
      break;
    case FeedEventKind::lost:
      on_lost(event.feed, event, now);
      break;
  }
}

void Market::Stages::on_print(const FeedEvent& event, MonoTime now) {
  FeedState& feed = feeds_[event.feed];
  const auto fault = fault_of(event.tick);
  if (fault || event.tick.event_time < kEarliestEvent || event.tick.event_time >= kLatestEvent) {
    unjudged(event);
    return reject(fault.value_or(Reject::bad_time), event);
  }
  if (event.kind == FeedEventKind::snapshot) {
    const auto ahead = event.tick.event_time - event.tick.recv_time;
    if (ahead > options_.future_limit + feed.guard.skew()) return reject(Reject::future, event);
    return take_in(event, now);
  }
  const auto verdict = feed.guard.judge(event, now, options_.future_limit);
  if (!feed.guard.condemned().empty()) drop_condemned(feed);
  if (verdict == SkewGuard::Verdict::pass) return take_in(event, now);
  tally.held.add();
  if (verdict == SkewGuard::Verdict::penned) return unjudged(event);
  for (const auto& penned : feed.guard.pen()) {
    tally.held.set(tally.held.get() - 1);
    take_in(penned.event, penned.arrived);
  }
  feed.guard.clear_pen();
}

void Market::Stages::take_in(const FeedEvent& event, MonoTime now) {
  FeedState& feed = feeds_[event.feed];
  const Tick& tick = event.tick;
  const bool live = event.kind == FeedEventKind::trade;
  if (live) {
    if (!feed.listening.on()) on_streaming(event.feed, tick.recv_time, now);
    if (!feed.clock.live() && held_as_past(event, now)) return;
    feed.clock.saw(tick.event_time, now);
    feed.listening.heard(tick.event_time, now);
    if (feed.ended) tell_later_end(feed);
    if (!feed.past.empty()) end_past(event.feed, false);
  }
  SymbolIndex symbol = 0;
  Source* from = source(tick.symbol, symbol);
  if (from == nullptr) return reject(Reject::bad_symbol, event);
  if (!owns(event.feed, symbol)) return reject(Reject::other_feed, event);
  const JudgedId judged = from->ids.judge(event.feed, feed.connection, tick, !live, feed.traits.increasing_ids);
  switch (judged.verdict) {
    case IdVerdict::duplicate:
      tally.duplicate.add();
      return;
    case IdVerdict::informational:
      return reject(Reject::informational, event);
    case IdVerdict::fresh:
      count_in(event, now, symbol);
      if (judged.skipped != 0 && feed.traits.consecutive_ids) on_skipped(event.feed, symbol, tick, judged);
  }
}

void Market::Stages::count_in(const FeedEvent& event, MonoTime now, SymbolIndex symbol) {
  FeedState& feed = feeds_[event.feed];
  const Tick& tick = event.tick;
  const MinuteStart minute = minute_of(tick.event_time);
  const UnixNanos feed_time = feed.clock.at(now).value_or(tick.event_time);
  if (minute + std::chrono::minutes{1} < feed_time - amend_window() || store_.forgotten(event.feed, minute)) {
    return too_late(event, feed_time);
  }
  PrintKey key;
  if (PrintKey::of(symbol, tick.exchange, tick.id, tick.sequence, key) &&
      !store_.first_sight(event.feed, symbol, minute, key)) {
    tally.duplicate.add();
    return;
  }

  SessionCursor::Place place{};
  const Effect effect = effect_of(feed, tick, tick.event_time, place);
  if (effect.role == Role::official_close || effect.role == Role::corrected_close) {
    alerts_.closing_price(symbol, tick.price, place.session, CloseSource::official);
  } else if (effect.role == Role::closing_print) {
    alerts_.closing_price(symbol, tick.price, place.session, CloseSource::auction);
  }
  if (options_.bars_enabled && effect.role != Role::none)
    keep_session_print(symbol, tick, effect.role, place.session, tick.event_time);
  if (effect.informational()) return reject(Reject::informational, event);
  if (effect.open_close) {
    if (auto alert = alerts_.see(symbol, tick, place.segment, place.session)) {
      (alert->up ? tally.alerts_up : tally.alerts_down).add();
      events.emplace_back(std::move(*alert));
    }
  }
  if (!options_.bars_enabled) {
    if (effect.open_close) {
      last_prints.see(symbol, tick, place, feed.traits.calendar, alerts_.previous_close(symbol, place.session));
    }
    return reject(Reject::bars_disabled, event);
  }
  if (!sources_[symbol].introduced) introduce(event.feed, symbol);
  switch (store_.add(event.feed, symbol, print_of(tick, effect))) {
    case Taken::counted:
    case Taken::held:
      return;
    case Taken::overflow:
      return reject(Reject::overflow, event);
    case Taken::too_late:
      return too_late(event, feed_time);
  }
}

void Market::Stages::on_cancel(const FeedEvent& event) {
  if (!options_.bars_enabled) return;
  const Tick& tick = event.tick;
  const auto symbol = symbols_.find(tick.symbol);
  const auto found = symbol ? store_.take_back(*symbol, tick.exchange, tick.original) : std::nullopt;
  const auto kept = symbol ? forget_session_print(*symbol, tick) : std::nullopt;
  // A print of before a restart may be in the store, though nobody here knows it.
  const bool timed = tick.event_time >= kEarliestEvent && tick.event_time < kLatestEvent;
  if (kept || !found) {
    withdraw_session_print(feeds_[event.feed], tick, kept.value_or(timed ? tick.event_time : tick.recv_time));
  }
  const LogKind kind = found || kept ? LogKind::cancel : LogKind::cancel_unmatched;
  if (!log_.wants(kind, tick.recv_time)) return;
  log_.write(kind, tick.recv_time, feeds_[event.feed].traits.name, tick.symbol,
             found  ? "The provider took back " + described(found->print) + "; its bar is issued again without it."
             : kept ? "The provider took back the official or auction price id " +
                          std::to_string(tick.original.value) + "; its day is derived without it."
                    : "The provider took back id " + std::to_string(tick.original.value) +
                          ", which is in no bar that can still be amended; stored bars are unchanged.");
}

void Market::Stages::on_correction(const FeedEvent& event) {
  FeedState& feed = feeds_[event.feed];
  const Tick& tick = event.tick;
  if (const auto fault = fault_of(tick)) return reject(*fault, event);
  if (!options_.bars_enabled) return reject(Reject::bars_disabled, event);
  const auto symbol = symbols_.find(tick.symbol);
  const auto found = symbol ? store_.take_back(*symbol, tick.exchange, tick.original) : std::nullopt;
  const auto kept = symbol ? forget_session_print(*symbol, tick) : std::nullopt;
  if (kept) withdraw_session_print(feed, tick, *kept);
  if (!found && kept) return correct_session_print(event, *symbol, *kept);
  if (!found) {
    tally.too_late.add();
    if (!log_.wants(LogKind::correction_unmatched, tick.recv_time)) return;
    return log_.write(LogKind::correction_unmatched, tick.recv_time, feed.traits.name, tick.symbol,
                      "The provider corrected id " + std::to_string(tick.original.value) + " to " +
                          described(tick) +
                          ", but it is in no bar that can still be amended; stored bars are unchanged.");
  }
  SessionCursor::Place place{};
  const Effect effect = effect_of(feed, tick, found->print.time, place);
  if (log_.wants(LogKind::correction, tick.recv_time)) {
    log_.write(LogKind::correction, tick.recv_time, feed.traits.name, tick.symbol,
               "The provider replaced " + described(found->print) + " by " + to_text(tick.size) + " at " +
                   to_text(tick.price) + "; its bar is issued again.");
  }
  keep_session_print(*symbol, tick, effect.role, place.session, found->print.time);
  if (effect.informational()) return reject(Reject::informational, event);
  Print print = print_of(tick, effect);
  print.time = found->print.time;
  print.sequence = found->print.sequence;
  if (!print.id) print.id = found->print.id;
  PrintKey key;
  if (PrintKey::of(*symbol, print.exchange, print.id, print.sequence, key)) {
    // So that the corrected print does not come twice.
    store_.first_sight(found->feed, *symbol, minute_of(print.time), key);
  }
  switch (store_.add(found->feed, *symbol, print)) {
    case Taken::counted:
    case Taken::held:
      return;
    case Taken::overflow:
      return reject(Reject::overflow, event);
    case Taken::too_late:
      tally.too_late.add();
      return;
  }
}

/// Of a print that is in no amendable bar, but made an official or auction price: that price alone is replaced.
void Market::Stages::correct_session_print(const FeedEvent& event, SymbolIndex symbol, UnixNanos traded) {
  FeedState& feed = feeds_[event.feed];
  const Tick& tick = event.tick;
  SessionCursor::Place place{};
  const Effect effect = effect_of(feed, tick, traded, place);
  keep_session_print(symbol, tick, effect.role, place.session, traded);
  if (log_.wants(LogKind::correction, tick.recv_time)) {
    log_.write(LogKind::correction, tick.recv_time, feed.traits.name, tick.symbol,
               "The provider replaced the official or auction price id " + std::to_string(tick.original.value) +
                   " by " + to_text(tick.price) + "; its day is derived anew.");
  }
  if (effect.informational()) return reject(Reject::informational, event);
  tally.too_late.add();
}

void Market::Stages::keep_session_print(SymbolIndex symbol, const Tick& tick, Role role, SessionDate session,
                                        UnixNanos at) {
  const auto kept = print_role_of(role);
  if (!kept) return;
  // A correction may come without an id of its own.
  const TradeId id = tick.id ? tick.id : tick.original;
  events.emplace_back(
      SessionPrint{tick.symbol, session, *kept, tick.price, tick.size, at, exchange_code(tick.exchange), id});
  std::vector<KeptPrint>& prints = kept_prints_[symbol];
  if (!prints.empty() && prints.back().session < session) prints.clear();
  if (id) prints.push_back({session, at, id, tick.exchange});
}

/// When the print traded that the message takes back, if it made an official or auction price.
std::optional<UnixNanos> Market::Stages::forget_session_print(SymbolIndex symbol, const Tick& message) {
  const auto kept = kept_prints_.find(symbol);
  if (kept == kept_prints_.end()) return std::nullopt;
  std::vector<KeptPrint>& prints = kept->second;
  const auto found = std::find_if(prints.begin(), prints.end(), [&](const KeptPrint& p) {
    return p.id == message.original && p.exchange == message.exchange;
  });
  if (found == prints.end()) return std::nullopt;
  const UnixNanos traded = found->traded;
  prints.erase(found);
  return traded;
}

void Market::Stages::withdraw_session_print(FeedState& feed, const Tick& message, UnixNanos traded) {
  if (message.symbol.empty() || !message.original) return;
  events.emplace_back(WithdrawnPrint{message.symbol, feed.sessions.at(traded).session,
                                     exchange_code(message.exchange), message.original});
}

/// Says once in a run which calendar the symbol's bars follow.
void Market::Stages::introduce(FeedId feed, SymbolIndex symbol) {
  sources_[symbol].introduce(symbols_.name(symbol));
  const FeedTraits& traits = feeds_[feed].traits;
  const std::string calendar{traits.calendar == nullptr ? "always" : traits.calendar->name()};
  events.emplace_back(Instrument{symbols_.name(symbol), calendar, traits.name});
}

/// The first feed that delivers a symbol owns it until that feed is lost and another one delivers: two providers'
/// prints of one trade must not be added up.
bool Market::Stages::owns(FeedId feed, SymbolIndex symbol) {
  Source& from = sources_[symbol];
  if (from.owner == feed) return true;
  if (from.owner != kNoFeed && feeds_[from.owner].listening.on()) return false;
  if (from.owner == kNoFeed) resume_alerts(feeds_[feed], symbol);
  from.owner = feed;
  return true;
}

Market::Stages::Source* Market::Stages::source(const Symbol& symbol, SymbolIndex& index) {
  if (guess_ != kNoSymbol && symbols_.name(guess_) == symbol) {
    index = guess_;
    return &sources_[index];
  }
  const auto found = symbols_.intern(symbol);
  if (!found) return nullptr;
  if (*found >= sources_.size()) {
    sources_.resize(*found + 1);
    alerts_.make_room(*found);
    store_.make_room(*found);
    tally.symbols.set(sources_.size());
  }
  index = *found;
  return &sources_[index];
}

Effect Market::Stages::effect_of(FeedState& feed, const Tick& tick, UnixNanos at, SessionCursor::Place& place) {
  place = feed.sessions.at(at);
  Effect effect;
  if (tick.conditions.truncated) {
    effect = {.open_close = false, .high_low = false, .volume = true, .unknown = true, .role = Role::none};
  } else if (feed.rules != nullptr && tick.conditions.count != 0) {
    effect = feed.rules->effect(tick.conditions, tick.tape, place.segment);
  }
  if (effect.unknown) tally.unknown_conditions.add();
  return effect;
}

void Market::Stages::reject(Reject reason, const FeedEvent& event) {
  tally.rejected[static_cast<std::size_t>(reason)].add();
  // These three are everyday; the others are something a person may want to look into.
  if (reason == Reject::informational || reason == Reject::other_feed || reason == Reject::bars_disabled) return;
  if (!log_.wants(LogKind::rejected, event.tick.recv_time)) return;
  std::string why{name_of(reason)};
  if (reason == Reject::future) {
    why += ": " + described(event.tick) + " is ahead of this machine's clock (" +
           to_rfc3339(event.tick.recv_time) + "); if that is most prints, set the machine's clock";
  } else if (event.kind != FeedEventKind::rejected) {
    why += ": " + described(event.tick);
  } else if (const std::string& raw = feeds_[event.feed].raw_text; !raw.empty()) {
    why += ": " + raw;
  }
  log_.write(LogKind::rejected, event.tick.recv_time, feeds_[event.feed].traits.name, event.tick.symbol,
             "A print was not used, " + why + ".");
}

void Market::Stages::too_late(const FeedEvent& event, UnixNanos feed_time) {
  tally.too_late.add();
  if (!log_.wants(LogKind::too_late, event.tick.recv_time)) return;
  log_.write(LogKind::too_late, event.tick.recv_time, feeds_[event.feed].traits.name, event.tick.symbol,
             described(event.tick) + " came when the feed stood at " + to_rfc3339(feed_time) +
                 ": its minute is final and its bar unchanged.");
}

void Market::Stages::drop_condemned(FeedState& feed) {
  for (const auto& penned : feed.guard.condemned()) {
    tally.held.set(tally.held.get() - 1);
    reject(Reject::future, penned.event);
  }
  feed.guard.clear_condemned();
}

}  // namespace tickbard
