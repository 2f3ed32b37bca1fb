#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/error.hpp"

namespace tickbard {

class CloseHistory;

/// What is computed from one security's closes. Text: `sma:13`, `sma:8:shift=5`, `roc:17`, `roc:17:shift=5`.
/// Both count bars of that security, never calendar days.
struct MetricKey {
  enum class Kind : std::uint8_t {
    sma,  ///< mean of the `length` closes that end `shift` bars ago
    roc,  ///< (C - P) / P; C the close `shift` bars ago, P the one `length` bars before it
  };
  Kind kind = Kind::sma;
  std::uint16_t length = 1;
  std::uint16_t shift = 0;
  friend bool operator==(const MetricKey&, const MetricKey&) = default;
};

/// Case, blanks around the parts, leading zeros and `shift=0` do not matter; to_text gives the one canonical form.
/// Errors: a sentence with the key and the grammar. length + shift may not exceed 255 bars.
Result<MetricKey> parse_metric_key(std::string_view text);
std::string to_text(MetricKey key);

constexpr std::size_t bars_needed(MetricKey key) {
  return std::size_t{key.length} + key.shift + (key.kind == MetricKey::Kind::roc ? 1U : 0U);
}

/// The key's value after the last of `closes` (adjusted, oldest first): the nearest double to the exact quotient.
/// An average is a price (not in 1e-9), a rate a fraction.
/// Errors: nullopt where the series is short or the earlier close is not above zero (T-118).
std::optional<double> metric_value(MetricKey key, std::span<const Price> closes);

/// The same from a history that has consumed the closes one by one, in units of 1e-9 / scale. Divided once, at the
/// end. Precondition: 0 < scale <= SplitAdjuster::kLargestScale.
std::optional<double> metric_value(MetricKey key, const CloseHistory& closes, std::int64_t scale = 1);

/// What is kept per security and session in `security_metric_values`: everything the averages and rates below the
/// breadth counts are made of. A cache for readers: counts come from the integers, never from these.
inline constexpr std::array<MetricKey, 12> kSecurityMetrics{{
    {MetricKey::Kind::sma, 13, 0},
    {MetricKey::Kind::sma, 28, 0},
    {MetricKey::Kind::sma, 46, 0},
    {MetricKey::Kind::sma, 8, 5},
    {MetricKey::Kind::sma, 20, 0},
    {MetricKey::Kind::sma, 50, 0},
    {MetricKey::Kind::sma, 100, 0},
    {MetricKey::Kind::sma, 200, 0},
    {MetricKey::Kind::roc, 17, 0},
    {MetricKey::Kind::roc, 17, 5},
    {MetricKey::Kind::roc, 27, 0},
    {MetricKey::Kind::roc, 27, 4},
}};

/// The keys' texts, in the order of kSecurityMetrics. Lifetime: the program's.
std::span<const std::string> security_metric_texts();

/// Their values after the latest close, in the same order; none as in metric_value.
using SecurityMetricValues = std::array<std::optional<double>, kSecurityMetrics.size()>;
SecurityMetricValues security_metrics(const CloseHistory& closes, std::int64_t scale = 1);

}  // namespace tickbard
