#include "aggregator/calendar/holidays.hpp"

#include <optional>

namespace tickbard {

namespace {

using namespace std::chrono;

/// A holiday of fixed date moves from Saturday to Friday and from Sunday to Monday.
sys_days observed(sys_days d) {
  const weekday w{d};
  return w == Saturday ? d - days{1} : w == Sunday ? d + days{1} : d;
}

std::optional<std::string_view> holiday(sys_days d, year y) {
  // New Year's Day does not move to Friday: that would be the year's last trading day, when books close.
  const sys_days new_year{y / 1 / 1};
  if (d == (weekday{new_year} == Sunday ? new_year + days{1} : new_year)) return "New Year's Day";
  if (d == sys_days{y / January / Monday[3]}) return "Martin Luther King Jr. Day";
  if (d == sys_days{y / February / Monday[3]}) return "Washington's Birthday";
  if (d == sys_days{easter_sunday(y)} - days{2}) return "Good Friday";
  if (d == sys_days{y / May / Monday[last]}) return "Memorial Day";
  if (y >= year{2022} && d == observed(y / June / 19)) return "Juneteenth";
  if (d == observed(y / July / 4)) return "Independence Day";
  if (d == sys_days{y / September / Monday[1]}) return "Labor Day";
  if (d == sys_days{y / November / Thursday[4]}) return "Thanksgiving Day";
  if (d == observed(y / December / 25)) return "Christmas Day";
  return std::nullopt;
}

/// Until 2012 a Thursday's holiday was followed by a short Friday; since 2013 the Wednesday before is short.
std::optional<std::string_view> around_independence_day(sys_days d, year y) {
  const sys_days fourth{y / July / 4};
  const bool friday_after = weekday{fourth} == Thursday && y < year{2013};
  if (friday_after) return d == fourth + days{1} ? std::optional{"day after Independence Day"} : std::nullopt;
  return d == fourth - days{1} ? std::optional{"day before Independence Day"} : std::nullopt;
}

}  // namespace

SessionDate easter_sunday(year y) {
  // The anonymous Gregorian computus (Nature, 1876).
  const int n = static_cast<int>(y);
  const int golden = n % 19, century = n / 100, rest = n % 100;
  const int correction = (8 * century + 13) / 25;
  const int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
  const int to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
  const int late = (golden + 11 * epact + 22 * to_sunday) / 451;
  const int march = epact + to_sunday - 7 * late + 22;  // days of March, running on into April
  return SessionDate{sys_days{y / March / 1} + days{march - 1}};
}

DayRule nyse_rule(SessionDate date) {
  const sys_days d{date};
  const year y = date.year();
  const weekday w{d};
  if (w == Saturday || w == Sunday) return {DayRule::Kind::weekend, {}};
  if (const auto name = holiday(d, y)) return {DayRule::Kind::holiday, *name};
  if (const auto name = around_independence_day(d, y)) return {DayRule::Kind::half, *name};
  if (d == sys_days{y / November / Thursday[4]} + days{1}) return {DayRule::Kind::half, "day after Thanksgiving"};
  if (d == sys_days{y / December / 24}) return {DayRule::Kind::half, "Christmas Eve"};
  return {};
}

}  // namespace tickbard
