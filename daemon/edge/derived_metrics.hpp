#pragma once

#include "daemon/edge/metric_series.hpp"

namespace tickbard {

// What the catalogue reads of everything derived from stored bars.

void job_runs(const MetricsSnapshot& s, Series& out);
void job_seconds(const MetricsSnapshot& s, Series& out);
void derived_until(const MetricsSnapshot& s, Series& out);
void rolled_up(const MetricsSnapshot& s, Series& out);
void coverage_symbols(const MetricsSnapshot& s, Series& out);
void storage_bytes(const MetricsSnapshot& s, Series& out);

}  // namespace tickbard
