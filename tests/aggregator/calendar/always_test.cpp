#include "tests/aggregator/calendar/calendars.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(Always, every_instant_is_regular_trading) {
  const Calendar calendar = Calendar::always();
  EXPECT_EQ(calendar.name(), "always");
  for (const std::string_view t :
       {"1990-01-01T00:00:00Z", "2026-11-22T00:00:00Z", "2026-11-22T23:59:59.999999999Z", "2099-12-31T23:59:59Z",
        "1970-01-01T00:00:00Z", "2150-01-01T00:00:00Z"}) {
    EXPECT_EQ(calendar.segment(at(t)), Segment::rth) << t;
    EXPECT_EQ(to_text(calendar.session_date(at(t))), std::string(t).substr(0, 10)) << t;
  }
}

TEST(Always, sessions_are_utc_days) {
  const Calendar calendar = Calendar::always();
  EXPECT_EQ(hours_of(calendar, "2026-11-22"), "00:00 00:00 00:00 00:00 full");
  const Session s = *calendar.session(day("2026-11-22"));
  EXPECT_EQ(s.close - s.open, 24h);
  EXPECT_EQ(to_text(calendar.previous_session(day("2026-03-01"))->date), "2026-02-28");
  EXPECT_EQ(to_text(calendar.next_session(day("2024-02-28"))->date), "2024-02-29");
  EXPECT_EQ(calendar.sessions_between(day("2026-01-01"), day("2026-12-31")).size(), 365U);
  EXPECT_EQ(calendar.current_or_last(at("2026-11-22T00:00:00Z"))->date, day("2026-11-22"));
  EXPECT_EQ(calendar.current_or_last(at("2026-11-21T23:59:59.999999999Z"))->date, day("2026-11-21"));
  EXPECT_EQ(to_rfc3339(calendar.valid_until()), "2100-01-01T00:00:00Z");
}

}  // namespace
}  // namespace tickbard
