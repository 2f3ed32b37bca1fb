#include "sinks/exact_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <random>

#include "sinks/fingerprint.hpp"
#include "sinks/postgres_arrays.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

TEST(ExactText, decimals_are_read_into_units_and_rounded_half_to_even) {
  struct Case {
    const char* text;
    int digits;
    const char* expected;  // nullptr: refused
  };
  const std::vector<Case> cases{
      {"0", 9, "0"},
      {"745000.00", 9, "745000000000000"},
      {"-1.5", 1, "-15"},
      {"1.5e+20", 0, "150000000000000000000"},
      {"1E-3", 3, "1"},
      {"0.0000000005", 9, "0"},  // half to even: down to 0
      {"0.0000000015", 9, "2"},  // half to even: up to 2
      {"0.00000000051", 9, "1"},
      {"0.0000000025000", 9, "2"},
      {"0.0000000001", 9, "0"},
      {"1e-30", 9, "0"},
      {".5", 1, "5"},
      {"5.", 1, "50"},
      {"170141183460469231731687303715884105727", 0, "170141183460469231731687303715884105727"},
      {"170141183460469231731687303715884105728", 0, nullptr},
      {"1e39", 0, nullptr},
      {"1e9999", 0, nullptr},
      {"1e99999", 0, nullptr},
      {"", 9, nullptr},
      {"-", 9, nullptr},
      {".", 9, nullptr},
      {"NaN", 9, nullptr},
      {"Infinity", 9, nullptr},
      {"1.2.3", 9, nullptr},
      {"1e", 9, nullptr},
      {"1 ", 9, nullptr},
  };
  for (const Case& c : cases) {
    const auto value = parse_wide_decimal(c.text, c.digits);
    EXPECT_EQ(value ? to_text(*value, 0) : "refused", c.expected != nullptr ? c.expected : "refused") << c.text;
  }
}

TEST(ExactText, a_real_gives_back_the_decimal_it_was_made_of) {
  for (const char* text :
       {"0.1", "745000.01", "1.234567", "123456.789012345", "0.000000001", "99999.9999999999"}) {
    std::int64_t raw = 0;
    if (!parse_decimal(text, 9, raw)) continue;
    EXPECT_EQ(from_real(to_double(raw, 9), 9), Int128{raw}) << text;
  }
  EXPECT_FALSE(from_real(std::numeric_limits<double>::infinity(), 9).has_value());
}

TEST(ExactText, a_real_is_read_as_its_15_digits_whatever_their_number) {
  std::mt19937_64 random(20261121);
  for (int i = 0; i < 200'000; ++i) {
    const auto digits = static_cast<int>(random() % 16);
    const auto raw = static_cast<std::int64_t>(random() % 2'000'000'000'000'000ULL) - 1'000'000'000'000'000;
    const double value = static_cast<double>(raw) / std::pow(10.0, digits);
    char text[40];
    std::snprintf(text, sizeof text, "%.15g", value);
    ASSERT_EQ(from_real(value, 9), parse_wide_decimal(text, 9)) << text;
    ASSERT_EQ(from_real(value, 4), parse_wide_decimal(text, 4)) << text;
  }
}

TEST(ExactText, instants_are_utc_text_to_the_microsecond) {
  EXPECT_EQ(utc_text(at(0)), "2026-11-20T14:30:00Z");
  EXPECT_EQ(utc_text(at(1, 123'456'789)), "2026-11-20T14:30:01.123456Z");
  EXPECT_EQ(utc_text(at(1, 7'000)), "2026-11-20T14:30:01.000007Z");
  EXPECT_EQ(utc_text(UnixNanos{}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_text(UnixNanos{} - std::chrono::nanoseconds{1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(utc_text(kLatestEvent), "2100-01-01T00:00:00Z");
  EXPECT_EQ(from_unix_micros(to_unix_micros(at(1, 123'456'789))), at(1, 123'456'000));
}

TEST(ExactText, text_is_made_storable_and_good_text_is_left_alone) {
  EXPECT_EQ(storable_text("plain äöü 漢字 😀"), "plain äöü 漢字 😀");
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(storable_text(std::string_view("a\0b", 3)), "a" + mark + "b");
  EXPECT_EQ(storable_text("\xFF"), mark);
  EXPECT_EQ(storable_text("\xC3"), mark);                                   // cut short
  EXPECT_EQ(storable_text("\xC0\xAF"), mark + mark);                        // overlong
  EXPECT_EQ(storable_text("\xE0\x80\x80"), mark + mark + mark);             // overlong
  EXPECT_EQ(storable_text("\xED\xA0\x80"), mark + mark + mark);             // half a surrogate pair
  EXPECT_EQ(storable_text("\xF4\x90\x80\x80"), mark + mark + mark + mark);  // beyond Unicode
}

TEST(ExactText, array_literals_quote_what_needs_it) {
  PgArray a(2);
  a.add(std::string_view("x\"y\\z,{}"));
  a.add(std::string_view(""));
  a.add(std::string_view("NULL"));
  EXPECT_EQ(a.take(), R"({"x\"y\\z,{}","","NULL"})");
  PgArray b(2);
  b.add(std::optional<Price>{});
  b.add(std::optional<Price>{price("1.5")});
  EXPECT_EQ(b.take(), "{NULL,1.5}");
  EXPECT_EQ(PgArray(0).take(), "{}");
}

TEST(Fingerprint, ids_depend_on_where_parts_end) {
  EXPECT_NE(uuid_of({"ab", "c"}), uuid_of({"a", "bc"}));
  EXPECT_EQ(uuid_of({"ab", "c"}), uuid_of({"ab", "c"}));
}

}  // namespace
}  // namespace tickbard::test
