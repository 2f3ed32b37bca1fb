#include "daemon/edge/route_table.hpp"

#include <vector>

#include "daemon/edge/baselines_answer.hpp"
#include "daemon/edge/breadth_answer.hpp"
#include "daemon/edge/chart_answer.hpp"
#include "daemon/edge/coverage_answer.hpp"
#include "daemon/edge/daily_answer.hpp"
#include "daemon/edge/indicators_answer.hpp"
#include "daemon/edge/jobs_answer.hpp"
#include "daemon/edge/leaderboard_answer.hpp"
#include "daemon/edge/storage_answer.hpp"
#include "daemon/runtime/nearest.hpp"

namespace tickbard {
namespace {

constexpr std::array<RouteRow, kRouteCount> kTable{{
    {Route::index, "/", "", "this page"},
    {Route::charts, "/charts/{symbol}", "?interval=1m",
     "bars of 1m 5m 15m 1h 1d; also from, to, limit, fill=previous, include_forming=true, adjusted, "
     "indicators=sma:20,rsi:14",
     parse_chart},
    {Route::leaderboard, "/v1/leaderboard", "?threshold=3",
     "who moves most; also direction, baseline, segment, min_price, max_price, price_filter, security_type, "
     "calendar, max_age, limit",
     parse_leaderboard},
    {Route::baselines, "/v1/baselines/{symbol}", "",
     "a symbol's day against its closes and opens; also history=true with from, to, limit", parse_baselines},
    {Route::breadth, "/v1/breadth", "?set=all",
     "advances, means, highs of a set; also interval=day|1m, keys, session, from, to, limit", parse_breadth},
    {Route::daily, "/v1/daily/{symbol}", "", "daily bars; also from, to, limit, adjusted=true", parse_daily},
    {Route::indicators, "/v1/indicators/{symbol}", "?interval=1d",
     "the newest snapshot; also as_of=DATE, or history=true with from, to, revisions=all", parse_indicators},
    {Route::coverage, "/v1/coverage", "", "how fresh and complete the store is; also history=48", parse_coverage},
    {Route::storage, "/v1/storage", "", "bytes by kind and table", parse_storage},
    {Route::jobs, "/v1/jobs", "", "what the daemon derived by itself; also job, status, limit", parse_jobs},
    {Route::status, "/v1/status", "", "feeds, market, journal, store, calendars, and what is wrong now"},
    {Route::metrics, "/metrics", "", "for Prometheus"},
    {Route::livez, "/livez", "", "200 while every loop makes progress"},
    {Route::readyz, "/readyz", "", "200 once ready; else why not"},
    {Route::other, "other", "", ""},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i)
    if (kTable[i].route != static_cast<Route>(i)) return false;
  return true;
}
static_assert(in_order());

constexpr std::string_view kSymbol = "{symbol}";

std::string joined(const RequestTarget& target) {
  std::string out;
  for (const auto& segment : target.path) out += "/" + segment;
  return out;
}

/// "/charts/" of "/charts/{symbol}".
std::string_view stem_of(const RouteRow& row) {
  return row.path.substr(0, row.path.size() - kSymbol.size());
}

/// The address with a symbol whose stem these segments begin with.
const RouteRow* symbol_route_under(const std::string& path) {
  for (const auto& row : kTable)
    if (row.has_symbol() && (path + "/").starts_with(stem_of(row))) return &row;
  return nullptr;
}

}  // namespace

const std::array<RouteRow, kRouteCount>& route_table() {
  return kTable;
}

FoundRoute find_route(const RequestTarget& target) {
  if (target.path.empty()) return {Route::index, {}};
  const std::string path = joined(target);
  for (const auto& row : kTable) {
    if (row.route == Route::other) break;
    if (!row.has_symbol()) {
      if (path == row.path) return {row.route, {}};
      continue;
    }
    // By segments: a symbol may hold a '/', written %2F.
    RequestTarget above = target;
    above.path.pop_back();
    if (!target.path.back().empty() && joined(above) + "/" == stem_of(row)) return {row.route, target.path.back()};
  }
  return {};
}

ApiProblem unknown_path(const RequestTarget& target) {
  const std::string path = joined(target);
  std::string detail = "There is nothing at " + in_quotes(path) + ". ";
  std::vector<std::string_view> known;
  for (const auto& row : kTable)
    if (row.route != Route::index && row.route != Route::other) known.push_back(row.path);
  if (const RouteRow* row = symbol_route_under(path)) {
    const std::string stem(stem_of(*row));
    detail += path + "/" == stem || path == stem ? "A symbol is missing: " + stem + "AAPL. "
                                                 : "A '/' inside a symbol is written %2F: " + stem + "BTC%2FUSD. ";
  } else if (const auto near = nearest(path, known)) {
    detail += "Did you mean " + *near + "? ";
  }
  detail += "There are: /";
  for (const auto each : known) detail += ", " + std::string(each);
  return {404, detail + ".", {}, {}};
}

}  // namespace tickbard
