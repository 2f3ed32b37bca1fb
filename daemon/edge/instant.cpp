#include "daemon/edge/instant.hpp"

#include <charconv>

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

using namespace std::chrono;

std::optional<UnixNanos> parse_epoch_seconds(std::string_view text) {
  std::int64_t since = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), since);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (since < 0 || since > kLatestEvent.time_since_epoch() / 1s) return std::nullopt;
  return UnixNanos{seconds{since}};
}

}  // namespace

std::optional<UnixNanos> parse_instant(std::string_view text) {
  constexpr std::string_view kDate = "2026-11-20";
  constexpr std::string_view kOffset = "+01:00";
  constexpr std::size_t kLongest = 64;
  if (text.size() <= kDate.size() + kOffset.size() || text.size() > kLongest) return parse_epoch_seconds(text);
  std::string copy(text);
  char& sign = copy[copy.size() - kOffset.size()];
  if (sign == ' ') sign = '+';
  const auto t = parse_rfc3339(copy);
  if (!t || *t < UnixNanos{} || *t > kLatestEvent) return std::nullopt;
  return *t;
}

std::optional<UnixNanos> parse_bound(std::string_view text, Bound bound) {
  const auto day = parse_date(text);
  if (!day) return parse_instant(text);
  const UnixNanos at = sys_days{*day} + days{bound == Bound::to ? 1 : 0};
  if (at < UnixNanos{} || at > kLatestEvent) return std::nullopt;
  return at;
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
