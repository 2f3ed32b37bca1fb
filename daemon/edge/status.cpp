#include "daemon/edge/status.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "aggregator/core/time_text.hpp"
#include "daemon/edge/instant.hpp"
#include "daemon/edge/uri.hpp"

namespace tickbard {
namespace {

using Json = nlohmann::ordered_json;

Json instant(const std::optional<UnixNanos>& t) {
  return t ? Json(to_rfc3339(*t)) : Json(nullptr);
}

double to_seconds(std::chrono::nanoseconds d) {
  return std::chrono::duration<double>(d).count();
}

template <class Values, class Names>
Json nonzero(const Values& values, const Names& names) {
  Json out = Json::object();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != 0) out[std::string(names[i])] = values[i];
  }
  return out;
}

Json feed_json(const FeedSnapshot& feed) {
  Json out;
  out["name"] = feed.name;
  out["provider"] = feed.provider;
  out["up"] = feed.up;
  out["state"] = feed.state;
  if (!feed.notice.empty()) out["notice"] = feed.notice;
  out["since"] = instant(feed.since);
  out["last_tick"] = instant(feed.last_tick);
  out["lag_seconds"] = feed.last_lag ? Json(to_seconds(*feed.last_lag)) : Json(nullptr);
  out["received"] = feed.received;
  out["unreadable"] = feed.unreadable;
  out["queued"] = feed.queued;
  out["connects"] = feed.connects;
  out["disconnects"] = nonzero(feed.disconnects, kLostReasonNames);
  return out;
}

Json market_json(const EdgeSnapshot& s) {
  const auto& tally = s.tally;
  Json out;
  out["ticks_received"] = tally.received;
  out["ticks_counted"] = tally.counted;
  out["ticks_volume_only"] = tally.volume_only;
  out["ticks_rejected"] = nonzero(tally.rejected, kRejectNames);
  out["ticks_duplicate"] = tally.duplicate;
  out["ticks_too_late"] = tally.too_late;
  out["ticks_held"] = tally.held;
  out["ticks_skipped"] = tally.skipped;
  out["ticks_cancelled"] = tally.cancelled;
  out["unknown_conditions"] = tally.unknown_conditions;
  out["symbols"] = tally.symbols;
  out["bars_closed"] = tally.bars_closed;
  out["bars_amended"] = tally.bars_amended;
  out["last_bar"] = instant(s.last_bar);
  out["alerts_up"] = tally.alerts_up;
  out["alerts_down"] = tally.alerts_down;
  out["gaps_open"] = tally.gaps_open;
  return out;
}

Json calendar_json(const CalendarSnapshot& calendar) {
  Json out;
  out["name"] = calendar.name;
  out["session"] = calendar.session;
  out["segment"] = name_of(calendar.segment);
  out["next_segment"] = calendar.next_segment.empty() ? Json(nullptr) : Json(calendar.next_segment);
  out["next_change"] = instant(calendar.next_change);
  out["valid_until"] = instant(calendar.valid_until);
  return out;
}

Json jobs_json(const JobsSnapshot& jobs) {
  Json out;
  out["enabled"] = jobs.enabled;
  out["derived_until"] = instant(jobs.derived_until);
  out["symbols"] = jobs.symbols;
  out["trouble"] = jobs.trouble.empty() ? Json(nullptr) : Json(jobs.trouble);
  out["rolled_up"] = Json::object();
  for (const auto& [calendar, end] : jobs.rolled_up) out["rolled_up"][calendar] = to_rfc3339(end);
  out["runs"] = Json::array();
  for (const auto& job : jobs.jobs) {
    Json line;
    line["job"] = job.name;
    line["running"] = job.running;
    line["unit"] = job.unit.empty() ? Json(nullptr) : Json(job.unit);
    line["last_start"] = instant(job.last_start);
    line["last_end"] = instant(job.last_end);
    line["last_result"] = job.last_result.empty() ? Json(nullptr) : Json(job.last_result);
    line["last_error"] = job.last_error.empty() ? Json(nullptr) : Json(job.last_error);
    for (const auto& [result, count] : job.runs) line[result] = count;
    out["runs"].push_back(line);
  }
  return out;
}

std::string since_words(const std::optional<UnixNanos>& since, UnixNanos now) {
  if (!since) return "";
  const UnixNanos second = std::chrono::floor<std::chrono::seconds>(*since);
  return " since " + to_rfc3339(second) + " (" + to_words(now - second) + ")";
}

std::string store_problem(const EdgeSnapshot& s) {
  std::string out = "The store " + s.store.url + " takes no rows" + since_words(s.store.down_since, s.now);
  if (!s.store.last_error.empty()) out += ": " + s.store.last_error;
  if (!out.ends_with('.')) out += '.';
  if (s.journal.rows == 0) return out;
  return out + " " + std::to_string(s.journal.rows) +
         " rows wait in the journal and will be stored when it answers.";
}

}  // namespace

std::vector<std::string> problems_of(const EdgeSnapshot& s) {
  std::vector<std::string> out;
  if (!s.store.up) out.push_back(store_problem(s));
  for (const auto& feed : s.feeds) {
    if (feed.up) continue;
    out.push_back("Feed " + in_quotes(feed.name) + " delivers nothing" + since_words(feed.since, s.now) +
                  (feed.state.empty() ? "." : ": " + feed.state));
  }
  if (!s.tally.conserved()) {
    out.push_back(
        "The tick counters do not add up: ask again; if it stays so while nothing arrives, report a bug.");
  }
  for (const auto& calendar : s.calendars) {
    constexpr std::chrono::days kWarnBefore{30};
    if (calendar.valid_until && *calendar.valid_until - s.now < kWarnBefore) {
      out.push_back("Calendar " + in_quotes(calendar.name) + " knows no session after " +
                    to_rfc3339(*calendar.valid_until) + ": install a newer version.");
    }
  }
  out.insert(out.end(), s.problems.begin(), s.problems.end());
  return out;
}

std::vector<std::string> notices_of(const EdgeSnapshot& s) {
  std::vector<std::string> out;
  for (const auto& feed : s.feeds) {
    if (!feed.notice.empty() && std::find(out.begin(), out.end(), feed.notice) == out.end()) {
      out.push_back(feed.notice);
    }
  }
  return out;
}

std::string render_status(const EdgeSnapshot& s) {
  Json out;
  out["version"] = s.version;
  out["revision"] = s.revision;
  out["now"] = to_rfc3339(s.now);
  out["started"] = to_rfc3339(s.started);
  out["uptime_seconds"] = static_cast<std::int64_t>(to_seconds(s.now - s.started));
  out["simulated"] = !notices_of(s).empty();
  out["notices"] = notices_of(s);
  out["problems"] = problems_of(s);
  out["price_bars_enabled"] = s.price_bars_enabled;
  out["feeds"] = Json::array();
  for (const auto& feed : s.feeds) out["feeds"].push_back(feed_json(feed));
  out["market"] = market_json(s);
  out["journal"] = {{"rows", s.journal.rows}, {"bytes", s.journal.bytes}, {"oldest", instant(s.journal.oldest)}};
  out["store"] = {{"url", s.store.url},
                  {"up", s.store.up},
                  {"down_since", instant(s.store.down_since)},
                  {"last_error", s.store.last_error.empty() ? Json(nullptr) : Json(s.store.last_error)},
                  {"failures", nonzero(s.store.failures, kStoreErrorClassNames)}};
  out["calendars"] = Json::array();
  for (const auto& calendar : s.calendars) out["calendars"].push_back(calendar_json(calendar));
  out["jobs"] = jobs_json(s.jobs);
  out["config_reload_failures"] = s.config_reload_failures;
  // A feed's words may hold any bytes: broken UTF-8 is replaced, never thrown about.
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tickbard
