#include "aggregator/calendar/exceptions.hpp"

#include <array>
#include <optional>
#include <set>

#include "aggregator/calendar/holidays.hpp"
#include "aggregator/core/csv.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard {

namespace {

using std::chrono::minutes;
using Kind = CalendarException::Kind;

constexpr std::array<std::string_view, 5> kColumns{"date", "kind", "open", "close", "note"};
constexpr std::array<std::string_view, 4> kKinds{"closed", "full", "half", "unscheduled"};

std::optional<Kind> kind_of(std::string_view text) {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i] == text) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

/// "13:00"
std::optional<minutes> time_of_day(std::string_view text) {
  const auto digit = [text](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 100; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hour = digit(0) * 10 + digit(1);
  const int minute = digit(3) * 10 + digit(4);
  if (hour > 23 || minute > 59) return std::nullopt;
  return minutes{hour * 60 + minute};
}

}  // namespace

Result<void> read_calendar_exceptions(std::string_view csv, std::string_view what, CalendarExceptions& out) {
  const auto rows = read_table(csv, kColumns, what);
  if (!rows) return rows.error();
  std::set<std::chrono::sys_days> seen;
  for (const CsvRow& row : *rows) {
    const auto wrong = [&](std::size_t field, std::string_view allowed) {
      return table_problem(what, row.line,
                           std::string(kColumns[field]) + " \"" + std::string(row.fields[field]) +
                               "\" is not allowed: " + std::string(allowed));
    };
    const std::optional<SessionDate> date = parse_date(row.fields[0]);
    if (!date) return wrong(0, "write an existing day as YYYY-MM-DD");
    if (!seen.insert(*date).second) return wrong(0, "the day already has a row in this table; keep one");
    const std::optional<Kind> kind = kind_of(row.fields[1]);
    if (!kind) return wrong(1, "write closed, full, half or unscheduled");
    CalendarException exception{*kind, nyse::kOpen, *kind == Kind::half ? nyse::kEarlyClose : nyse::kClose,
                                std::string(row.fields[4])};
    for (const std::size_t field : {std::size_t{2}, std::size_t{3}}) {
      if (row.fields[field].empty()) continue;
      if (*kind == Kind::closed || *kind == Kind::full)
        return wrong(field, "leave it empty on a closed or full day");
      const std::optional<minutes> time = time_of_day(row.fields[field]);
      if (!time || *time < nyse::kPreOpen || *time > nyse::kClose) {
        return wrong(field, "write the market's local time as HH:MM, from 04:00 to 16:00");
      }
      (field == 2 ? exception.open : exception.close) = *time;
    }
    if (exception.open >= exception.close)
      return wrong(2, "the open must be before the close (a time left empty is the regular one)");
    out.insert_or_assign(*date, std::move(exception));
  }
  return {};
}

}  // namespace tickbard
