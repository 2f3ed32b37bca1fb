#include "aggregator/calendar/local_time.hpp"

#include <date/tz.h>

#include <algorithm>

namespace tickbard {

namespace {

using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr sys_seconds year_start(int y) {
  return sys_days{std::chrono::year{y} / 1 / 1};
}

constexpr int kLastCompiledYear = 2037;

/// The period after which dates fall on the same weekdays again (within 1901..2099).
constexpr std::chrono::days kWeekdayCycle{10'227};

}  // namespace

LocalTime LocalTime::utc() {
  LocalTime local;
  local.changes_.push_back({0, 0});
  return local;
}

LocalTime LocalTime::of(const date::time_zone& zone) {
  LocalTime local;
  constexpr sys_seconds kEnd = year_start(2100);
  for (sys_seconds t = year_start(1990); t < kEnd;) {
    const date::sys_info info = zone.get_info(t);
    local.changes_.push_back({t.time_since_epoch().count(), info.offset.count()});
    if (info.end <= t) break;
    t = info.end;
  }
  const std::int64_t last = local.changes_.back().from;
  if (last < year_start(kLastCompiledYear).time_since_epoch().count()) return local;  // no clock change since
  const std::int64_t cycle = seconds{kWeekdayCycle}.count();
  for (std::size_t i = 0; i < local.changes_.size(); ++i) {
    const Change repeated{local.changes_[i].from + cycle, local.changes_[i].offset};
    if (repeated.from >= kEnd.time_since_epoch().count()) break;
    if (repeated.from > last) local.changes_.push_back(repeated);
  }
  return local;
}

seconds LocalTime::offset_at(UnixNanos t) const {
  const std::int64_t s = std::chrono::floor<seconds>(t).time_since_epoch().count();
  const auto after = std::upper_bound(changes_.begin(), changes_.end(), s,
                                      [](std::int64_t at, const Change& change) { return at < change.from; });
  return seconds{after == changes_.begin() ? after->offset : std::prev(after)->offset};
}

SessionDate LocalTime::date_of(UnixNanos t) const {
  return SessionDate{std::chrono::floor<std::chrono::days>(t + offset_at(t))};
}

UnixNanos LocalTime::at(SessionDate d, std::chrono::minutes since_midnight) const {
  const UnixNanos local = sys_days{d} + since_midnight;
  const UnixNanos near = local - offset_at(local);
  return local - offset_at(near);
}

}  // namespace tickbard
