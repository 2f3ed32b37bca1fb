#pragma once

#include "daemon/edge/metric_series.hpp"

namespace tickbard {

// What the catalogue reads of the HTTP side.

void http_requests(const MetricsSnapshot& s, Series& out);
void http_seconds(const MetricsSnapshot& s, Series& out);
void http_connections(const MetricsSnapshot& s, Series& out);
void queries_waiting(const MetricsSnapshot& s, Series& out);

}  // namespace tickbard
