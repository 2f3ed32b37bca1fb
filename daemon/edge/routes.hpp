#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/edge/access.hpp"
#include "daemon/edge/chart_series.hpp"
#include "daemon/edge/http_stats.hpp"
#include "daemon/net/http_server.hpp"

namespace tickbard {

/// What the routes show, as functions that are called for each request. They must be quick and must not throw.
struct RouteSources {
  std::function<std::string()> metrics;
  std::function<std::string()> status;                  ///< the JSON
  std::function<std::vector<std::string>()> not_ready;  ///< reasons; empty: ready
  std::function<std::vector<std::string>()> stalled;    ///< loops that make no progress; empty: alive
  std::function<std::vector<std::string>()> notices;    ///< for the first page
};

struct RouteOptions {
  Tokens tokens;
  std::vector<std::string> host_names;  ///< names of this machine besides localhost, where no token is needed
  std::string version;
};

/// An answer, or a question that the query thread has to answer.
struct Reply {
  Route route = Route::other;
  std::variant<HttpResponse, ChartQuery> what;
};

/// Requests to answers, without a socket. Immutable; any thread, as far as the sources are.
/// Errors: every refusal is problem+json that says what to do.
class Routes {
 public:
  Routes(RouteOptions options, RouteSources sources);

  Reply handle(const HttpRequest& request) const;

 private:
  HttpResponse fixed(Route route, const HttpRequest& request) const;

  RouteOptions options_;
  RouteSources sources_;
};

HttpResponse chart_response(const ChartQuery& query, const ApiResult<ChartSeries>& series);

HttpResponse problem_response(const ApiProblem& problem);

}  // namespace tickbard
