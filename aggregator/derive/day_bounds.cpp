#include "aggregator/derive/day_bounds.hpp"

namespace tickbard {

DayBounds::DayBounds(const Session& s)
    : date(s.date),
      pre_open(minute_of(s.pre_open)),
      open(minute_of(s.open)),
      close(minute_of(s.close)),
      post_close(minute_of(s.post_close)) {}

Segment DayBounds::segment(MinuteStart m) const {
  if (!contains(m)) return Segment::overnight;
  return m < open ? Segment::pre : m < close ? Segment::rth : Segment::post;
}

}  // namespace tickbard
