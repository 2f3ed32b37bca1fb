#include "sinks/exact_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "aggregator/core/time_text.hpp"

namespace tickbard {

namespace {

constexpr Int128 kMax = ~(static_cast<Int128>(1) << 127);

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Digits without point, and where the point stands: value = digits x 10^exponent.
struct Parts {
  std::string digits;
  int exponent = 0;
  bool negative = false;
};

std::optional<int> parse_exponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 4) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

std::optional<Parts> split(std::string_view text) {
  Parts parts;
  if (!text.empty() && text.front() == '-') {
    parts.negative = true;
    text.remove_prefix(1);
  }
  bool point = false;
  std::size_t i = 0;
  for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !point)); ++i) {
    if (text[i] == '.') {
      point = true;
      continue;
    }
    parts.digits.push_back(text[i]);
    if (point) --parts.exponent;
  }
  if (parts.digits.empty()) return std::nullopt;
  if (i == text.size()) return parts;
  if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
  const std::optional<int> exponent = parse_exponent(text.substr(i + 1));
  if (!exponent) return std::nullopt;
  parts.exponent += *exponent;
  return parts;
}

/// Nearly every text: up to 18 digits with a point among them and none to round away, which no integer overflows.
std::optional<Int128> parse_plain(std::string_view text, int digits) {
  constexpr std::size_t kMost = 18;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const bool whole = point == std::string_view::npos;
  const std::size_t behind = whole ? 0 : text.size() - point - 1, count = text.size() - (whole ? 0 : 1);
  if (text.empty() || count == 0 || count > kMost || behind > static_cast<std::size_t>(digits))
    return std::nullopt;
  std::int64_t value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == point) continue;
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  Int128 scaled = negative ? -value : value;
  for (std::size_t i = behind; i < static_cast<std::size_t>(digits); ++i) scaled *= 10;
  return scaled;
}

/// Half to even on what stands behind the first `keep` digits.
bool rounds_up(std::string_view digits, std::size_t keep, bool odd) {
  if (keep >= digits.size()) return false;
  if (digits[keep] != '5') return digits[keep] > '5';
  return odd || digits.find_first_not_of('0', keep + 1) != std::string_view::npos;
}

/// Nearly every stored figure has six decimals at most, and at most 15 digits: such a one is found by a
/// multiplication, without the way over text, and proved by the division, which rounds to the very double that was
/// stored.
std::optional<Int128> from_short_real(double value, int digits) {
  constexpr int kShort = 6;
  constexpr double kUnits = 1e6;
  const double scaled = std::nearbyint(value * kUnits);
  if (digits < kShort || !(std::abs(scaled) < 1e15) || scaled / kUnits != value) return std::nullopt;
  Int128 raw = static_cast<std::int64_t>(scaled);
  for (int i = kShort; i < digits; ++i) raw *= 10;
  return raw;
}

}  // namespace

std::optional<Int128> parse_wide_decimal(std::string_view text, int digits) {
  if (const auto plain = parse_plain(text, digits)) return plain;
  const std::optional<Parts> parts = split(text);
  if (!parts) return std::nullopt;
  const long scale = static_cast<long>(parts->exponent) + digits;
  const long kept = static_cast<long>(parts->digits.size()) + std::min(scale, 0L);
  Int128 value = 0;
  for (long i = 0; i < kept; ++i) {
    const int digit = parts->digits[static_cast<std::size_t>(i)] - '0';
    if (value > (kMax - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  for (long i = 0; i < scale && value != 0; ++i) {
    if (value > kMax / 10) return std::nullopt;
    value *= 10;
  }
  // Where more digits are dropped than there are, the rest is below one half.
  if (kept >= 0 && rounds_up(parts->digits, static_cast<std::size_t>(kept), value % 2 != 0)) ++value;
  return parts->negative ? -value : value;
}

std::optional<Int128> from_real(double value, int digits) {
  if (const auto raw = from_short_real(value, digits)) return raw;
  std::array<char, 40> buffer;
  const int n = std::snprintf(buffer.data(), buffer.size(), "%.15g", value);
  return parse_wide_decimal({buffer.data(), static_cast<std::size_t>(n)}, digits);
}

std::string utc_text(UnixNanos t) {
  return to_rfc3339(std::chrono::floor<std::chrono::microseconds>(t));
}

std::int64_t to_unix_micros(UnixNanos t) {
  return std::chrono::floor<std::chrono::microseconds>(t).time_since_epoch().count();
}

UnixNanos from_unix_micros(std::int64_t micros) {
  return UnixNanos{std::chrono::microseconds{micros}};
}

std::string storable_text(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  if (std::all_of(text.begin(), text.end(), [](char c) { return c != 0 && (c & 0x80) == 0; }))
    return std::string(text);
  const auto follows = [&](std::size_t i) { return i < text.size() && (text[i] & 0xC0) == 0x80; };
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto second = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    std::size_t bytes = 0;
    if (c != 0 && c < 0x80) {
      bytes = 1;
    } else if (c >= 0xC2 && c < 0xE0 && follows(i + 1)) {
      bytes = 2;
    } else if (c >= 0xE0 && c < 0xF0 && follows(i + 1) && follows(i + 2)) {
      const bool overlong_or_surrogate = (c == 0xE0 && second < 0xA0) || (c == 0xED && second >= 0xA0);
      bytes = overlong_or_surrogate ? 0 : 3;
    } else if (c >= 0xF0 && c < 0xF5 && follows(i + 1) && follows(i + 2) && follows(i + 3)) {
      const bool out_of_range = (c == 0xF0 && second < 0x90) || (c == 0xF4 && second >= 0x90);
      bytes = out_of_range ? 0 : 4;
    }
    out.append(bytes == 0 ? kReplacement : text.substr(i, bytes));
    i += bytes == 0 ? 1 : bytes;
  }
  return out;
}

}  // namespace tickbard
