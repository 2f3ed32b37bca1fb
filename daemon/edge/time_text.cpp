#include "daemon/edge/time_text.hpp"

#include <charconv>
#include <cstdio>

namespace tickbard {
namespace {

using namespace std::chrono;

/// Reads exactly `width` digits off the front.
bool take_number(std::string_view& text, std::size_t width, int& out) {
  if (text.size() < width) return false;
  out = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    out = out * 10 + (text[i] - '0');
  }
  text.remove_prefix(width);
  return true;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<nanoseconds> take_fraction(std::string_view& text) {
  if (!take(text, ".")) return 0ns;
  std::int64_t value = 0;
  int digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    if (++digits > 9) return std::nullopt;
    value = value * 10 + (text.front() - '0');
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits) value *= 10;
  return nanoseconds{value};
}

std::optional<minutes> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return minutes{0};
  if (text.empty()) return std::nullopt;
  const bool west = text.front() == '-';
  int h = 0;
  int m = 0;
  if (!take(text, "+- ") || !take_number(text, 2, h) || !take(text, ":") || !take_number(text, 2, m)) {
    return std::nullopt;
  }
  if (h > 23 || m > 59) return std::nullopt;
  const minutes offset = hours{h} + minutes{m};
  return west ? -offset : offset;
}

std::optional<UnixNanos> in_range(sys_time<nanoseconds> t) {
  if (t < UnixNanos{} || t > kLatestEvent) return std::nullopt;
  return t;
}

std::optional<UnixNanos> parse_epoch(std::string_view text) {
  std::int64_t seconds_since = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds_since);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (seconds_since < 0 || seconds_since > kLatestEvent.time_since_epoch() / 1s) return std::nullopt;
  return UnixNanos{seconds{seconds_since}};
}

}  // namespace

std::string to_rfc3339(UnixNanos t) {
  const auto day = floor<days>(t);
  const year_month_day date{day};
  const hh_mm_ss time{t - day};
  char buffer[64];
  int length = std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                             static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                             static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                             static_cast<int>(time.seconds().count()));
  std::string out(buffer, static_cast<std::size_t>(length));
  const std::int64_t fraction = time.subseconds().count();
  if (fraction != 0) {
    length = std::snprintf(buffer, sizeof buffer, ".%09lld", static_cast<long long>(fraction));
    std::string_view digits(buffer, static_cast<std::size_t>(length));
    while (digits.ends_with("000")) digits.remove_suffix(3);
    out += digits;
  }
  return out + 'Z';
}

std::optional<UnixNanos> parse_instant(std::string_view text) {
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  std::string_view rest = text;
  if (!take_number(rest, 4, y) || !take(rest, "-")) return parse_epoch(text);
  if (!take_number(rest, 2, mo) || !take(rest, "-") || !take_number(rest, 2, d) || !take(rest, "Tt ") ||
      !take_number(rest, 2, h) || !take(rest, ":") || !take_number(rest, 2, mi) || !take(rest, ":") ||
      !take_number(rest, 2, s)) {
    return std::nullopt;
  }
  const auto fraction = take_fraction(rest);
  const auto offset = fraction ? take_offset(rest) : std::nullopt;
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  // 60 is a leap second; Unix time has none, so it is the next minute's first.
  if (!offset || !rest.empty() || !date.ok() || h > 23 || mi > 59 || s > 60) return std::nullopt;
  if (y < 1969 || y > 2101) return std::nullopt;
  return in_range(sys_days{date} + hours{h} + minutes{mi} + seconds{s} + *fraction - *offset);
}

std::string to_words(nanoseconds duration) {
  const auto total = duration_cast<seconds>(duration < 0ns ? -duration : duration).count();
  const auto d = total / 86'400, h = total / 3'600 % 24, m = total / 60 % 60, s = total % 60;
  const auto pair = [](std::int64_t a, const char* a_unit, std::int64_t b, const char* b_unit) {
    std::string out = std::to_string(a) + a_unit;
    return b == 0 ? out : out + ' ' + std::to_string(b) + b_unit;
  };
  if (d > 0) return pair(d, " d", h, " h");
  if (h > 0) return pair(h, " h", m, " min");
  if (m > 0) return pair(m, " min", s, " s");
  return std::to_string(s) + " s";
}

}  // namespace tickbard
