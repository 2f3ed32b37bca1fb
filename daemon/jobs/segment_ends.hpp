#pragma once

#include <optional>

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {

/// Where a segment of a session ends: a moment whose state is kept for good.
struct SegmentEnd {
  UnixNanos at{};
  Session session;
};

/// The first one after `t`; none where the calendar ends. A market without segments has the ends of its days.
std::optional<SegmentEnd> next_segment_end(const Calendar& calendar, UnixNanos t);

}  // namespace tickbard
