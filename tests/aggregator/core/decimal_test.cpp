#include "aggregator/core/decimal.hpp"

#include <cstdlib>
#include <limits>
#include <random>

namespace tickbard {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

struct Readable {
  std::string_view text;
  int digits;
  std::int64_t raw;
};

TEST(Decimal, reads_every_spelling_of_a_number_exactly) {
  for (const Readable& c : std::vector<Readable>{
           {"0", 9, 0},
           {"-0", 9, 0},
           {"0.000", 2, 0},
           {"0e999999999999", 9, 0},
           {"12", 0, 12},
           {"12", 8, 1'200'000'000},
           {"-0.5", 9, -500'000'000},
           {"1.5e-7", 9, 150},
           {"1.5E-7", 9, 150},
           {"15e-8", 9, 150},
           {"1e+3", 2, 100'000},
           {"1e3", 0, 1000},
           {"0012.50", 2, 1250},
           {".5", 1, 5},
           {"5.", 1, 50},
           {"100", 0, 100},
           {"1.1000000000000000000000000000000000000000", 9, 1'100'000'000},
           {"100000000000000000000000e-20", 0, 1000},
           {"1234567890123456789.0000000000", 0, 1'234'567'890'123'456'789},
           {"12345678901234567890e-1", 0, 1'234'567'890'123'456'789},
           {"0.00000000000000000000000000", 9, 0},
           {"0.00000000000000000001e20", 0, 1},
           {"9223372036854775807", 0, kMax},
           {"-9223372036854775807", 0, -kMax},
           {"9223372036.854775807", 9, kMax},
       }) {
    std::int64_t raw = -1;
    EXPECT_TRUE(parse_decimal(c.text, c.digits, raw)) << c.text;
    EXPECT_EQ(raw, c.raw) << c.text;
  }
}

TEST(Decimal, refuses_what_is_no_number_or_does_not_fit_exactly) {
  const std::string zeros(120'000, '0');
  for (const std::string& text : std::vector<std::string>{
           "",
           "-",
           ".",
           "-.",
           "+1",
           "--1",
           "1-",
           "1..2",
           "1.2.3",
           "1e",
           "1e+",
           "e5",
           "1e5.0",
           "0x10",
           "1,000",
           " 1",
           "1 ",
           "NaN",
           "nan",
           "inf",
           "-Infinity",
           "null",
           "1_0",
           "1e5x",
           std::string("1\0", 2),
           "\xC2\xB2",
           "0.0000000001",  // finer than 1e-9
           "1.0000000001",  //
           "1.00000000000000000000000001",
           "10000000000000000000000001e-20",
           "1e-10",                 //
           "9223372036.854775808",  // one unit above 64 bits
           "99999999999999999999",
           "1e20",
           "1e99999",
           "1e999999999999999999999",
           "1e-999999999999999999999",
           "1" + zeros + "e-120000",  // an exponent nobody means
       }) {
    std::int64_t raw = 0;
    EXPECT_FALSE(parse_decimal(text, 9, raw)) << text.substr(0, 40);
  }
}

TEST(Decimal, a_refused_text_leaves_the_target_alone) {
  std::int64_t raw = 77;
  EXPECT_FALSE(parse_decimal("1.5x", 9, raw));
  EXPECT_EQ(raw, 77);
}

TEST(Decimal, text_and_back_is_the_identity) {
  std::mt19937_64 random(20261121);
  for (int i = 0; i < 20'000; ++i) {
    const auto raw = static_cast<std::int64_t>(random()) >> (random() % 63);
    const int digits = static_cast<int>(random() % 18);
    if (raw == std::numeric_limits<std::int64_t>::min()) continue;
    std::int64_t back = 0;
    const std::string text = to_text(raw, digits);
    ASSERT_TRUE(parse_decimal(text, digits, back)) << text;
    ASSERT_EQ(back, raw) << text;
  }
}

TEST(Decimal, text_is_the_shortest_exact_one) {
  EXPECT_EQ(to_text(Price{10'050'000'000}), "10.05");
  EXPECT_EQ(to_text(Price{1}), "0.000000001");
  EXPECT_EQ(to_text(Price{-1'500'000'000}), "-1.5");
  EXPECT_EQ(to_text(Price{0}), "0");
  EXPECT_EQ(to_text(Price{745'000'000'000'000}), "745000");
  EXPECT_EQ(to_text(Size{100'000'000}), "1");
  EXPECT_EQ(to_text(Int128{1200}, 0), "1200");
  EXPECT_EQ(to_text(Int128{1} << 126, 0), "85070591730234615865843651857942052864");
  const Int128 lowest = Int128{-1} << 126;
  EXPECT_EQ(to_text(lowest * 2, 8), "-1701411834604692317316873037158.84105728");
}

TEST(Decimal, T037_zero_negative_nan_null_and_int64_max_are_no_price_and_no_size) {
  for (const std::string_view text :
       {"0", "0.0", "-0", "-1", "-0.01", "NaN", "null", "", "9223372036.854775807", "1e300", "0.0000000001"}) {
    const auto price = parse_price(text);
    ASSERT_TRUE(price.has_error()) << text;
    EXPECT_EQ(price.error(), Reject::bad_price) << text;
  }
  for (const std::string_view text : {"0", "0.00", "-100", "NaN", "null", "", "92233720368.54775807", "1e-9"}) {
    const auto size = parse_size(text);
    ASSERT_TRUE(size.has_error()) << text;
    EXPECT_EQ(size.error(), Reject::bad_size) << text;
  }
  EXPECT_TRUE(parse_price("9223372036.854775806"));
}

TEST(Decimal, T038_sub_penny_and_brk_a_prices_round_trip) {
  for (const std::string_view text : {"0.0001", "745000", "0.000123", "123.456789", "0.000000001", "0.00001234"}) {
    const auto price = parse_price(text);
    ASSERT_TRUE(price) << text;
    EXPECT_EQ(to_text(*price), text);
  }
  EXPECT_EQ(to_text(*parse_price("745000.00")), "745000");
}

TEST(Decimal, T039_volumes_beyond_32_and_53_bits_are_exact) {
  Volume volume;
  for (int i = 0; i < 1000; ++i)
    volume.raw += parse_size("9007199254.74099301")->raw;  // x 1000 > 2^53 shares in 1e-8
  EXPECT_EQ(to_text(volume), "9007199254740.99301");
  Volume eighths;
  for (int i = 0; i < 7; ++i) eighths.raw += parse_size("0.125")->raw;
  EXPECT_EQ(to_text(eighths), "0.875");
  EXPECT_EQ(to_text(Volume{(Int128{1} << 31) * 100'000'000}), "2147483648");
}

TEST(Decimal, to_double_is_the_nearest_double_of_the_text) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 5000; ++i) {
    const Int128 raw =
        (static_cast<Int128>(static_cast<std::int64_t>(random())) << (random() % 40)) >> (random() % 60);
    const int digits = static_cast<int>(random() % 18);
    ASSERT_EQ(to_double(raw, digits), std::strtod(to_text(raw, digits).c_str(), nullptr)) << to_text(raw, digits);
  }
  EXPECT_EQ(to_double(*parse_price("0.1")), 0.1);
  EXPECT_EQ(to_double(*parse_price("745000.01")), 745000.01);
  EXPECT_EQ(to_double(Int128{-15}, 1), -1.5);
}

Turnover turnover_of(std::string_view price, std::string_view size) {
  return {Int128{parse_price(price)->raw} * parse_size(size)->raw};
}

TEST(Decimal, vwap_of_the_golden_minute) {
  Turnover turnover;
  Volume volume;
  for (const auto& [price, size] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"10.00", "100"}, {"10.05", "50"}, {"9.99", "10"}}) {
    turnover.raw += turnover_of(price, size).raw;
    volume.raw += parse_size(size)->raw;
  }
  EXPECT_EQ(to_text(vwap_of(turnover, volume)), "10.015");  // 1602.4 / 160
}

TEST(Decimal, vwap_rounds_half_to_even) {
  for (const auto& [turnover, volume, expected] : std::vector<std::array<std::int64_t, 3>>{{4, 4, 1},
                                                                                           {5, 4, 1},
                                                                                           {6, 4, 2},
                                                                                           {7, 4, 2},
                                                                                           {10, 4, 2},
                                                                                           {14, 4, 4},
                                                                                           {1, 2, 0},
                                                                                           {3, 2, 2},
                                                                                           {7, 3, 2},
                                                                                           {8, 3, 3}}) {
    EXPECT_EQ(vwap_of(Turnover{turnover}, Volume{volume}).raw, expected) << turnover << "/" << volume;
  }
}

TEST(Decimal, vwap_does_not_overflow_near_128_bits) {
  const Int128 volume = (Int128{1} << 126) + 1;
  EXPECT_EQ(vwap_of(Turnover{volume}, Volume{volume}).raw, 1);
  EXPECT_EQ(vwap_of(Turnover{volume - 1}, Volume{volume}).raw, 1);
  EXPECT_EQ(vwap_of(Turnover{volume / 2}, Volume{volume}).raw, 0);
  const Int128 price = kMax - 1;
  EXPECT_EQ(vwap_of(Turnover{price * (Int128{1} << 63)}, Volume{Int128{1} << 63}).raw, kMax - 1);
}

}  // namespace
}  // namespace tickbard
