#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "aggregator/core/time.hpp"

namespace tickbard {

struct Session;

/// The lengths of bar that are kept and served.
enum class Interval : std::uint8_t { m1, m5, m15, h1, d1 };
inline constexpr std::array<std::string_view, 5> kIntervalNames{"1m", "5m", "15m", "1h", "1d"};
constexpr std::string_view name_of(Interval i) {
  return kIntervalNames[static_cast<std::size_t>(i)];
}
std::optional<Interval> parse_interval(std::string_view text);

/// Precondition: not d1, whose length is its session's.
std::chrono::minutes length_of(Interval i);

/// Where bars longer than a minute begin inside a segment: counted from the segment's start (regular hours of a
/// NYSE day give 09:30, 10:30, …), or on the UTC clock. The two differ for 1h alone. Either way a bar is cut at
/// the segment's ends, so no bar mixes 15:59 with 16:00.
enum class Align : std::uint8_t { session, clock };

/// [start, end) of one bar, UTC.
struct BarSpan {
  MinuteStart start{};
  MinuteStart end{};
  friend bool operator==(const BarSpan&, const BarSpan&) = default;
};

/// The bar of `interval` that minute `m` belongs to; none if the session has no segment at `m` (overnight).
/// A clock-aligned bar cut at its front is stamped with the cut. d1: the regular hours, whatever segment m is in.
std::optional<BarSpan> span_of(Interval interval, Align align, const Session& session, MinuteStart m);

}  // namespace tickbard
