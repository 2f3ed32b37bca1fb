#pragma once

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {

/// A session's bounds, without its text.
struct DayBounds {
  SessionDate date{};
  MinuteStart pre_open{}, open{}, close{}, post_close{};

  DayBounds() = default;
  explicit DayBounds(const Session& s);

  Segment segment(MinuteStart m) const;
  bool contains(MinuteStart m) const { return m >= pre_open && m < post_close; }
  bool continuous() const { return pre_open == open && close == post_close; }  ///< crypto: no segments
  friend bool operator==(const DayBounds&, const DayBounds&) = default;
};

}  // namespace tickbard
