#include "daemon/edge/derived_metrics.hpp"

namespace tickbard {

void job_runs(const MetricsSnapshot& s, Series& out) {
  for (const auto& job : s.daemon.jobs.jobs)
    for (const auto& [result, count] : job.runs) out.add(count, {job.name, result});
}

void job_seconds(const MetricsSnapshot& s, Series& out) {
  for (const auto& job : s.daemon.jobs.jobs) out.add(job.seconds, {job.name});
}

void derived_until(const MetricsSnapshot& s, Series& out) {
  out.add(s.daemon.jobs.derived_until);
}

void rolled_up(const MetricsSnapshot& s, Series& out) {
  for (const auto& c : s.daemon.calendars) {
    const auto end = s.daemon.jobs.rolled_up.find(c.name);
    out.add(end == s.daemon.jobs.rolled_up.end() ? std::optional<UnixNanos>{} : end->second, {c.name});
  }
}

void coverage_symbols(const MetricsSnapshot& s, Series& out) {
  for (const auto& [lag, symbols] : s.daemon.jobs.daily_lags) out.add(symbols, {"1d", lag});
  for (const auto& [lag, symbols] : s.daemon.jobs.m5_lags) out.add(symbols, {"5m", lag});
}

void storage_bytes(const MetricsSnapshot& s, Series& out) {
  for (const auto& [kind, bytes] : s.daemon.jobs.storage_bytes) out.add(bytes, {kind});
}

}  // namespace tickbard
