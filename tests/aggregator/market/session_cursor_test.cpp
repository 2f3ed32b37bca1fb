#include "aggregator/market/session_cursor.hpp"

#include <random>

#include "aggregator/core/time_text.hpp"
#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

std::string place(SessionCursor& cursor, std::string_view t) {
  const auto p = cursor.at(at(t));
  return std::string(name_of(p.segment)) + " " + to_text(p.session);
}

TEST(SessionCursor, says_what_today_means) {
  SessionCursor c(&xnys_calendar());
  EXPECT_EQ(place(c, "2026-11-20T08:59:59Z"), "overnight 2026-11-19");
  EXPECT_EQ(place(c, "2026-11-20T09:00:00Z"), "pre 2026-11-20");
  EXPECT_EQ(place(c, "2026-11-20T14:30:00Z"), "rth 2026-11-20");
  EXPECT_EQ(place(c, "2026-11-20T21:00:00Z"), "post 2026-11-20");
  EXPECT_EQ(place(c, "2026-11-21T02:00:00Z"), "overnight 2026-11-20");
  EXPECT_EQ(place(c, "2026-11-22T15:00:00Z"), "overnight 2026-11-20") << "a Sunday";
  EXPECT_EQ(place(c, "2026-11-27T18:00:00Z"), "post 2026-11-27") << "a half-day";
  EXPECT_EQ(place(c, "2026-11-20T14:29:59Z"), "pre 2026-11-20") << "back again";
}

TEST(SessionCursor, without_sessions_days_are_utc) {
  SessionCursor always(&always_calendar());
  SessionCursor none(nullptr);
  for (auto* c : {&always, &none}) {
    EXPECT_EQ(place(*c, "2026-11-21T23:59:59Z"), "rth 2026-11-21");
    EXPECT_EQ(place(*c, "2026-11-22T00:00:00Z"), "rth 2026-11-22");
  }
}

TEST(SessionCursor, agrees_with_the_calendar_at_any_instant_in_any_order) {
  std::mt19937_64 random(3);
  SessionCursor cursor(&xnys_calendar());
  const UnixNanos from = at("2024-01-01T00:00:00Z");
  for (int i = 0; i < 5'000; ++i) {
    const UnixNanos t = from + std::chrono::seconds{static_cast<std::int64_t>(random() % (900 * 86'400))};
    const auto p = cursor.at(t);
    ASSERT_EQ(p.segment, xnys_calendar().segment(t)) << to_rfc3339(t);
    ASSERT_EQ(p.session, xnys_calendar().current_or_last(t)->date) << to_rfc3339(t);
  }
}

}  // namespace
}  // namespace tickbard
