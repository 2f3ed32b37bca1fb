#include "daemon/data/zoned_time.hpp"

#include <date/tz.h>

#include <charconv>
#include <exception>

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

/// "2026-11-20 09:30" and its finer forms, read as if it were UTC.
std::optional<UnixNanos> without_offset(std::string_view text) {
  std::string full(text);
  if (full.size() > 10 && full[4] == '/' && full[7] == '/') full[4] = full[7] = '-';
  if (full.size() == 16) full += ":00";
  if (full.size() < 19 || full.size() > 29) return std::nullopt;
  full += 'Z';
  const auto t = parse_rfc3339(full);
  return t ? std::optional(*t) : std::nullopt;
}

}  // namespace

Result<ZonedTime> ZonedTime::named(const std::string& zone) {
  ZonedTime out;
  out.name_ = zone;
  if (zone == "UTC") {
    out.zone_ = LocalTime::utc();
    return out;
  }
  try {
    out.zone_ = LocalTime::of(*date::locate_zone(zone));
    return out;
  } catch (const std::exception&) {
    return Problem{"--zone " + zone +
                   ": must be UTC or a name of the tz database as America/New_York (`ls /usr/share/zoneinfo`)"};
  }
}

Result<UnixNanos> ZonedTime::read(std::string_view text) const {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  Parsed<UnixNanos> t = Reject::bad_time;
  if (!text.empty() && error == std::errc{} && end == text.data() + text.size()) {
    t = event_time_from_integer(number);
  } else if (const auto plain = without_offset(text)) {
    return local(text, *plain);
  } else {
    t = event_time_from_text(text);
  }
  if (t) return *t;
  return Problem{
      "is no time from 1990 on: allowed are 2026-11-20T14:30:00Z, 2026-11-20 09:30 with --zone, and Unix "
      "seconds, milli-, micro- or nanoseconds"};
}

Result<UnixNanos> ZonedTime::local(std::string_view, UnixNanos as_if_utc) const {
  if (!zone_)
    return Problem{"has no offset: say with --zone whose clocks it is by, as in --zone America/New_York"};
  if (as_if_utc < kEarliestEvent || as_if_utc >= kLatestEvent) return Problem{"is not within 1990..2099"};
  // Every offset that is in force around this time: the instants at which clocks show it.
  std::optional<UnixNanos> found;
  for (const std::chrono::hours aside : {std::chrono::hours{-26}, std::chrono::hours{0}, std::chrono::hours{26}}) {
    const UnixNanos t = as_if_utc - zone_->offset_at(as_if_utc + aside);
    if (t + zone_->offset_at(t) != as_if_utc || found == t) continue;
    if (found) return Problem{"happens twice in " + name_ + " (clocks go back): give it with its offset"};
    found = t;
  }
  if (!found) return Problem{"does not exist in " + name_ + " (clocks go forward)"};
  return *found;
}

}  // namespace tickbard
