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

}  // namespace tickbard::wire
