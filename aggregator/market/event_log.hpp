#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/event.hpp"

namespace tickbard {

enum class LogKind : std::uint8_t {
  too_late,
  rejected,
  cancel,
  cancel_unmatched,
  correction,
  correction_unmatched,
  recovery,
  skipped_ids,
};
inline constexpr std::array<std::string_view, 8> kLogKindNames{
    "too_late", "rejected",   "cancel", "cancel_unmatched", "correction", "correction_unmatched",
    "recovery", "skipped_ids"};

/// The market's entries in `event_log`: at most kPerMinute of a kind in a minute, then one with how many more.
/// Owner: market thread.
class EventLog {
 public:
  static constexpr std::uint32_t kPerMinute = 100;

  explicit EventLog(std::vector<Event>& out) : out_(out) {}

  /// Whether an entry of that kind would be written now; counts it if not. Ask before building its text.
  bool wants(LogKind kind, UnixNanos at);

  /// Precondition: wants() said so.
  void write(LogKind kind, UnixNanos at, const std::string& feed, const Symbol& symbol, std::string detail);

  /// Says how many were left out, once their minute is over.
  void roll(UnixNanos wall);

 private:
  struct Budget {
    std::int64_t minute = INT64_MIN;
    std::uint32_t written = 0;
    std::uint64_t left_out = 0;
  };

  void begin_minute(LogKind kind, std::int64_t minute, UnixNanos at);

  std::vector<Event>& out_;
  std::array<Budget, kLogKindNames.size()> budgets_;
};

}  // namespace tickbard
