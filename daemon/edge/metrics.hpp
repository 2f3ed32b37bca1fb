#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/edge/http_stats.hpp"
#include "daemon/edge/process_stats.hpp"
#include "daemon/edge/snapshot.hpp"

namespace tickbard {

/// Everything that one scrape reads.
struct MetricsSnapshot {
  EdgeSnapshot daemon;
  HttpSnapshot http;
  std::optional<ProcessStats> process;
};

/// The Prometheus text format, version 0.0.4. The number of series depends on the feeds and calendars alone, never
/// on symbols.
std::string render_metrics(const MetricsSnapshot& snapshot);
inline constexpr std::string_view kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/// Every metric's full name, in the order of the scrape.
std::vector<std::string> metric_names();

}  // namespace tickbard
