#include "daemon/edge/routes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "daemon/edge/index_page.hpp"
#include "daemon/edge/metrics.hpp"
#include "daemon/edge/uri.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kJson = "application/json; charset=utf-8";

HttpResponse ok(std::string_view content_type, std::string body) {
  return {200, std::string(content_type), std::move(body), {}};
}

/// On every answer: nothing is cached, nothing is guessed, nothing is framed.
HttpResponse guarded(HttpResponse response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return response;
}

struct Found {
  Route route = Route::other;
  std::string symbol;
};

Found find_route(const RequestTarget& target) {
  const auto& path = target.path;
  if (path.empty()) return {Route::index, {}};
  if (path.size() == 2 && path[0] == "charts") return {Route::charts, path[1]};
  std::string joined;
  for (const auto& segment : path) joined += "/" + segment;
  for (const auto route : {Route::status, Route::metrics, Route::livez, Route::readyz}) {
    if (joined == path_of(route)) return {route, {}};
  }
  return {};
}

ApiProblem unknown_path(const RequestTarget& target) {
  std::string joined;
  for (const auto& segment : target.path) joined += "/" + segment;
  std::string detail = "There is nothing at " + in_quotes(joined) + ". ";
  if (target.path.front() == "charts") {
    detail += target.path.size() == 1 ? "A symbol is missing: /charts/AAPL. "
                                      : "A '/' inside a symbol is written %2F: /charts/BTC%2FUSD. ";
  } else if (const auto near = nearest(joined, {kRoutePaths.begin() + 1, kRoutePaths.end() - 1})) {
    detail += "Did you mean " + std::string(*near) + "? ";
  }
  detail += "There are:";
  for (std::size_t i = 0; i + 1 < kRoutePaths.size(); ++i)
    detail += (i == 0 ? " " : ", ") + std::string(kRoutePaths[i]);
  return {404, detail + ".", {}, {}};
}

HttpResponse health(const std::vector<std::string>& reasons, std::string_view good, std::string_view bad,
                    bool show_reasons) {
  if (reasons.empty()) return ok("text/plain; charset=utf-8", std::string(good) + "\n");
  ApiProblem problem{503, std::string(bad), {}, {}};
  if (show_reasons) problem.reasons = reasons;
  return problem_response(problem);
}

bool open_to_all(Route route) {
  return route == Route::livez || route == Route::readyz;
}

HttpResponse refused(const Access& access) {
  auto response = problem_response({access.status, access.detail, {}, {}});
  if (access.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tickbard\"");
  return response;
}

std::string next_link(const ChartQuery& query, const ChartSeries& series) {
  std::string out =
      "</charts/" + percent_encode(query.text) + "?interval=1m&from=" + to_rfc3339(*series.next_from);
  if (query.to) out += "&to=" + to_rfc3339(*query.to);
  out += "&limit=" + std::to_string(query.limit);
  if (query.fill_previous) out += "&fill=previous";
  if (query.include_forming) out += "&include_forming=true";
  return out + ">; rel=\"next\"";
}

}  // namespace

HttpResponse problem_response(const ApiProblem& problem) {
  HttpResponse response{problem.status, "application/problem+json; charset=utf-8", to_json(problem), {}};
  if (problem.status == 503) response.headers.emplace_back("Retry-After", "5");
  return guarded(std::move(response));
}

HttpResponse chart_response(const ChartQuery& query, const ApiResult<ChartSeries>& series) {
  if (!series) return problem_response(series.error());
  auto response = ok(kJson, to_json(*series));
  response.headers.emplace_back("Content-Location", "/charts/" + percent_encode(series->symbol.view()));
  if (series->next_from) response.headers.emplace_back("Link", next_link(query, *series));
  return guarded(std::move(response));
}

Routes::Routes(RouteOptions options, RouteSources sources)
    : options_(std::move(options)), sources_(std::move(sources)) {}

HttpResponse Routes::fixed(Route route, const HttpRequest& request) const {
  const bool trusted = check_role(request, options_.tokens, AccessRole::viewer).status == 200;
  switch (route) {
    case Route::index:
      return index_page(options_.version, sources_.notices(), request.header("Accept"));
    case Route::status:
      return ok(kJson, sources_.status());
    case Route::metrics:
      return ok(kMetricsContentType, sources_.metrics());
    case Route::livez:
      return health(sources_.stalled(), "alive",
                    "A loop of the daemon makes no progress: its supervisor restarts it.", trusted);
    case Route::readyz:
      return health(sources_.not_ready(), "ready", "The daemon is not ready yet: see the reasons, or its log.",
                    trusted);
    case Route::charts:
    case Route::other:
      break;
  }
  return problem_response({500, "This address has no page.", {}, {}});
}

Reply Routes::handle(const HttpRequest& request) const {
  const auto target = parse_target(request.target);
  if (!target) return {Route::other, problem_response(target.error())};
  const auto found = find_route(*target);
  if (!options_.tokens.required()) {
    const auto host = check_host(request, options_.host_names);
    if (host.status != 200) return {found.route, refused(host)};
  }
  const auto origin = check_origin(request);
  if (origin.status != 200) return {found.route, refused(origin)};
  if (!open_to_all(found.route)) {
    const auto role = check_role(request, options_.tokens, AccessRole::viewer);
    if (role.status != 200) return {found.route, refused(role)};
  }
  if (found.route == Route::other) return {Route::other, problem_response(unknown_path(*target))};
  if (request.method != "GET" && request.method != "HEAD") {
    auto response = problem_response(
        {405, "The method " + in_quotes(request.method) + " is not possible here: use GET or HEAD.", {}, {}});
    response.headers.emplace_back("Allow", "GET, HEAD");
    return {found.route, std::move(response)};
  }
  if (found.route == Route::charts) {
    auto query = parse_chart_query(found.symbol, *target);
    if (!query) return {Route::charts, problem_response(query.error())};
    return {Route::charts, std::move(*query)};
  }
  return {found.route, guarded(fixed(found.route, request))};
}

}  // namespace tickbard
