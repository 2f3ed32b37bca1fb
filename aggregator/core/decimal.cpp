#include "aggregator/core/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>

namespace tickbard {

namespace {

__extension__ typedef unsigned __int128 Uint128;

constexpr std::uint64_t kMaxMagnitude = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// No number of ours comes near this exponent; beyond it only zero is readable.
constexpr int kExponentLimit = 100'000;

constexpr auto kPowers = [] {
  std::array<std::uint64_t, 19> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = 10 * powers[i - 1];
  return powers;
}();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A number's digits: value = mantissa * 10^exponent.
struct Scientific {
  std::uint64_t mantissa = 0;  ///< of 19 digits at most
  int exponent = 0;
  bool negative = false;
};

bool read_digits(const char*& p, const char* end, Scientific& out) {
  for (; p != end && is_digit(*p); ++p) {
    if (out.mantissa < kPowers.back()) {
      out.mantissa = out.mantissa * 10 + static_cast<unsigned>(*p - '0');
    } else if (*p == '0') {
      ++out.exponent;
    } else {
      return false;  // 20 digits that count: more than 64 bits in any unit of which it is a whole number
    }
  }
  return true;
}

bool read_mantissa(const char*& p, const char* end, Scientific& out) {
  const char* const begin = p;
  if (!read_digits(p, end, out)) return false;
  if (p == end || *p != '.') return p != begin;
  const char* const fraction = ++p;
  if (!read_digits(p, end, out)) return false;
  out.exponent -= static_cast<int>(p - fraction);
  return p - begin > 1;  // a point alone is no number
}

bool read_exponent(const char*& p, const char* end, Scientific& out) {
  if (p == end || (*p != 'e' && *p != 'E')) return true;
  ++p;
  bool negative = false;
  if (p != end && (*p == '+' || *p == '-')) negative = *p++ == '-';
  if (p == end) return false;
  int e = 0;
  for (; p != end && is_digit(*p); ++p) e = std::min(kExponentLimit, e * 10 + (*p - '0'));
  out.exponent += negative ? -e : e;
  return e < kExponentLimit || out.mantissa == 0;
}

}  // namespace

bool parse_decimal(std::string_view text, int digits, std::int64_t& raw) noexcept {
  const char* p = text.data();
  const char* end = p + text.size();
  Scientific s;
  if (p != end && *p == '-') {
    s.negative = true;
    ++p;
  }
  if (!read_mantissa(p, end, s) || !read_exponent(p, end, s) || p != end) return false;
  if (s.mantissa == 0) {
    raw = 0;
    return true;
  }
  const int scale = s.exponent + digits;
  const auto steps = static_cast<std::size_t>(std::abs(scale));
  if (steps >= kPowers.size()) return false;
  if (scale >= 0) {
    if (__builtin_mul_overflow(s.mantissa, kPowers[steps], &s.mantissa)) return false;
  } else {
    if (s.mantissa % kPowers[steps] != 0) return false;  // it needs finer units
    s.mantissa /= kPowers[steps];
  }
  if (s.mantissa > kMaxMagnitude) return false;
  raw = s.negative ? -static_cast<std::int64_t>(s.mantissa) : static_cast<std::int64_t>(s.mantissa);
  return true;
}

namespace {

/// The number is made where it is returned: a copy of what was just written in parts makes a processor wait.
template <class Number>
Parsed<Number> positive(std::string_view text, int digits, Reject bad) noexcept {
  std::int64_t raw = 0;
  if (!parse_decimal(text, digits, raw) || raw <= 0 || raw == std::numeric_limits<std::int64_t>::max()) return bad;
  return Parsed<Number>{boost::system::in_place_value, Number{raw}};
}

}  // namespace

Parsed<Price> parse_price(std::string_view text) noexcept {
  return positive<Price>(text, kPriceDigits, Reject::bad_price);
}

Parsed<Size> parse_size(std::string_view text) noexcept {
  return positive<Size>(text, kSizeDigits, Reject::bad_size);
}

std::string to_text(Int128 raw, int digits) {
  std::array<char, 48> buffer;  // sign, 39 digits, point, and room for a leading zero
  char* const end = buffer.data() + buffer.size();
  char* p = end;
  Uint128 rest = raw < 0 ? Uint128{0} - static_cast<Uint128>(raw) : static_cast<Uint128>(raw);
  bool fraction = false;  // a digit after the point has been written
  for (int i = 0; i < digits; ++i, rest /= 10) {
    const auto digit = static_cast<int>(rest % 10);
    fraction = fraction || digit != 0;
    if (fraction) *--p = static_cast<char>('0' + digit);
  }
  if (fraction) *--p = '.';
  do {
    *--p = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (raw < 0) *--p = '-';
  return {p, end};
}

double to_double(Int128 raw, int digits) {
  constexpr Int128 kExact = Int128{1} << 53;
  static constexpr std::array<double, 23> kExactPowers{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  // Both operands are exact doubles here, so the one division rounds correctly.
  if (raw > -kExact && raw < kExact && digits < static_cast<int>(kExactPowers.size())) {
    return static_cast<double>(raw) / kExactPowers[static_cast<std::size_t>(digits)];
  }
  const std::string text = to_text(raw, digits);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Price vwap_of(Turnover turnover, Volume volume) {
  // 1e-17 / 1e-8 = 1e-9: the quotient is already in units of a price.
  Int128 quotient = turnover.raw / volume.raw;
  const Int128 rest = turnover.raw % volume.raw;
  const Int128 missing = volume.raw - rest;  // compared instead of 2 * rest, which could overflow
  if (rest > missing || (rest == missing && (quotient & 1) != 0)) ++quotient;
  return Price{static_cast<std::int64_t>(quotient)};
}

}  // namespace tickbard
