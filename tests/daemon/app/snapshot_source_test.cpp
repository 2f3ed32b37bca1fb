#include "daemon/app/snapshot_source.hpp"

#include <gtest/gtest.h>

#include "aggregator/core/time_text.hpp"
#include "tests/aggregator/calendar/calendars.hpp"

namespace tickbard {
namespace {

TEST(CalendarSnapshot, T072_the_session_is_the_one_that_today_means) {
  const struct {
    std::string_view now;
    std::string_view session;
    Segment segment;
    std::string_view next;
  } rows[] = {
      {"2026-11-20T14:00:00Z", "2026-11-20", Segment::pre, "rth"},
      {"2026-11-21T00:59:59Z", "2026-11-20", Segment::post, "overnight"},
      {"2026-11-21T10:30:00Z", "2026-11-20", Segment::overnight, "pre"},  // a Saturday
      {"2026-11-23T08:59:59Z", "2026-11-20", Segment::overnight, "pre"},
      {"2026-11-23T09:00:00Z", "2026-11-23", Segment::pre, "rth"},
      {"2026-11-26T17:00:00Z", "2026-11-25", Segment::overnight, "pre"},  // Thanksgiving
  };
  for (const auto& row : rows) {
    const CalendarSnapshot got = calendar_snapshot(xnys(), *parse_rfc3339(row.now));
    EXPECT_EQ(got.session, row.session) << row.now;
    EXPECT_EQ(got.segment, row.segment) << row.now;
    EXPECT_EQ(got.next_segment, row.next) << row.now;
  }
}

}  // namespace
}  // namespace tickbard
