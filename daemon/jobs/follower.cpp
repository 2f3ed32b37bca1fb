#include "daemon/jobs/follower.hpp"

#include <algorithm>

#include "sinks/derived/instruments.hpp"

namespace tickbard {
namespace {

/// A transaction's rows carry the time of its begin and appear with its end.
constexpr std::chrono::seconds kCommit{30};
/// Minutes that began so long before they were written are dirty days' (which begin at half an hour).
constexpr std::chrono::hours kLate{2};
const MinuteStart kEver = minute_of(kLatestEvent);

std::size_t hash_of(const Bar& bar) {
  std::size_t h = bar.symbol.hash();
  const auto mix = [&h](std::uint64_t value) { h = (h ^ value) * 0x9E3779B97F4A7C15ULL; };
  mix(static_cast<std::uint64_t>(to_unix_seconds(bar.start)));
  mix(bar.revision);
  mix(bar.trade_count);
  return h ^ h >> 32;
}

}  // namespace

StoreResult<FollowReport> Follower::step(const DeriveContext& context) {
  FollowReport report;
  if (!recalled_) {
    if (auto done = recall(context, report); !done) return done.error();
    recalled_ = true;
  } else if (auto done = read_changes(context, report); !done) {
    return done.error();
  }
  for (auto& [name, market] : markets_) {
    if (auto done = market.publish(context, report); !done) return done.error();
  }
  if (auto done = catch_up(context, report); !done) return done.error();
  return report;
}

StoreResult<void> Follower::catch_up(const DeriveContext& context, FollowReport& report) {
  if (!catching_up_) return {};
  for (auto& [name, market] : markets_) {
    const auto more = market.catch_up(context, report);
    if (!more) return more.error();
    if (*more) return {};
  }
  catching_up_ = false;
  return {};
}

void Follower::forget_inputs() {
  for (auto& [name, market] : markets_) market.forget_inputs();
}

StoreResult<bool> Follower::read_routes(const DeriveContext& context) {
  const auto instruments = read_instruments(context.from);
  if (!instruments) return instruments.error();
  bool moved = false;
  for (const InstrumentRow& row : *instruments) {
    const std::string& calendar = row.calendar.empty() ? context.default_calendar : row.calendar;
    const auto market = markets_.find(calendar);
    const Route route =
        market == markets_.end() ? Route{} : Route{&market->second, &market->second.feed(row.feed)};
    const auto [known, added] = routes_.try_emplace(row.symbol, route);
    moved = moved || (!added && known->second != route);
  }
  return moved;
}

Follower::Route Follower::route_of(const DeriveContext& context, const Symbol& symbol) {
  const auto known = routes_.find(symbol);
  if (known != routes_.end()) return known->second;
  // Without a row among the instruments: imported, or older than that table.
  const auto market = markets_.find(context.default_calendar);
  const Route route = market == markets_.end() ? Route{} : Route{&market->second, &market->second.feed("")};
  routes_.emplace(symbol, route);
  return route;
}

void Follower::remember(const StoredBar& row) {
  newest_seen_ = std::max(newest_seen_, row.created_at);
  if (row.created_at >= cursor_ - kCommit) seen_.insert_or_assign(hash_of(row.bar), row.created_at);
}

/// Behind a time that has not come yet nobody's rows would be met until it comes: rows of a writer whose clock is
/// ahead, or of this one's before it was set back, are read again and passed over instead.
void Follower::move_cursor(UnixNanos now) {
  cursor_ = std::min(std::max(cursor_, newest_seen_), now);
  std::erase_if(seen_, [this](const auto& entry) { return entry.second < cursor_ - kCommit; });
}

StoreResult<void> Follower::recall(const DeriveContext& context, FollowReport& report) {
  markets_.clear();
  routes_.clear();
  seen_.clear();
  for (const Calendar* calendar : calendars_) {
    if (calendar->current_or_last(context.now) != nullptr)
      markets_.try_emplace(std::string(calendar->name()), *calendar, context.now);
  }
  if (auto done = read_routes(context); !done) return done.error();
  // Rows written from here on are changes, whether or not this reading meets them too.
  cursor_ = newest_seen_ = context.now;
  for (auto& entry : markets_) {
    auto& market = entry.second;
    const auto recalled = [&](StoredBar&& row) {
      const Route route = route_of(context, row.bar.symbol);
      if (route.market != &market) return;
      route.feed->recall(row.bar, row.created_at);
      remember(row);
      ++report.minutes;
    };
    const MinuteStart begin = minute_of(market.session().pre_open);
    if (auto done = stream_bars(context.from, Interval::m1, begin, kEver, recalled); !done) return done;
  }
  move_cursor(context.now);
  catching_up_ = true;
  return {};
}

StoreResult<void> Follower::read_changes(const DeriveContext& context, FollowReport& report) {
  // Once a step: who began to trade today stands there before its first minute does.
  const auto moved = read_routes(context);
  if (!moved) return moved.error();
  if (*moved) return recall(context, report);
  const auto changed = [&](StoredBar&& row) {
    if (seen_.contains(hash_of(row.bar))) return;
    remember(row);
    ++report.minutes;
    const Route route = route_of(context, row.bar.symbol);
    if (route.feed != nullptr) route.feed->apply(row.bar, row.created_at);
  };
  const auto done = changed_minutes(context.from, cursor_ - kCommit, minute_of(cursor_ - kLate), changed);
  if (!done) return done;
  move_cursor(context.now);
  return {};
}

}  // namespace tickbard
