#include "daemon/app/status_command.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "daemon/app/cli.hpp"
#include "daemon/app/log_text.hpp"
#include "sinks/store.hpp"

namespace tickbard {
namespace {

using Json = nlohmann::json;

constexpr long kConnectSeconds = 3;
constexpr long kAnswerSeconds = 10;
constexpr std::size_t kMostBytes = 4 << 20;

struct Answer {
  CURLcode result = CURLE_OK;
  long status = 0;
  std::string body;
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* target) {
  auto& body = *static_cast<std::string*>(target);
  // Less than offered makes curl give up: whatever answers with this much is not our daemon.
  if (body.size() + size * count > kMostBytes) return 0;
  body.append(data, size * count);
  return size * count;
}

Answer get(const std::string& url, const std::string& token) {
  Answer answer;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return {CURLE_FAILED_INIT, 0, {}};
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, curl_slist_free_all);
  if (!token.empty()) headers.reset(curl_slist_append(nullptr, ("Authorization: Bearer " + token).c_str()));
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kAnswerSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  // Certificates and host names are verified by default; no redirect is followed, so that the token goes nowhere
  // else.
  curl_easy_setopt(curl.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  answer.result = curl_easy_perform(curl.get());
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

std::string text_of(const Json& object, const char* key, std::string_view otherwise = "-") {
  const auto at = object.find(key);
  if (at == object.end() || at->is_null()) return std::string(otherwise);
  return at->is_string() ? one_line(at->get<std::string>()) : at->dump();
}

Json part(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_object() ? *at : Json::object();
}

Json list(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_array() ? *at : Json::array();
}

/// What the daemon derives by itself: how far it has followed the stored bars, and each job's last run.
std::string derived_lines(const Json& jobs) {
  std::string out =
      fmt::format("derived  {}, up to {}, {} symbols\n", text_of(jobs, "enabled") == "true" ? "on" : "OFF",
                  text_of(jobs, "derived_until", "nothing yet"), text_of(jobs, "symbols", "0"));
  if (const auto trouble = text_of(jobs, "trouble", ""); !trouble.empty()) out += "PROBLEM  " + trouble + "\n";
  const Json rolled_up = part(jobs, "rolled_up");
  for (const auto& [calendar, until] : rolled_up.items()) {
    out += fmt::format("rollup   {}: final days up to the session that ended {}\n", one_line(calendar),
                       until.is_string() ? one_line(until.get<std::string>()) : until.dump());
  }
  for (const Json& job : list(jobs, "runs")) {
    if (!job.is_object()) continue;
    const std::string state = text_of(job, "running") == "true" ? "running since " + text_of(job, "last_start")
                                                                : text_of(job, "last_result", "has not run yet");
    out += fmt::format("job      {}: {}", text_of(job, "job"), state);
    if (const auto unit = text_of(job, "unit", ""); !unit.empty()) out += ", " + unit;
    if (const auto end = text_of(job, "last_end", ""); !end.empty()) out += ", last ended " + end;
    if (const auto error = text_of(job, "last_error", ""); !error.empty()) out += ": " + error;
    out += '\n';
  }
  return out;
}

}  // namespace

std::string status_summary(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("version") || !json.contains("market")) return {};
  std::string out =
      fmt::format("tickbard {} since {}, price bars {}\n", text_of(json, "version"), text_of(json, "started"),
                  text_of(json, "price_bars_enabled") == "true" ? "on" : "OFF");
  for (const Json& notice : list(json, "notices")) {
    if (notice.is_string()) out += "NOTICE   " + one_line(notice.get<std::string>()) + "\n";
  }
  for (const Json& problem : list(json, "problems")) {
    if (problem.is_string()) out += "PROBLEM  " + one_line(problem.get<std::string>()) + "\n";
  }
  for (const Json& feed : list(json, "feeds")) {
    if (!feed.is_object()) continue;
    out += fmt::format("feed     {} ({}): {}, {}, {} trades, last {}\n", text_of(feed, "name"),
                       text_of(feed, "provider"), text_of(feed, "up") == "true" ? "up" : "DOWN",
                       text_of(feed, "state"), text_of(feed, "received"), text_of(feed, "last_tick", "never"));
  }
  const Json market = part(json, "market");
  out += fmt::format("market   {} symbols, {} bars closed, {} amended, newest {}, {} alerts up, {} down\n",
                     text_of(market, "symbols"), text_of(market, "bars_closed"), text_of(market, "bars_amended"),
                     text_of(market, "last_bar", "none yet"), text_of(market, "alerts_up"),
                     text_of(market, "alerts_down"));
  const Json store = part(json, "store"), journal = part(json, "journal");
  out += fmt::format("store    {}: {}, {} rows waiting\n", text_of(store, "url"),
                     text_of(store, "up") == "true" ? "up" : "DOWN since " + text_of(store, "down_since"),
                     text_of(journal, "rows"));
  for (const Json& calendar : list(json, "calendars")) {
    if (!calendar.is_object()) continue;
    out += fmt::format("calendar {}: session {}, {}\n", text_of(calendar, "name"), text_of(calendar, "session"),
                       text_of(calendar, "segment"));
  }
  if (const Json jobs = part(json, "jobs"); !jobs.empty()) out += derived_lines(jobs);
  return out;
}

int run_status_command(const std::string& base_url, const std::string& token, std::ostream& out,
                       std::ostream& err) {
  const Answer answer = get(base_url + "/v1/status", token);
  const std::string shown = redacted(base_url);
  if (answer.result != CURLE_OK) {
    err << "tickbard: nothing answers at " << shown << " (" << curl_easy_strerror(answer.result)
        << "): start it with `tickbard run`, or say where it listens with --url or --http.listen\n";
    return kExitFailed;
  }
  if (answer.status == 401 || answer.status == 403) {
    err << "tickbard: the daemon at " << shown << " wants a token (HTTP " << answer.status
        << "): put one in a file and give it with --token-file\n";
    return kExitFailed;
  }
  const std::string summary = answer.status == 200 ? status_summary(answer.body) : std::string();
  if (summary.empty()) {
    err << "tickbard: what answers at " << shown << " is no tickbard (HTTP " << answer.status
        << "): check the address\n";
    return kExitFailed;
  }
  out << summary;
  return kExitDone;
}

}  // namespace tickbard
