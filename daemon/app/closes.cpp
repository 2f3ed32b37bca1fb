#include "daemon/app/closes.hpp"

#include <set>
#include <string>

#include "daemon/app/config_load.hpp"
#include "daemon/derive/market_facts.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_history.hpp"

namespace tickbard {
namespace {

/// A symbol that did not trade yesterday starts from its latest close, at most this many sessions old.
constexpr int kSessionsBack = 5;

std::vector<Session> sessions_before(const Calendar& calendar, SessionDate date) {
  std::vector<Session> out;
  while (out.size() != kSessionsBack) {
    const auto session = calendar.previous_session(date);
    if (!session) break;
    out.insert(out.begin(), *session);
    date = session->date;
  }
  return out;
}

/// Whose closes a calendar's sessions cut out of the minutes: an evening print in New York is no close of a UTC
/// day.
struct Followers {
  std::string_view calendar;
  const SymbolCalendars* known = nullptr;  ///< none: nothing tells them apart

  bool include(const Symbol& symbol) const { return known == nullptr || known->of(symbol) == calendar; }
};

/// Oldest first, so that a newer close replaces an older one.
StoreResult<void> read_minutes(Store& store, const std::vector<Session>& before, const Session& today,
                               const Followers& followers, std::vector<RecalledClose>& out) {
  const auto read = [&](const Session& session, bool final) -> StoreResult<void> {
    const auto closes = store.closes_in(minute_of(session.open), minute_of(session.close));
    if (!closes) return closes.error();
    for (const SymbolClose& close : *closes) {
      if (followers.include(close.symbol)) out.push_back({close.symbol, close.close, session.date, final});
    }
    return {};
  };
  for (const Session& session : before) {
    if (auto done = read(session, true); !done) return done;
  }
  // Tomorrow starts from today's close, also for symbols that do not trade again today.
  return read(today, false);
}

StoreResult<void> read_days(Tables& tables, const std::vector<Session>& before, const Followers& followers,
                            std::vector<RecalledClose>& out) {
  if (before.empty()) return {};
  return stream_history(tables, before.front().date, before.back().date, [&](const StoredDaily& day) {
    if (followers.include(day.bar.symbol)) out.push_back({day.bar.symbol, day.bar.close, day.bar.session, true});
  });
}

StoreResult<void> adjust(Tables& tables, SessionDate today, std::span<RecalledClose> closes) {
  auto splits = read_splits_of_securities(tables);
  if (!splits) return splits.error();
  const auto adjuster = SplitAdjuster::of(std::move(*splits));
  if (!adjuster) return StoreError{StoreErrorClass::other, adjuster.error().text};
  for (RecalledClose& close : closes) {
    const auto price = adjuster->factor(close.symbol, close.of, today).price(close.close);
    if (price) close.close = *price;
  }
  return {};
}

void read_closes_of(Store& store, Tables* tables, const Calendar& calendar, const SymbolCalendars* known,
                    UnixNanos now, const LogFn& log, std::vector<RecalledClose>& out) {
  const auto say = [&log](std::string_view what, const StoreError& error) {
    log(LogLevel::warn, "history", std::string(what) + error.text);
  };
  const Session* today = calendar.current_or_last(now);
  if (today == nullptr) return;
  const auto before = sessions_before(calendar, today->date);
  const Followers followers{calendar.name(), known};
  const std::size_t first = out.size();
  if (const auto read = read_minutes(store, before, *today, followers, out); !read) {
    say("alerts start from each symbol's first trade, since the previous closes could not be read: ",
        read.error());
  }
  if (tables == nullptr) return;
  if (const auto read = read_days(*tables, before, followers, out); !read) {
    say("alerts start from the last minutes' closes, since daily bars could not be read: ", read.error());
  }
  if (const auto done = adjust(*tables, today->date, std::span(out).subspan(first)); !done) {
    say("alerts start from unadjusted closes, since splits could not be read: ", done.error());
  }
}

}  // namespace

std::vector<RecalledClose> read_closes(Store& store, Tables* tables, const Config& config, const MarketData& data,
                                       UnixNanos now, const LogFn& log) {
  std::set<std::string> calendars;
  for (const FeedConfig& feed : config.feeds) calendars.insert(feed.calendar);
  std::optional<SymbolCalendars> known;
  if (tables != nullptr && calendars.size() > 1) {
    auto read = SymbolCalendars::read(*tables, default_calendar(config));
    if (!read) {
      log(LogLevel::warn, "history",
          "alerts start from each symbol's first trade, since the symbols' calendars could not be read: " +
              read.error().text);
      return {};
    }
    known = *std::move(read);
  }
  std::vector<RecalledClose> closes;
  for (const std::string& name : calendars) {
    read_closes_of(store, tables, data.calendar(name), known ? &*known : nullptr, now, log, closes);
  }
  return closes;
}

void set_closes(Market& market, const std::vector<RecalledClose>& closes) {
  for (const RecalledClose& close : closes) {
    if (close.final) {
      market.set_previous_close(close.symbol, close.close, close.of);
    } else {
      market.set_close_so_far(close.symbol, close.close, close.of);
    }
  }
}

}  // namespace tickbard
