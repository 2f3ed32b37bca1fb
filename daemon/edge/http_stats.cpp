#include "daemon/edge/http_stats.hpp"

#include <algorithm>

namespace tickbard {

HttpStats::HttpStats() = default;

void HttpStats::answered(Route route, int code, std::chrono::nanoseconds took) noexcept {
  auto& per_route = routes_[static_cast<std::size_t>(route)];
  const auto at = std::find(kHttpCodes.begin(), kHttpCodes.end() - 1, code) - kHttpCodes.begin();
  per_route.by_code[static_cast<std::size_t>(at)].fetch_add(1, std::memory_order_relaxed);
  per_route.seconds.observe(took);
}

HttpSnapshot HttpStats::read() const {
  HttpSnapshot out;
  for (std::size_t r = 0; r < routes_.size(); ++r) {
    for (std::size_t c = 0; c < kHttpCodes.size(); ++c) {
      out.routes[r].by_code[c] = routes_[r].by_code[c].load(std::memory_order_relaxed);
    }
    out.routes[r].seconds = routes_[r].seconds.read();
  }
  return out;
}

}  // namespace tickbard
