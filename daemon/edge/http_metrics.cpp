#include "daemon/edge/http_metrics.hpp"

#include <string>

#include "daemon/edge/route_table.hpp"

namespace tickbard {
namespace {

/// Answers that a route is known to give are there from the start; others once they were given.
bool expected(Route route, int code) {
  const bool asks_store = row_of(route).parse != nullptr;
  if (code == 200) return route != Route::other;
  if (code == 503) return route == Route::livez || route == Route::readyz || asks_store;
  if (code == 400) return asks_store;
  return code == 404 && (asks_store || route == Route::other);
}

}  // namespace

void http_requests(const MetricsSnapshot& s, Series& out) {
  for (std::size_t r = 0; r < kRouteCount; ++r) {
    for (std::size_t c = 0; c < kHttpCodes.size(); ++c) {
      const auto n = s.http.routes[r].by_code[c];
      if (n == 0 && !expected(static_cast<Route>(r), kHttpCodes[c])) continue;
      out.add(n, {path_of(static_cast<Route>(r)), kHttpCodes[c] == 0 ? "other" : std::to_string(kHttpCodes[c])});
    }
  }
}

void http_seconds(const MetricsSnapshot& s, Series& out) {
  for (std::size_t r = 0; r < kRouteCount; ++r) {
    const HistogramSnapshot& seconds = s.http.routes[r].seconds;
    out.add(seconds.counts.empty() ? Histogram(request_bounds()).read() : seconds,
            {path_of(static_cast<Route>(r))});
  }
}

void http_connections(const MetricsSnapshot& s, Series& out) {
  out.add(s.http.connections);
}

void queries_waiting(const MetricsSnapshot& s, Series& out) {
  out.add(s.http.queries_waiting);
}

}  // namespace tickbard
