#include <utility>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/calendar/exceptions.hpp"
#include "aggregator/calendar/holidays.hpp"
#include "calendar_data_files.hpp"

namespace tickbard {

namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;

constexpr sys_days kFirst = std::chrono::year{2000} / 1 / 1;
constexpr sys_days kLast = std::chrono::year{2040} / 12 / 31;

/// One day's hours in local time.
struct Hours {
  minutes open = nyse::kOpen, close = nyse::kClose;
  SessionKind kind = SessionKind::full;
  std::string note;
};

std::optional<Hours> by_rule(SessionDate d) {
  const DayRule rule = nyse_rule(d);
  switch (rule.kind) {
    case DayRule::Kind::full:
      return Hours{};
    case DayRule::Kind::half:
      return Hours{nyse::kOpen, nyse::kEarlyClose, SessionKind::half, std::string(rule.note)};
    case DayRule::Kind::holiday:
    case DayRule::Kind::weekend:
      break;
  }
  return std::nullopt;
}

std::optional<Hours> by_exception(const CalendarException& e) {
  using Kind = CalendarException::Kind;
  if (e.kind == Kind::closed) return std::nullopt;
  const SessionKind kind = e.kind == Kind::full   ? SessionKind::full
                           : e.kind == Kind::half ? SessionKind::half
                                                  : SessionKind::unscheduled;
  return Hours{e.open, e.close, kind, e.note};
}

std::vector<Session> sessions_of(const LocalTime& local, const CalendarExceptions& exceptions) {
  std::vector<Session> sessions;
  for (sys_days day = kFirst; day <= kLast; day += days{1}) {
    const SessionDate d{day};
    const auto exception = exceptions.find(day);
    std::optional<Hours> hours = exception == exceptions.end() ? by_rule(d) : by_exception(exception->second);
    if (!hours) continue;
    sessions.push_back({d, local.at(d, nyse::kPreOpen), local.at(d, hours->open), local.at(d, hours->close),
                        local.at(d, hours->close + nyse::kLate), hours->kind, std::move(hours->note)});
  }
  return sessions;
}

}  // namespace

std::string_view Calendar::xnys_exceptions() {
  return calendar_data::xnys_exceptions_csv;
}

Result<Calendar> Calendar::xnys(const date::time_zone& new_york, std::string_view exceptions_csv,
                                std::string_view override_csv) {
  CalendarExceptions exceptions;
  if (auto read = read_calendar_exceptions(exceptions_csv, "calendar xnys", exceptions); !read)
    return read.error();
  if (!override_csv.empty()) {
    auto read = read_calendar_exceptions(override_csv, "calendar xnys (override)", exceptions);
    if (!read) return read.error();
  }
  LocalTime local = LocalTime::of(new_york);
  std::vector<Session> sessions = sessions_of(local, exceptions);
  return Calendar("xnys", std::move(local), Segment::overnight, std::move(sessions));
}

}  // namespace tickbard
