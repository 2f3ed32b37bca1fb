#include "daemon/edge/routes.hpp"

#include <utility>

#include "daemon/edge/index_page.hpp"
#include "daemon/edge/metrics.hpp"
#include "daemon/edge/responses.hpp"
#include "daemon/edge/uri.hpp"

namespace tickbard {
namespace {

HttpResponse health(const std::vector<std::string>& reasons, std::string_view good, std::string_view bad,
                    bool show_reasons) {
  if (reasons.empty()) return ok_response("text/plain; charset=utf-8", std::string(good) + "\n");
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

}  // namespace

Routes::Routes(RouteOptions options, RouteSources sources)
    : options_(std::move(options)), sources_(std::move(sources)) {}

HttpResponse Routes::fixed(Route route, const HttpRequest& request) const {
  const bool trusted = check_role(request, options_.tokens, AccessRole::viewer).status == 200;
  switch (route) {
    case Route::index:
      return guarded(index_page(options_.version, sources_.notices(), request.header("Accept")));
    case Route::status:
      return json_response(sources_.status());
    case Route::metrics:
      return ok_response(kMetricsContentType, sources_.metrics());
    case Route::livez:
      return health(sources_.stalled(), "alive",
                    "A loop of the daemon makes no progress: its supervisor restarts it.", trusted);
    case Route::readyz:
      return health(sources_.not_ready(), "ready", "The daemon is not ready yet: see the reasons, or its log.",
                    trusted);
    default:
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
  if (const ParseInquiry parse = row_of(found.route).parse; parse != nullptr) {
    EdgeContext context = options_.context;
    context.bars_enabled = !sources_.bars_enabled || sources_.bars_enabled();
    auto question = parse({*target, found.symbol, context});
    if (!question) return {found.route, problem_response(question.error())};
    return {found.route, std::move(*question)};
  }
  return {found.route, fixed(found.route, request)};
}

}  // namespace tickbard
