#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "daemon/runtime/histogram.hpp"

namespace tickbard {

/// The addresses this server knows; `other` is everything else.
enum class Route : std::uint8_t { index, charts, status, metrics, livez, readyz, other };
inline constexpr std::array<std::string_view, 7> kRoutePaths{
    "/", "/charts/{symbol}", "/v1/status", "/metrics", "/livez", "/readyz", "other"};
constexpr std::string_view path_of(Route route) {
  return kRoutePaths[static_cast<std::size_t>(route)];
}

inline constexpr std::array<int, 10> kHttpCodes{200, 400, 401, 403, 404, 405, 414, 500, 503, 0};  ///< 0: any other

struct HttpSnapshot {
  struct PerRoute {
    std::array<std::uint64_t, kHttpCodes.size()> by_code{};
    HistogramSnapshot seconds;
  };
  std::array<PerRoute, kRoutePaths.size()> routes;
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
  std::array<PerRoute, kRoutePaths.size()> routes_;
};

}  // namespace tickbard
