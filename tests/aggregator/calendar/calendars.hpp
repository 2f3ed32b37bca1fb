#pragma once

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/calendar/zone.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard {

inline const date::time_zone& new_york() {
  static const auto zone = load_new_york_zone();
  return *zone.value();
}

inline const Calendar& xnys() {
  static const auto calendar = Calendar::xnys(new_york(), Calendar::xnys_exceptions());
  return calendar.value();
}

inline UnixNanos at(std::string_view rfc3339) {
  return parse_rfc3339(rfc3339).value();
}
inline SessionDate day(std::string_view date) {
  return parse_date(date).value();
}

/// The session's bounds as one line: "PRE OPEN CLOSE POST kind note", or "closed".
inline std::string hours_of(const Calendar& calendar, std::string_view date) {
  const auto s = calendar.session(day(date));
  if (!s) return "closed";
  const auto clock = [](UnixNanos t) { return to_rfc3339(t).substr(11, 5); };
  const char* kinds[] = {"full", "half", "unscheduled"};
  std::string out = clock(s->pre_open) + " " + clock(s->open) + " " + clock(s->close) + " " + clock(s->post_close);
  return out + " " + kinds[static_cast<int>(s->kind)] + (s->note.empty() ? "" : " " + s->note);
}

}  // namespace tickbard
