#pragma once

#include <string>
#include <string_view>

#include "daemon/edge/problem.hpp"
#include "daemon/net/http_server.hpp"

namespace tickbard {

/// With the headers of every answer: nothing is cached, nothing is guessed.
HttpResponse guarded(HttpResponse response);

HttpResponse ok_response(std::string_view content_type, std::string body);
HttpResponse json_response(std::string body);

/// RFC 9457; 503 asks to come back in some seconds.
HttpResponse problem_response(const ApiProblem& problem);

}  // namespace tickbard
