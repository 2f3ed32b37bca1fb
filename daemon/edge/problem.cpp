#include "daemon/edge/problem.hpp"

#include <nlohmann/json.hpp>

namespace tickbard {

std::string_view status_title(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Error";
  }
}

std::string to_json(const ApiProblem& problem) {
  nlohmann::ordered_json out;
  out["type"] = "about:blank";
  out["title"] = status_title(problem.status);
  out["status"] = problem.status;
  out["detail"] = problem.detail;
  if (!problem.parameter.empty()) out["parameter"] = problem.parameter;
  if (!problem.reasons.empty()) out["reasons"] = problem.reasons;
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace tickbard
