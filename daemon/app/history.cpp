#include "daemon/app/history.hpp"

#include <fmt/format.h>

#include <set>

namespace tickbard {

namespace {

/// A symbol that did not trade yesterday starts from its latest close, at most this many sessions old.
constexpr int kSessionsBack = 5;
constexpr std::chrono::hours kGapsBack{24 * 7};

void recall_closes(Market& market, Store& store, const Calendar& calendar, UnixNanos now, const LogFn& log) {
  const Session* today = calendar.current_or_last(now);
  if (today == nullptr) return;
  std::vector<Session> back;
  SessionDate date = today->date;
  while (back.size() != kSessionsBack) {
    const auto session = calendar.previous_session(date);
    if (!session) break;
    back.push_back(*session);
    date = session->date;
  }
  // Oldest first, so that a newer close replaces an older one.
  for (auto session = back.rbegin(); session != back.rend(); ++session) {
    const auto closes = store.closes_in(minute_of(session->open), minute_of(session->close));
    if (!closes) {
      log(LogLevel::warn, "history",
          "alerts start from each symbol's first trade, since the previous closes could not be read: " +
              closes.error().text);
      return;
    }
    for (const SymbolClose& close : *closes) market.set_previous_close(close.symbol, close.close, session->date);
  }
}

void recall_feed(Market& market, Store& store, FeedId id, const std::string& feed, const std::vector<StoredGap>& gaps) {
  const auto points = store.resume_points(feed);
  if (!points) return;  // the same failure has been told by recall_closes
  std::optional<UnixNanos> last_heard;
  for (const ResumePoint& point : *points) {
    if (point.symbol.empty()) {
      last_heard = point.event_time;
    } else if (const auto symbol = Symbol::parse(point.symbol)) {
      market.set_resume_point(id, *symbol, point.trade_id, point.event_time);
    }
  }
  // A run that ended in good order left its gap open; a killed one only its last resume point.
  const StoredGap* open = nullptr;
  for (const StoredGap& gap : gaps) {
    if (gap.gap.feed == feed && !gap.gap.to) open = &gap;
  }
  if (open != nullptr) {
    market.set_outage(id, open->gap.from, open->gap.reason);
  } else if (last_heard) {
    market.set_outage(id, *last_heard, LostReason::closed);
  }
}

}  // namespace

void recall_history(Market& market, Store& store, const Config& config, const MarketData& data, UnixNanos now,
                    const LogFn& log) {
  std::set<std::string> calendars;
  for (const FeedConfig& feed : config.feeds) calendars.insert(feed.calendar);
  for (const std::string& name : calendars) recall_closes(market, store, data.calendar(name), now, log);

  const auto gaps = store.gaps(now - kGapsBack, now, 10'000);
  for (std::size_t i = 0; i != config.feeds.size(); ++i) {
    recall_feed(market, store, static_cast<FeedId>(i), config.feeds[i].name,
                gaps ? *gaps : std::vector<StoredGap>{});
  }
}

StoreResult<void> publish_calendars(Store& store, const Config& config, const MarketData& data, UnixNanos now) {
  std::set<std::string> names;
  for (const FeedConfig& feed : config.feeds) names.insert(feed.calendar);
  const auto today = std::chrono::floor<std::chrono::days>(now);
  for (const std::string& name : names) {
    const auto sessions = data.calendar(name).sessions_between(SessionDate{today - std::chrono::days{366}},
                                                               SessionDate{today + std::chrono::days{366}});
    if (auto written = store.write_calendar(name, sessions); !written) return written.error();
  }
  return {};
}

}  // namespace tickbard
