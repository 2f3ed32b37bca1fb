#include "aggregator/derive/breadth/metric_key.hpp"

#include <algorithm>
#include <charconv>

#include "aggregator/core/ascii.hpp"
#include "aggregator/derive/breadth/close_history.hpp"
#include "aggregator/derive/exact.hpp"

namespace tickbard {
namespace {

constexpr std::int64_t kPriceUnit = 1'000'000'000;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// The part before the next `mark`, trimmed; `rest` becomes what follows it.
std::string_view take(std::string_view& rest, char mark) {
  const auto end = rest.find(mark);
  const auto part = trimmed(rest.substr(0, end));
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return part;
}

std::optional<std::uint16_t> bar_count(std::string_view text) {
  std::uint16_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n <= CloseHistory::kReach ? std::optional{n} : std::nullopt;
}

std::optional<MetricKey> read_key(std::string_view text) {
  const auto colons = std::count(text.begin(), text.end(), ':');
  if (colons != 1 && colons != 2) return std::nullopt;
  MetricKey key;
  const auto kind = take(text, ':');
  if (kind != "sma" && kind != "roc") return std::nullopt;
  key.kind = kind == "sma" ? MetricKey::Kind::sma : MetricKey::Kind::roc;
  const auto length = bar_count(take(text, ':'));
  if (!length || *length == 0) return std::nullopt;
  key.length = *length;
  if (colons == 2) {
    if (take(text, '=') != "shift") return std::nullopt;
    const auto shift = bar_count(trimmed(text));
    if (!shift) return std::nullopt;
    key.shift = *shift;
  }
  return std::size_t{key.length} + key.shift <= CloseHistory::kReach ? std::optional{key} : std::nullopt;
}

std::optional<double> rate(std::int64_t now, std::int64_t from) {
  if (from <= 0) return std::nullopt;
  return nearest_quotient(Int128{now} - from, from);
}

}  // namespace

Result<MetricKey> parse_metric_key(std::string_view text) {
  if (const auto key = read_key(lower(trimmed(text)))) return *key;
  return Problem{"metric key '" + std::string{text} +
                 "' cannot be read: write sma:BARS or roc:BARS, then :shift=BARS if wanted, "
                 "with at least 1 bar and at most 255 together (sma:13, roc:17:shift=5)"};
}

std::string to_text(MetricKey key) {
  std::string out = key.kind == MetricKey::Kind::sma ? "sma:" : "roc:";
  out += std::to_string(key.length);
  if (key.shift != 0) out += ":shift=" + std::to_string(key.shift);
  return out;
}

std::optional<double> metric_value(MetricKey key, std::span<const Price> closes) {
  if (closes.size() < bars_needed(key)) return std::nullopt;
  const std::size_t end = closes.size() - key.shift;
  if (key.kind == MetricKey::Kind::roc) return rate(closes[end - 1].raw, closes[end - 1 - key.length].raw);
  Int128 sum = 0;
  for (std::size_t i = end - key.length; i < end; ++i) sum += closes[i].raw;
  return nearest_quotient(sum, Int128{key.length} * kPriceUnit);
}

std::optional<double> metric_value(MetricKey key, const CloseHistory& closes, std::int64_t scale) {
  if (closes.bars() < bars_needed(key)) return std::nullopt;
  if (key.kind == MetricKey::Kind::roc) {
    return rate(closes.close(key.shift), closes.close(std::size_t{key.shift} + key.length));
  }
  return nearest_quotient(closes.sum(key.length, key.shift), Int128{key.length} * kPriceUnit * scale);
}

std::span<const std::string> security_metric_texts() {
  static const auto texts = [] {
    std::array<std::string, kSecurityMetrics.size()> out;
    std::transform(kSecurityMetrics.begin(), kSecurityMetrics.end(), out.begin(),
                   [](MetricKey key) { return to_text(key); });
    return out;
  }();
  return texts;
}

SecurityMetricValues security_metrics(const CloseHistory& closes, std::int64_t scale) {
  SecurityMetricValues out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = metric_value(kSecurityMetrics[i], closes, scale);
  return out;
}

}  // namespace tickbard
