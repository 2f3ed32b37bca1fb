#include "daemon/edge/responses.hpp"

#include <utility>

namespace tickbard {

HttpResponse guarded(HttpResponse response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return response;
}

HttpResponse ok_response(std::string_view content_type, std::string body) {
  return guarded({200, std::string(content_type), std::move(body), {}});
}

HttpResponse json_response(std::string body) {
  return ok_response("application/json; charset=utf-8", std::move(body));
}

HttpResponse problem_response(const ApiProblem& problem) {
  HttpResponse response{problem.status, "application/problem+json; charset=utf-8", to_json(problem), {}};
  if (problem.status == 503) response.headers.emplace_back("Retry-After", "5");
  return guarded(std::move(response));
}

}  // namespace tickbard
