#include "aggregator/calendar/local_time.hpp"

#include <date/tz.h>

#include "tests/aggregator/calendar/calendars.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;
using namespace std::chrono;

TEST(LocalTime, equals_the_tz_database_every_half_hour_to_2037) {
  for (const char* name : {"America/New_York", "Europe/London", "Asia/Tokyo", "Asia/Kolkata"}) {
    const date::time_zone& zone = *date::locate_zone(name);
    const LocalTime local = LocalTime::of(zone);
    date::sys_info info{};
    for (sys_seconds t = sys_days{year{1990} / 1 / 1}; t < sys_days{year{2037} / 12 / 31}; t += 30min) {
      if (t >= info.end || t < info.begin) info = zone.get_info(t);
      ASSERT_EQ(local.offset_at(t), info.offset) << name << " " << to_rfc3339(t);
    }
  }
}

TEST(LocalTime, from_2038_the_rule_of_second_march_and_first_november_sunday_goes_on) {
  const LocalTime local = LocalTime::of(new_york());
  for (int y = 2038; y < 2100; ++y) {
    const UnixNanos spring = sys_days{year{y} / March / Sunday[2]} + 7h;     // 02:00 EST
    const UnixNanos autumn = sys_days{year{y} / November / Sunday[1]} + 6h;  // 02:00 EDT
    ASSERT_EQ(local.offset_at(spring - 1ns), -5h) << y;
    ASSERT_EQ(local.offset_at(spring), -4h) << y;
    ASSERT_EQ(local.offset_at(autumn - 1ns), -4h) << y;
    ASSERT_EQ(local.offset_at(autumn), -5h) << y;
  }
}

TEST(LocalTime, at_and_date_of_agree_on_every_hour_of_trading) {
  const LocalTime local = LocalTime::of(new_york());
  for (sys_days d = year{1999} / 12 / 31; d < sys_days{year{2041} / 1 / 1}; d += days{1}) {
    for (const minutes since_midnight : {minutes{4h}, minutes{9h} + 30min, minutes{13h}, minutes{20h}}) {
      const UnixNanos t = local.at(SessionDate{d}, since_midnight);
      ASSERT_EQ(t + local.offset_at(t), d + since_midnight) << to_rfc3339(t);
      ASSERT_EQ(local.date_of(t), SessionDate{d}) << to_rfc3339(t);
    }
  }
}

TEST(LocalTime, utc_has_no_offset) {
  EXPECT_EQ(LocalTime::utc().offset_at(at("2026-07-01T00:00:00Z")), 0s);
  EXPECT_EQ(LocalTime::utc().offset_at(at("1980-07-01T00:00:00Z")), 0s);
  EXPECT_EQ(to_text(LocalTime::utc().date_of(at("1969-12-31T23:59:59Z"))), "1969-12-31");
}

}  // namespace
}  // namespace tickbard
