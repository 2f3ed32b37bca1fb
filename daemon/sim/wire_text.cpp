#include "daemon/sim/wire_text.hpp"

#include <charconv>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard::wire {
namespace {

void fixed_width(std::string& out, std::int64_t n, int width) {
  char digits[20];
  for (int i = width - 1; i >= 0; --i, n /= 10) digits[i] = static_cast<char>('0' + n % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

}  // namespace

void number(std::string& out, std::uint64_t n) {
  char text[20];
  const auto end = std::to_chars(text, text + sizeof text, n).ptr;
  out.append(text, end);
}

void decimal(std::string& out, std::int64_t raw, int digits) {
  out += to_text(Int128{raw}, digits);
}

void padded_decimal(std::string& out, std::int64_t raw, int digits, int least) {
  const std::string text = to_text(Int128{raw}, digits);
  out += text;
  const std::size_t point = text.find('.');
  std::size_t have = 0;
  if (point == std::string::npos) {
    out += '.';
  } else {
    have = text.size() - point - 1;
  }
  for (; have < static_cast<std::size_t>(least); ++have) out += '0';
}

void quoted(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void rfc3339_micros(std::string& out, UnixNanos time) {
  const UnixNanos second = std::chrono::floor<std::chrono::seconds>(time);
  out += to_rfc3339(second);
  out.back() = '.';
  fixed_width(out, (time - second).count() / 1000, 6);
  out += 'Z';
}

std::uint64_t unix_millis(UnixNanos time) {
  return static_cast<std::uint64_t>(to_unix_nanos(time) / 1'000'000);
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace tickbard::wire
