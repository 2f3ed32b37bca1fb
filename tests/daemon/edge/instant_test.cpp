#include "daemon/edge/instant.hpp"

#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kHalfPastTwo = 1'795'185'000;  // 2026-11-20T14:30:00Z

TEST(Instant, rfc3339_and_epoch_seconds) {
  struct {
    std::string_view text;
    std::int64_t nanos;
  } const rows[] = {
      {"2026-11-20T14:30:00Z", kHalfPastTwo * 1'000'000'000},
      {"2026-11-20t14:30:00z", kHalfPastTwo * 1'000'000'000},
      {"2026-11-20T09:30:00-05:00", kHalfPastTwo * 1'000'000'000},
      {"2026-11-20T15:30:00+01:00", kHalfPastTwo * 1'000'000'000},
      {"2026-11-20T15:30:00 01:00", kHalfPastTwo * 1'000'000'000},  // an unescaped '+' of a query string
      {"2026-11-20T14:30:00.25Z", kHalfPastTwo * 1'000'000'000 + 250'000'000},
      {"1795185000", kHalfPastTwo * 1'000'000'000},
      {"0", 0},
      {"4102444800", 4'102'444'800'000'000'000},
  };
  for (const auto& row : rows) {
    const auto t = parse_instant(row.text);
    ASSERT_TRUE(t) << row.text;
    EXPECT_EQ(to_unix_nanos(*t), row.nanos) << row.text;
  }
}

TEST(Instant, a_day_is_a_bound_and_a_range_of_days_holds_both) {
  EXPECT_EQ(parse_bound("2026-11-20", Bound::from), parse_instant("2026-11-20T00:00:00Z"));
  EXPECT_EQ(parse_bound("2026-11-20", Bound::to), parse_instant("2026-11-21T00:00:00Z"));
  EXPECT_EQ(parse_bound("1795185000", Bound::to), parse_instant("1795185000"));
  for (const std::string_view text : {"2026-02-29", "2026-11-20T", "1969-12-31", "2200-01-01", "20261120x"})
    EXPECT_FALSE(parse_bound(text, Bound::from)) << text;
}

TEST(Instant, anything_else_is_refused_and_no_unit_is_guessed) {
  for (const std::string_view text : {"",
                                      " ",
                                      "now",
                                      "2026-11-20",
                                      "2026-11-20T14:30",
                                      "2026-11-20T14:30:00",
                                      "2026-02-30T00:00:00Z",
                                      "2026-11-20T24:30:00Z",
                                      "2026-11-20T14:60:00Z",
                                      "2026-11-20T14:30:00Zz",
                                      "2026-11-20T14:30:00+99:00",
                                      "-1",
                                      "+1795185000",
                                      "1795185000.5",
                                      "1795185000000",
                                      "0x10",
                                      "4102444801",
                                      "99999999999999999999999",
                                      "1969-12-31T23:59:59Z",
                                      "2101-01-01T00:00:00Z",
                                      "1e9",
                                      "NaN"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
  EXPECT_FALSE(parse_instant(std::string(10'000, '1')));
  EXPECT_FALSE(parse_instant(std::string("2026-11-20T14:30:00Z\0", 21)));
}

TEST(Instant, durations_in_words) {
  EXPECT_EQ(to_words(0s), "0 s");
  EXPECT_EQ(to_words(12'900ms), "12 s");
  EXPECT_EQ(to_words(-90s), "1 min 30 s");
  EXPECT_EQ(to_words(1h), "1 h");
  EXPECT_EQ(to_words(3h + 5min + 7s), "3 h 5 min");
  EXPECT_EQ(to_words(50h), "2 d 2 h");
}

}  // namespace
}  // namespace tickbard
