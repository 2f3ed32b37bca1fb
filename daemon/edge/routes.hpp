#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/edge/access.hpp"
#include "daemon/edge/http_stats.hpp"
#include "daemon/edge/question.hpp"
#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// What the routes show, as functions that are called for each request. They must be quick and must not throw.
struct RouteSources {
  std::function<std::string()> metrics;
  std::function<std::string()> status;                  ///< the JSON
  std::function<std::vector<std::string>()> not_ready;  ///< reasons; empty: ready
  std::function<std::vector<std::string>()> stalled;    ///< loops that make no progress; empty: alive
  std::function<std::vector<std::string>()> notices;    ///< for the first page
  std::function<bool()> bars_enabled{};                 ///< may be empty: they are
};

struct RouteOptions {
  Tokens tokens;
  std::vector<std::string> host_names;  ///< names of this machine besides localhost, where no token is needed
  std::string version;
  EdgeContext context{};  ///< its bars_enabled is asked of the sources, request by request
};

/// An answer, or a question that the query thread has to answer.
struct Reply {
  Route route = Route::other;
  std::variant<HttpResponse, Question> what;
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

}  // namespace tickbard
