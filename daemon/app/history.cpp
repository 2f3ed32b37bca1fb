#include "daemon/app/history.hpp"

#include <functional>
#include <map>
#include <set>

namespace tickbard {

namespace {

/// Alerts of a session that began this long ago still matter: a delayed feed may be in it yet.
constexpr std::chrono::hours kFeedBehind{1};
constexpr std::size_t kMostAlerts = 200'000;
constexpr std::size_t kJournalPage = 10'000;

constexpr std::chrono::hours kGapsBack{24 * 7};

std::set<std::string> calendars_of(const Config& config) {
  std::set<std::string> names;
  for (const FeedConfig& feed : config.feeds) names.insert(feed.calendar);
  return names;
}

/// When the oldest session began that a print may still belong to.
UnixNanos alerts_since(const Config& config, const MarketData& data, UnixNanos now) {
  UnixNanos since = now;
  for (const std::string& name : calendars_of(config)) {
    const Session* session = data.calendar(name).current_or_last(now - kFeedBehind);
    if (session != nullptr) since = std::min(since, session->pre_open);
  }
  return since;
}

/// The journal's events after that number, bars passed over. Errors: said, and what was read counts.
void each_journalled(Journal& journal, std::uint64_t after, const LogFn& log,
                     const std::function<void(const Event&)>& visit) {
  for (;;) {
    const auto page = journal.read_others_after(after, kJournalPage);
    if (!page) {
      log(LogLevel::warn, "history", "the journal of the last run could not be read: " + page.error().text);
      return;
    }
    if (page->empty()) return;
    after = page->back().sequence;
    for (const NumberedEvent& numbered : *page) {
      if (!numbered.unreadable) visit(numbered.event);
    }
  }
}

/// What the store has acknowledged it has answered just now; without it, the journal knows what it still keeps.
std::uint64_t behind(Journal& journal, bool stored) {
  const auto acknowledged = stored ? journal.acknowledged() : StoreResult<std::uint64_t>{0};
  return acknowledged ? *acknowledged : 0;
}

/// What is known of one feed's earlier runs, from store and journal together.
struct FeedPast {
  std::map<UnixNanos, Gap> gaps;              ///< by their beginning; the journal's word is the newer one
  std::map<std::string, ResumePoint> points;  ///< by symbol, the newest; "" is the feed as a whole

  void add(const ResumePoint& point) {
    ResumePoint& known = points.try_emplace(point.symbol, point).first->second;
    if (point.event_time >= known.event_time) known = point;
  }
};

void recall_feed(Market& market, FeedId id, const FeedPast& past) {
  std::optional<UnixNanos> last_heard;
  for (const auto& [name, point] : past.points) {
    if (name.empty()) {
      last_heard = point.event_time;
      market.set_issued(id, point.event_time);
    } else if (const auto symbol = Symbol::parse(name)) {
      market.set_resume_point(id, *symbol, point.trade_id, point.event_time);
    }
  }
  // A run that ended in good order left its gap open; a killed one only its last resume point.
  const Gap* open = nullptr;
  for (const auto& [from, gap] : past.gaps) {
    if (!gap.to) open = &gap;
  }
  if (open != nullptr) {
    market.set_outage(id, open->from, open->reason);
  } else if (last_heard) {
    market.set_outage(id, *last_heard, LostReason::shutdown);
  }
}

}  // namespace

void recall_alerts(Market& market, Store* store, Journal* journal, const Config& config, const MarketData& data,
                   UnixNanos now, const LogFn& log) {
  bool stored = false;
  if (store != nullptr) {
    const auto alerts = store->alerts(alerts_since(config, data, now), now + kFeedBehind, kMostAlerts);
    stored = alerts.has_value();
    if (!stored) {
      log(LogLevel::warn, "history", "alerts start anew, since today's could not be read: " + alerts.error().text);
    } else {
      for (auto alert = alerts->rbegin(); alert != alerts->rend(); ++alert) {
        market.set_last_alert(alert->symbol, alert->trigger_price, alert->trigger_time);
      }
    }
  }
  if (journal == nullptr) return;
  each_journalled(*journal, behind(*journal, stored), log, [&market](const Event& event) {
    const Alert* alert = std::get_if<Alert>(&event);
    if (alert != nullptr) market.set_last_alert(alert->symbol, alert->trigger_price, alert->trigger_time);
  });
}

void recall_feeds(Market& market, Store* store, Journal* journal, const Config& config, UnixNanos now,
                  const LogFn& log) {
  std::map<std::string, FeedPast, std::less<>> past;
  bool stored = store != nullptr;
  if (store != nullptr) {
    const auto gaps = store->gaps(now - kGapsBack, now, 10'000);
    if (gaps) {
      for (const StoredGap& stored_gap : *gaps)
        past[stored_gap.gap.feed].gaps[stored_gap.gap.from] = stored_gap.gap;
    }
    stored = gaps.has_value();
    for (const FeedConfig& feed : config.feeds) {
      const auto points = store->resume_points(feed.name);
      stored = stored && points.has_value();
      if (!points) continue;
      for (const ResumePoint& point : *points) past[feed.name].add(point);
    }
  }
  if (journal != nullptr) {
    each_journalled(*journal, behind(*journal, stored), log, [&past](const Event& event) {
      if (const Gap* gap = std::get_if<Gap>(&event)) past[gap->feed].gaps[gap->from] = *gap;
      if (const ResumePoint* point = std::get_if<ResumePoint>(&event)) past[point->feed].add(*point);
    });
  }
  for (std::size_t i = 0; i != config.feeds.size(); ++i) {
    recall_feed(market, static_cast<FeedId>(i), past[config.feeds[i].name]);
  }
}

StoreResult<void> publish_calendars(Store& store, const Config& config, const MarketData& data, UnixNanos now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  for (const std::string& name : calendars_of(config)) {
    const auto sessions = data.calendar(name).sessions_between(SessionDate{today - std::chrono::days{366}},
                                                               SessionDate{today + std::chrono::days{366}});
    if (auto written = store.write_calendar(name, sessions); !written) return written.error();
  }
  return {};
}

}  // namespace tickbard
