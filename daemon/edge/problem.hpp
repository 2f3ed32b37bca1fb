#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace tickbard {

/// Why a request is not answered with what it asked for: RFC 9457 problem details, as one value.
struct ApiProblem {
  int status = 400;
  std::string detail;                ///< what happened, to what, and what to do
  std::string parameter;             ///< the request parameter at fault, if one is
  std::vector<std::string> reasons;  ///< further sentences, one per cause
};

template <class T>
using ApiResult = boost::system::result<T, ApiProblem>;

/// "Bad Request" and its like; "Error" for a code that no route uses.
std::string_view status_title(int status);

/// The body of an application/problem+json answer.
std::string to_json(const ApiProblem& problem);

}  // namespace tickbard
