#pragma once

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {

/// The calendar as a stream of ticks asks it: nearly every answer is about the same session as the one before.
/// Owner: market thread. Lifetime: the calendar outlives it; without one every instant is regular hours of a UTC
/// day.
class SessionCursor {
 public:
  struct Place {
    Segment segment;
    SessionDate session;  ///< what "today" means at that instant: the last session that has begun
  };

  explicit SessionCursor(const Calendar* calendar) : calendar_(calendar) {}

  Place at(UnixNanos t) {
    if (t < segment_from_ || t >= segment_to_) move_into_segment(t);
    return place_;
  }

 private:
  void move_into_segment(UnixNanos t);
  void move_to(UnixNanos t);

  const Calendar* calendar_;
  UnixNanos from_ = UnixNanos::max(), to_ = UnixNanos::min();  ///< where `session_` is "today"
  UnixNanos open_{}, close_{}, post_close_{};
  SessionDate session_{};
  UnixNanos segment_from_ = UnixNanos::max(), segment_to_ = UnixNanos::min();  ///< where `place_` is the answer
  Place place_{};
};

}  // namespace tickbard
