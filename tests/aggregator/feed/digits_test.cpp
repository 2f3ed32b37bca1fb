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

/// The text with sixteen bytes to read in front of it, none of them a zero.
struct Framed {
  explicit Framed(std::string_view what) : text("\xFFz,.:9876543210.\"" + std::string(what) + ",\"s\":1,\"c\":") {}
  const char* begin() const { return text.data() + 17; }
  std::string text;
};

digits::Sixteen before(std::string_view text) {
  const Framed framed(text);
  return digits::before(framed.begin() + text.size(), text.size());
}

TEST(Digits, sixteen_bytes_are_digits_or_not) {
  EXPECT_TRUE(digits::all_digits(before("1234567890123456")));
  EXPECT_TRUE(digits::all_digits(before("9")));
  EXPECT_TRUE(digits::all_digits(before("")));
  for (std::size_t length = 1; length <= 16; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (int c = 0; c < 256; ++c) {
        std::string text(length, '7');
        text[at] = static_cast<char>(c);
        const bool digit = c >= '0' && c <= '9';
        EXPECT_EQ(digits::all_digits(before(text)), digit) << text;
        EXPECT_EQ(digits::all_digits(before("12"), before(text), before("5")), digit) << text;
      }
    }
  }
}

TEST(Digits, numbers_two_at_once_are_those_one_by_one) {
  std::mt19937_64 random(13);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t most = i % 2 == 0 ? 10'000'000'000'000'000 : 100'000;
    const std::uint64_t a = random() % most, b = random() % most;
    const digits::Sixteen first = before(std::to_string(a)), second = before(std::to_string(b));
    const digits::Pair both = digits::pair(first, second);
    EXPECT_EQ(both.a, a);
    EXPECT_EQ(both.b, b);
    const digits::Eights halves = digits::eights(first, second);
    EXPECT_EQ(halves.a_first * 100'000'000 + halves.a_last, a);
    EXPECT_EQ(halves.b_first * 100'000'000 + halves.b_last, b);
  }
}

std::string one_or_two(std::string_view text) {
  const Framed framed(text);
  unsigned n = 0;
  return digits::one_or_two(framed.begin() + text.size(), text.size(), n) ? std::to_string(n) : "no";
}

TEST(Digits, numbers_of_one_or_two_digits) {
  EXPECT_EQ(one_or_two("0"), "0");
  EXPECT_EQ(one_or_two("07"), "7");
  EXPECT_EQ(one_or_two("42"), "42");
  for (const std::string_view none : {"", "123", "x", "1x", "x1", " 1", "\xb1", ":1", "/1"}) {
    EXPECT_EQ(one_or_two(none), "no") << none;
  }
}

std::string short_price(std::string_view text) {
  const Framed framed(text);
  digits::ShortDecimal d;
  if (!digits::short_decimal(framed.begin(), text.size(), d)) return "no";
  const digits::Sixteen both = digits::sixteen(d.bytes, 0);
  if (!digits::all_digits(both)) return "no";
  return to_text(Price{d.units<kPriceDigits>(digits::eights(both, both).b_first)});
}

TEST(Digits, short_decimals_are_exact_or_refused) {
  EXPECT_EQ(short_price("0"), "0") << "the caller refuses it";
  EXPECT_EQ(short_price("100"), "100");
  EXPECT_EQ(short_price("12345678"), "12345678");
  EXPECT_EQ(short_price("161.8701"), "161.8701");
  EXPECT_EQ(short_price("1234.5678"), "1234.5678");
  EXPECT_EQ(short_price("1.234567"), "1.234567");
  EXPECT_EQ(short_price("0.0000001"), "0.0000001");
  EXPECT_EQ(short_price("1234567.8"), "1234567.8");
  for (const std::string_view none : {"", "5.", ".5", ".", "-1", "1..2", "1.2.", "123456789", "12345678.",
                                      "12345.67890", "1e5", "1\xff", " 1"}) {
    EXPECT_EQ(short_price(none), "no") << none;
  }
}

TEST(Digits, short_decimals_equal_the_careful_reader) {
  std::mt19937_64 random(12);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = std::to_string(1 + random() % 99'999);
    if (i % 3 != 0) text += "." + std::to_string(random() % 1'000);
    const auto expected = parse_price(text);
    ASSERT_TRUE(expected) << text;
    EXPECT_EQ(short_price(text), to_text(*expected)) << text;
  }
}

TEST(Digits, short_whole_numbers_have_no_point) {
  const auto whole = [](std::string_view text) {
    const Framed framed(text);
    digits::ShortDecimal d;
    return digits::short_whole(framed.begin() + text.size(), text.size(), d) && d.places == 0;
  };
  EXPECT_TRUE(whole("1"));
  EXPECT_TRUE(whole("12345678"));
  for (const std::string_view none : {"", "123456789", "1.5", "1x", "-1"}) EXPECT_FALSE(whole(none)) << none;
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
