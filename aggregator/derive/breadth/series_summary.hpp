#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tickbard {

/// Sessions of the calendar that a line of the report is of, the one asked for among them.
inline constexpr std::size_t kSummarySessions = 10;

/// A line of the report: the value, those of the one and two sessions before, and the mean of the last ten.
struct SeriesSummary {
  std::optional<double> value, one_before, two_before;
  std::optional<double> mean_of_ten;  ///< of those of the last ten sessions that have a value
  std::uint32_t in_mean = 0;          ///< how many that are
  friend bool operator==(const SeriesSummary&, const SeriesSummary&) = default;
};

/// `values`: of the calendar's sessions, the one asked for first and then those before it, newest first; none
/// where nothing is stored or defined. A day that is no session is not among them, so a week-end's run changes
/// nothing (T-110, T-113), and a session that is not stored leaves its own place empty. Beyond ten nothing is
/// looked at.
SeriesSummary summary_of(std::span<const std::optional<double>> values);

}  // namespace tickbard
