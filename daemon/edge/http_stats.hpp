#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "daemon/edge/route_table.hpp"
#include "daemon/runtime/histogram.hpp"

namespace tickbard {

inline constexpr std::array<int, 10> kHttpCodes{200, 400, 401, 403, 404, 405, 414, 500, 503, 0};  ///< 0: any other

struct HttpSnapshot {
  struct PerRoute {
    std::array<std::uint64_t, kHttpCodes.size()> by_code{};
    HistogramSnapshot seconds;
  };
  std::array<PerRoute, kRouteCount> routes;
  std::uint64_t connections = 0;
  std::uint64_t queries_waiting = 0;
};

/// Counts answers. Owner: any thread.
class HttpStats {
 public:
  HttpStats();
  void answered(Route route, int code, std::chrono::nanoseconds took) noexcept;
  HttpSnapshot read() const;

 private:
  struct PerRoute {
    std::array<std::atomic<std::uint64_t>, kHttpCodes.size()> by_code{};
    Histogram seconds{request_bounds()};
  };
  std::array<PerRoute, kRouteCount> routes_;
};

}  // namespace tickbard
