#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/edge/edge_context.hpp"
#include "daemon/edge/question.hpp"
#include "daemon/edge/uri.hpp"

namespace tickbard {

/// The addresses this server knows; `other` is everything else.
enum class Route : std::uint8_t {
  index,
  charts,
  leaderboard,
  baselines,
  breadth,
  daily,
  indicators,
  coverage,
  storage,
  jobs,
  status,
  metrics,
  livez,
  readyz,
  other
};
inline constexpr std::size_t kRouteCount = static_cast<std::size_t>(Route::other) + 1;

/// A request for something in the store. Lifetime: one parse.
struct Inquiry {
  const RequestTarget& target;
  std::string_view symbol;  ///< the decoded {symbol} of the path; empty where there is none
  const EdgeContext& context;
};

/// Checks every parameter and gives what the query thread has to do. Errors: 400 that names the parameter.
using ParseInquiry = ApiResult<Question> (*)(const Inquiry&);

/// One address. Everything that speaks of addresses reads it from here: the dispatch, the labels of metrics, the
/// first page, the words about an unknown path.
struct RouteRow {
  Route route = Route::other;
  std::string_view path;         ///< its one segment "{symbol}" stands for any
  std::string_view example;      ///< parameters for the first page, and what else they may be in `what`
  std::string_view what;         ///< one line for people
  ParseInquiry parse = nullptr;  ///< nullptr: a page of this process, made in routes.cpp

  bool has_symbol() const { return path.ends_with("{symbol}"); }
};

/// In the order of Route.
const std::array<RouteRow, kRouteCount>& route_table();

inline const RouteRow& row_of(Route route) {
  return route_table()[static_cast<std::size_t>(route)];
}
inline std::string_view path_of(Route route) {
  return row_of(route).path;
}

struct FoundRoute {
  Route route = Route::other;
  std::string symbol;
};
FoundRoute find_route(const RequestTarget& target);

/// 404 with what exists and what may have been meant.
ApiProblem unknown_path(const RequestTarget& target);

}  // namespace tickbard
