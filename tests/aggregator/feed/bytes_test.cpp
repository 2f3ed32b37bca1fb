#include "aggregator/feed/bytes.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "aggregator/core/decimal.hpp"

namespace tickbard {
namespace {

/// The text with as much around it as may be read.
struct Place {
  explicit Place(std::string_view what)
      : text(std::string(16, '7') + std::string(what) + std::string(24, '\0')), p(text.data() + 16) {}
  std::string text;
  const char* p;
};

unsigned by_hand(const char* p, bool (*of)(unsigned char)) {
  unsigned bits = 0;
  for (unsigned i = 0; i < 16; ++i) bits |= of(static_cast<unsigned char>(p[i])) ? 1U << i : 0;
  return bits;
}

TEST(Bytes, kinds_of_every_byte_at_every_place) {
  for (int c = 0; c < 256; ++c) {
    for (std::size_t at = 0; at < 16; ++at) {
      // Between bytes whose sums would carry into it.
      for (const char other : {'\0', '\x7f', '\xff', '9'}) {
        Place place(std::string(16, other));
        place.text[16 + at] = static_cast<char>(c);
        const bytes::Block block(place.p);
        ASSERT_EQ(block.in('0', '9').bits(),
                  by_hand(place.p, [](unsigned char b) { return b >= '0' && b <= '9'; }));
        ASSERT_EQ(block.in('-', '~').bits(),
                  by_hand(place.p, [](unsigned char b) { return b >= '-' && b <= '~'; }));
        ASSERT_EQ(block.is(']').bits(), by_hand(place.p, [](unsigned char b) { return b == ']'; }));
        ASSERT_EQ(block.letters().bits(), by_hand(place.p, [](unsigned char b) {
                    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
                  }));
        ASSERT_EQ((block.is(']') | block.is('9')).bits(), block.is(']').bits() | block.is('9').bits());
      }
    }
  }
}

TEST(Bytes, the_first_bytes_of_sixteen) {
  const Place place("abcdefghijklmnop");
  for (std::size_t count = 0; count <= 16; ++count) {
    std::string expected = place.text.substr(16, count);
    expected.resize(16, '\0');
    const auto found = bytes::first(place.p, count);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(found.data()), 16), expected);
  }
}

std::string number(std::string_view text) {
  const Place place(text);
  const bytes::Number found = bytes::number(place.p);
  return found.size == 0 ? "no" : std::to_string(found.value) + "|" + std::string(text.substr(found.size));
}

TEST(Bytes, numbers_of_1_to_19_digits) {
  EXPECT_EQ(number("7,"), "7|,");
  EXPECT_EQ(number("12345678}"), "12345678|}");
  EXPECT_EQ(number("123456789012345]"), "123456789012345|]");
  EXPECT_EQ(number("1234567890123456]"), "1234567890123456|]");
  EXPECT_EQ(number("12345678901234567]"), "12345678901234567|]");
  EXPECT_EQ(number("9223372036854775808]"), "9223372036854775808|]");
  EXPECT_EQ(number("9999999999999999999]"), "9999999999999999999|]");
  EXPECT_EQ(number("10000000000000000000]"), "no");
  EXPECT_EQ(number("123456789012345678901234]"), "no");
  EXPECT_EQ(number("0"), "no");
  EXPECT_EQ(number("07"), "no");
  EXPECT_EQ(number("-7"), "no");
  EXPECT_EQ(number(""), "no");
  EXPECT_EQ(number("\xb7"), "no");
}

template <int Digits>
void compare_decimal(std::string_view text, int& read) {
  const Place place(text);
  const bytes::Decimal found = bytes::decimal<Digits>(place.p);
  if (found.size == 0) return;
  ++read;
  std::int64_t expected = 0;
  ASSERT_TRUE(parse_decimal(text.substr(0, found.size), Digits, expected)) << text;
  EXPECT_EQ(found.units, expected) << text;
  EXPECT_TRUE(found.size == text.size() || text[found.size] < '0' || text[found.size] > '9') << text;
}

TEST(Bytes, decimals_of_every_length_are_those_that_the_reference_reads) {
  std::mt19937_64 random(3);
  int prices = 0, sizes = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 12; n > 0; --n) text += static_cast<char>('0' + random() % 10);
    if (random() % 4 != 0) text += '.';
    for (std::size_t n = random() % 12; n > 0; --n) text += static_cast<char>('0' + random() % 10);
    text += ",.Ze\"0"[random() % 6];
    compare_decimal<kPriceDigits>(text, prices);
    compare_decimal<kSizeDigits>(text, sizes);
  }
  EXPECT_GT(prices, 25'000);
  EXPECT_GT(sizes, 20'000);
}

TEST(Bytes, decimals_at_the_edges) {
  const auto units = [](std::string_view text) {
    const Place place(text);
    return bytes::decimal<8>(place.p).units;
  };
  EXPECT_EQ(units("0.00000001\""), 1);
  EXPECT_EQ(units("999999999.99999999\""), 99'999'999'999'999'999);
  EXPECT_EQ(units("92233720368.54775807\""), 0) << "more digits than are read";
  EXPECT_EQ(units("9223372036.85477580\""), 922'337'203'685'477'580);
  EXPECT_EQ(units("99999999999\""), 0) << "does not fit";
  for (const std::string_view none : {"", ".5", "5.", "5..1", "-5", "0.000000001", "+1", "x"}) {
    const Place place(none);
    EXPECT_EQ(bytes::decimal<8>(place.p).size, 0U) << none;
  }
}

}  // namespace
}  // namespace tickbard
