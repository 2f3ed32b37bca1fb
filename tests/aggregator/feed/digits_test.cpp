#include "aggregator/feed/digits.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "aggregator/core/decimal.hpp"

namespace tickbard {
namespace {

/// The text with room to read behind it, and how much of it a function passed.
struct Place {
  explicit Place(std::string_view what) : text(std::string(what) + std::string(24, '\0')), p(text.data()) {}
  std::string_view rest() const { return p; }
  std::string text;
  const char* p;
};

std::string number(std::string_view text) {
  Place place(text);
  std::uint64_t n = 0;
  if (!digits::number(place.p, n)) return "no";
  return std::to_string(n) + "|" + std::string(place.rest());
}

std::string small_number(std::string_view text) {
  Place place(text);
  unsigned n = 0;
  if (!digits::small_number(place.p, n)) return "no";
  return std::to_string(n) + "|" + std::string(place.rest());
}

std::string price(std::string_view text) {
  Place place(text);
  Price p;
  if (!digits::positive_decimal<kPriceDigits>(place.p, p.raw)) return "no";
  return to_text(p) + "|" + std::string(place.rest());
}

std::string capitals(std::string_view text) {
  Place place(text);
  digits::Capitals found = digits::capitals(place.p);
  if (found.count == 0 || place.p[found.count] != '"') return "no";
  place.p += found.count + 1;
  std::string out;
  for (; found.letters != 0; found.letters >>= 8) out += static_cast<char>(found.letters & 0xFF);
  EXPECT_EQ(out.size(), found.count);
  return out + "|" + std::string(place.rest());
}

TEST(Digits, numbers_of_1_to_15_digits_end_at_the_first_other_byte) {
  EXPECT_EQ(number("0,"), "0|,");
  EXPECT_EQ(number("7}"), "7|}");
  EXPECT_EQ(number("1234567,"), "1234567|,");
  EXPECT_EQ(number("12345678,"), "12345678|,");
  EXPECT_EQ(number("123456789,"), "123456789|,");
  EXPECT_EQ(number("1651684192536,"), "1651684192536|,");
  EXPECT_EQ(number("123456789012345]"), "123456789012345|]");
  EXPECT_EQ(number("007 "), "7| ");
  EXPECT_EQ(number("12x4"), "12|x4");
  EXPECT_EQ(number("1\xff"), "1|\xff");
  EXPECT_EQ(number("12345678\xff\x01"), "12345678|\xff\x01");
  for (const std::string_view none : {"", "-1", "+1", ".5", "\"1\"", "1234567890123456", "99999999999999999999"}) {
    EXPECT_EQ(number(none), "no") << none;
  }
}

TEST(Digits, thirteen_digits_are_thirteen) {
  const auto thirteen = [](std::string_view text) -> std::string {
    Place place(text);
    digits::Thirteen parts;
    if (!digits::thirteen(place.p, parts)) return "no";
    const digits::Four n = digits::four(parts.first, parts.last, 0, 0);
    return std::to_string(n.a * 100'000'000 + n.b) + "|" + std::string(place.rest());
  };
  EXPECT_EQ(thirteen("1763735400001,"), "1763735400001|,");
  EXPECT_EQ(thirteen("9999999999999}"), "9999999999999|}");
  EXPECT_EQ(thirteen("0000000000000 "), "0| ");
  EXPECT_EQ(thirteen("176373540000,"), "no");
  EXPECT_EQ(thirteen("17637354000012,"), "1763735400001|2,") << "the caller sees that no comma follows";
  for (std::size_t at = 0; at < 13; ++at) {
    for (int c = 0; c < 256; ++c) {
      std::string text = "1763735400001,";
      text[at] = static_cast<char>(c);
      EXPECT_EQ(thirteen(text) == "no", c < '0' || c > '9') << text;
    }
  }
}

TEST(Digits, small_numbers_end_after_three_digits_at_most) {
  EXPECT_EQ(small_number("4,"), "4|,");
  EXPECT_EQ(small_number("41,"), "41|,");
  EXPECT_EQ(small_number("4,1"), "4|,1");
  EXPECT_EQ(small_number("255]"), "255|]");
  EXPECT_EQ(small_number("1234"), "123|4");
  EXPECT_EQ(small_number(" 1"), "no");
  EXPECT_EQ(small_number("\xb0"), "no");
}

TEST(Digits, decimals_are_exact_or_refused) {
  EXPECT_EQ(price("114.125,"), "114.125|,");
  EXPECT_EQ(price("9999999.9999999}"), "9999999.9999999|}");
  EXPECT_EQ(price("0.0000001,"), "0.0000001|,");
  EXPECT_EQ(price("100,"), "100|,");
  EXPECT_EQ(price("114.1250,"), "114.125|,");
  EXPECT_EQ(price("1e5"), "1|e5") << "the caller sees that no comma follows";
  for (const std::string_view none :
       {"0,", "0.0,", ".5,", "5.,", "1..2", "-1", "12345678,", "0.00000001,", "NaN", "1.\"", "\"1\""}) {
    EXPECT_EQ(price(none), "no") << none;
  }
}

TEST(Digits, decimals_equal_the_careful_reader) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = std::to_string(random() % (i % 2 == 0 ? 10'000'000 : 1'000));
    if (i % 3 != 0) text += "." + std::to_string(random() % 10'000'000);
    const auto expected = parse_price(text);
    EXPECT_EQ(price(text + ","), expected ? to_text(*expected) + "|," : "no") << text;
  }
}

std::string short_price(std::string_view text) {
  Place place(text);
  digits::ShortDecimal d;
  if (!digits::short_decimal(place.p, d)) return "no";
  const std::int64_t raw = d.units<kPriceDigits>(digits::four(1, 2, d.bytes, 3).c);
  return to_text(Price{raw}) + "|" + std::string(place.rest());
}

TEST(Digits, short_decimals_are_exact_or_refused) {
  EXPECT_EQ(short_price("0,"), "0|,") << "the caller refuses it";
  EXPECT_EQ(short_price("100,"), "100|,");
  EXPECT_EQ(short_price("12345678,"), "12345678|,");
  EXPECT_EQ(short_price("161.8701,"), "161.8701|,");
  EXPECT_EQ(short_price("1.234567}"), "1.234567|}");
  EXPECT_EQ(short_price("123456.7,"), "123456.7|,");
  EXPECT_EQ(short_price("1e5"), "1|e5") << "the caller sees that no comma follows";
  EXPECT_EQ(short_price("1\xff"), "1|\xff");
  for (const std::string_view none : {"", "5.,", ".5,", "-1", "1..2", "123456789,", "1234.5678,", "0.0000001,"}) {
    EXPECT_EQ(short_price(none), "no") << none;
  }
}

TEST(Digits, short_decimals_equal_the_careful_reader) {
  std::mt19937_64 random(12);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = std::to_string(1 + random() % 9'999);
    if (i % 3 != 0) text += "." + std::to_string(random() % 1'000);
    const auto expected = parse_price(text);
    ASSERT_TRUE(expected) << text;
    EXPECT_EQ(short_price(text + ","), to_text(*expected) + "|,") << text;
  }
}

TEST(Digits, four_numbers_at_once_are_those_one_by_one) {
  std::mt19937_64 random(13);
  for (int i = 0; i < 20'000; ++i) {
    std::uint64_t wanted[4], bytes[4];
    for (int k = 0; k < 4; ++k) {
      const std::string text = std::to_string(random() % (i % 2 == 0 ? 100'000'000 : 1'000));
      Place place(text);
      wanted[k] = std::stoull(text);
      bytes[k] = digits::digits_at(place.p).bytes;
      EXPECT_EQ(digits::detail::value(bytes[k]), wanted[k]);
    }
    const digits::Four n = digits::four(bytes[0], bytes[1], bytes[2], bytes[3]);
    EXPECT_EQ(n.a, wanted[0]);
    EXPECT_EQ(n.b, wanted[1]);
    EXPECT_EQ(n.c, wanted[2]);
    EXPECT_EQ(n.d, wanted[3]);
  }
}

TEST(Digits, a_quantity_counts_in_its_own_units) {
  Place place("0.0000001,");
  std::int64_t raw = 0;
  ASSERT_TRUE(digits::positive_decimal<kSizeDigits>(place.p, raw));
  EXPECT_EQ(raw, 10);
}

TEST(Digits, capitals_and_their_quote) {
  EXPECT_EQ(capitals("A\","), "A|,");
  EXPECT_EQ(capitals("GOOGL\",\"i\""), "GOOGL|,\"i\"");
  EXPECT_EQ(capitals("ABCDEFG\"}"), "ABCDEFG|}");
  for (const std::string_view none : {"\"", "ABCDEFGH\"", "BRK.B\"", "BACpB\"", "AB", "A@\"", "[A\"",
                                      "\xC1"
                                      "A\""}) {
    EXPECT_EQ(capitals(none), "no") << none;
  }
}

}  // namespace
}  // namespace tickbard
