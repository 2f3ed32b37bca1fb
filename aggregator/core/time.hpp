#pragma once

#include <chrono>
#include <cstdint>

namespace tickbard {

/// Event and wall time: nanoseconds since 1970-01-01 UTC. Never a local time.
using UnixNanos = std::chrono::sys_time<std::chrono::nanoseconds>;

/// The start of a 1-minute bar, UTC.
using MinuteStart = std::chrono::sys_time<std::chrono::minutes>;

/// A session date: the exchange-local calendar date of a trading day. Not an instant.
using SessionDate = std::chrono::year_month_day;

/// Monotonic time of this machine; only differences mean something. The type alone is used here:
/// reading any clock is the daemon's affair.
using MonoTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

constexpr MinuteStart minute_of(UnixNanos t) { return std::chrono::floor<std::chrono::minutes>(t); }

constexpr UnixNanos from_unix_nanos(std::int64_t n) { return UnixNanos{std::chrono::nanoseconds{n}}; }
constexpr std::int64_t to_unix_nanos(UnixNanos t) { return t.time_since_epoch().count(); }
constexpr std::int64_t to_unix_seconds(MinuteStart t) {
  return std::chrono::duration_cast<std::chrono::seconds>(t.time_since_epoch()).count();
}

/// Event times outside [1990, 2100) are no trade times: a unit error or garbage (T-012).
inline constexpr UnixNanos kEarliestEvent = from_unix_nanos(631'152'000'000'000'000);
inline constexpr UnixNanos kLatestEvent = from_unix_nanos(4'102'444'800'000'000'000);

}  // namespace tickbard
