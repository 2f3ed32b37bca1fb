#include "aggregator/derive/interval.hpp"

#include <algorithm>

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {
namespace {

using std::chrono::minutes;

/// The segment of `session` that contains minute `m`.
std::optional<BarSpan> segment_of(const Session& session, MinuteStart m) {
  const UnixNanos t = m;
  const auto between = [](UnixNanos start, UnixNanos end) { return BarSpan{minute_of(start), minute_of(end)}; };
  if (t < session.pre_open || t >= session.post_close) return std::nullopt;
  if (t < session.open) return between(session.pre_open, session.open);
  if (t < session.close) return between(session.open, session.close);
  return between(session.close, session.post_close);
}

}  // namespace

std::optional<Interval> parse_interval(std::string_view text) {
  const auto* found = std::ranges::find(kIntervalNames, text);
  if (found == kIntervalNames.end()) return std::nullopt;
  return static_cast<Interval>(found - kIntervalNames.begin());
}

minutes length_of(Interval i) {
  constexpr std::array<int, 4> kMinutes{1, 5, 15, 60};
  return minutes{kMinutes[static_cast<std::size_t>(i)]};
}

std::optional<BarSpan> span_of(Interval interval, Align align, const Session& session, MinuteStart m) {
  const auto segment = segment_of(session, m);
  if (!segment) return std::nullopt;
  if (interval == Interval::d1) return BarSpan{minute_of(session.open), minute_of(session.close)};
  const minutes length = length_of(interval);
  const MinuteStart origin = align == Align::session ? segment->start : MinuteStart{};
  const MinuteStart start = m - (m - origin) % length;  // m is after 1970 and not before its segment's start
  return BarSpan{std::max(start, segment->start), std::min(start + length, segment->end)};
}

}  // namespace tickbard
