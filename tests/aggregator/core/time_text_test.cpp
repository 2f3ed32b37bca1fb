#include "aggregator/core/time_text.hpp"

#include <limits>
#include <random>

namespace tickbard {
namespace {

std::int64_t nanos(std::string_view text) {
  const auto t = parse_rfc3339(text);
  EXPECT_TRUE(t) << text;
  return t ? to_unix_nanos(*t) : 0;
}

TEST(TimeText, reads_rfc3339) {
  EXPECT_EQ(nanos("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(nanos("2026-11-20T14:30:00Z"), 1'795'185'000'000'000'000);
  EXPECT_EQ(nanos("2026-11-20T14:30:00.5Z"), 1'795'185'000'500'000'000);
  EXPECT_EQ(nanos("2026-11-20T14:30:00.123456789Z"), 1'795'185'000'123'456'789);
  EXPECT_EQ(nanos("2026-11-20T14:30:00.000000001Z"), 1'795'185'000'000'000'001);
  EXPECT_EQ(nanos("2026-11-20T09:30:00-05:00"), nanos("2026-11-20T14:30:00Z"));
  EXPECT_EQ(nanos("2026-11-20T20:00:00.25+05:30"), nanos("2026-11-20T14:30:00.25Z"));
  EXPECT_EQ(nanos("2026-11-20T14:30:00+00:00"), nanos("2026-11-20t14:30:00z"));
  EXPECT_EQ(nanos("2026-11-20 14:30:00Z"), nanos("2026-11-20T14:30:00Z"));
  EXPECT_EQ(nanos("2024-02-29T23:59:59Z"), 1'709'251'199'000'000'000);
  EXPECT_EQ(nanos("1969-12-31T23:59:59.75Z"), -250'000'000);
}

TEST(TimeText, refuses_every_other_text) {
  for (const std::string_view text : {"",
                                      "2026-11-20",
                                      "2026-11-20T14:30:00",
                                      "2026-11-20T14:30Z",
                                      "2026-11-20T14:30:00.Z",
                                      "2026-11-20T14:30:00,5Z",
                                      "2026-11-20T14:30:00.1234567890Z",
                                      "2026-11-20T14:30:00Zx",
                                      "2026-11-20T14:30:00ZZ",
                                      " 2026-11-20T14:30:00Z",
                                      "2026-13-01T00:00:00Z",
                                      "2026-00-10T00:00:00Z",
                                      "2026-02-29T00:00:00Z",
                                      "2100-02-29T00:00:00Z",
                                      "2026-11-31T00:00:00Z",
                                      "2026-11-00T00:00:00Z",
                                      "2026-11-20T24:00:00Z",
                                      "2026-11-20T14:60:00Z",
                                      "2026-11-20T14:30:00+24:00",
                                      "2026-11-20T14:30:00+05:60",
                                      "2026-11-20T14:30:00+0530",
                                      "2026-11-20T14:30:00+05",
                                      "2026-1-20T14:30:00Z",
                                      "26-11-20T14:30:00Z",
                                      "+2026-11-20T14:30:00Z",
                                      "2026/11/20T14:30:00Z",
                                      "2026-11-20T-1:30:00Z",
                                      "0000-01-01T00:00:00Z",
                                      "1600-01-01T00:00:00Z",
                                      "2300-01-01T00:00:00Z",
                                      "now"}) {
    const auto t = parse_rfc3339(text);
    ASSERT_TRUE(t.has_error()) << text;
    EXPECT_EQ(t.error(), Reject::bad_time);
  }
}

TEST(TimeText, T011_a_leap_second_is_rejected_and_harms_nothing) {
  for (const std::string_view text :
       {"2016-12-31T23:59:60Z", "2016-12-31T23:59:60.5Z", "2016-12-31T18:59:60-05:00"}) {
    const auto t = event_time_from_text(text);
    ASSERT_TRUE(t.has_error()) << text;
    EXPECT_EQ(t.error(), Reject::bad_time);
  }
  EXPECT_EQ(nanos("2017-01-01T00:00:00Z") - nanos("2016-12-31T23:59:59Z"), 1'000'000'000);
}

TEST(TimeText, T012_seconds_milli_micro_and_nanoseconds_are_told_apart_by_magnitude) {
  const UnixNanos expected = *parse_rfc3339("2026-11-20T14:30:00Z");
  for (const std::int64_t t :
       {1'795'185'000LL, 1'795'185'000'000LL, 1'795'185'000'000'000LL, 1'795'185'000'000'000'000LL}) {
    ASSERT_TRUE(event_time_from_integer(t)) << t;
    EXPECT_EQ(*event_time_from_integer(t), expected) << t;
  }
  EXPECT_EQ(to_rfc3339(*event_time_from_integer(1'795'185'000'123)), "2026-11-20T14:30:00.123Z");
}

TEST(TimeText, T012_each_unit_is_read_from_1990_to_2099_and_nothing_else_is) {
  const std::int64_t first = 631'152'000, end = 4'102'444'800;
  for (std::int64_t unit = 1; unit <= 1'000'000'000; unit *= 1000) {
    EXPECT_EQ(*event_time_from_integer(first * unit), kEarliestEvent) << unit;
    EXPECT_TRUE(event_time_from_integer(first * unit - 1).has_error()) << unit;
    EXPECT_TRUE(event_time_from_integer(end * unit - 1)) << unit;
    EXPECT_TRUE(event_time_from_integer(end * unit).has_error()) << unit;
  }
  for (const std::int64_t t :
       {std::int64_t{0}, std::int64_t{-1'795'185'000}, std::int64_t{20261120},
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(event_time_from_integer(t).error(), Reject::bad_time) << t;
  }
}

TEST(TimeText, T012_texts_out_of_range_are_rejected_as_trade_times) {
  EXPECT_TRUE(event_time_from_text("1990-01-01T00:00:00Z"));
  EXPECT_TRUE(event_time_from_text("2099-12-31T23:59:59.999999999Z"));
  EXPECT_TRUE(event_time_from_text("1989-12-31T23:59:59.999999999Z").has_error());
  EXPECT_TRUE(event_time_from_text("2100-01-01T00:00:00Z").has_error());
  EXPECT_TRUE(event_time_from_text("1970-01-01T00:00:00Z").has_error());
}

TEST(TimeText, decimal_seconds_are_exact) {
  EXPECT_EQ(to_unix_nanos(*event_time_from_seconds_text("1618678142.557535")), 1'618'678'142'557'535'000);
  EXPECT_EQ(to_unix_nanos(*event_time_from_seconds_text("1618678142")), 1'618'678'142'000'000'000);
  EXPECT_EQ(to_unix_nanos(*event_time_from_seconds_text("1618678142.123456789")), 1'618'678'142'123'456'789);
  for (const std::string_view text :
       {"1618678142.1234567891", "1618678142557", "0", "-1618678142", "", "x", "1e9999"}) {
    EXPECT_TRUE(event_time_from_seconds_text(text).has_error()) << text;
  }
}

TEST(TimeText, formats_utc_with_a_trimmed_fraction) {
  EXPECT_EQ(to_rfc3339(from_unix_nanos(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(from_unix_nanos(1'795'185'000'500'000'000)), "2026-11-20T14:30:00.5Z");
  EXPECT_EQ(to_rfc3339(from_unix_nanos(1'795'185'000'000'000'001)), "2026-11-20T14:30:00.000000001Z");
  EXPECT_EQ(to_rfc3339(from_unix_nanos(-250'000'000)), "1969-12-31T23:59:59.75Z");
  EXPECT_EQ(to_rfc3339(MinuteStart{std::chrono::minutes{1}}), "1970-01-01T00:01:00Z");
}

TEST(TimeText, format_and_parse_are_inverse) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20'000; ++i) {
    const auto t = static_cast<std::int64_t>(random() % 9'000'000'000'000'000'000ULL) - 4'500'000'000'000'000'000;
    ASSERT_EQ(nanos(to_rfc3339(from_unix_nanos(t))), t);
  }
}

TEST(TimeText, dates) {
  EXPECT_EQ(to_text(SessionDate{std::chrono::year{2026} / 7 / 2}), "2026-07-02");
  EXPECT_EQ(parse_date("2026-07-02"), SessionDate{std::chrono::year{2026} / 7 / 2});
  for (const std::string_view text :
       {"", "2026-7-2", "2026-02-30", "20260702", "2026-07-02T", "2026-07-02 ", "x", "1546-11-19", "2200-01-01"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

}  // namespace
}  // namespace tickbard
