#pragma once

#include <span>
#include <vector>

#include "sinks/event_sink.hpp"

namespace tickbard {

/// A row to write and the place of its event in the span it came from.
template <class Row>
struct Indexed {
  const Row* row = nullptr;
  std::size_t index = 0;
};

/// Events by table, each key once (the best row of it) and in key order: two daemons that write the same keys then
/// take their locks in the same order. Lifetime: points into the events it was made from.
struct Batch {
  explicit Batch(std::span<const Event> events);

  std::vector<Indexed<Bar>> bars;       ///< by (start, symbol); greatest (revision, trade_count) of each
  std::vector<Indexed<Alert>> alerts;   ///< by trigger_time
  std::vector<Indexed<Gap>> gaps;       ///< by (feed, from); the closed one of each
  std::vector<Indexed<LogEntry>> logs;  ///< in order of arrival
  std::vector<Indexed<ResumePoint>> resume_points;  ///< by (feed, symbol); the latest of each
  std::vector<Indexed<Instrument>> instruments;     ///< by symbol; the first of each
  /// By key, the first of each. To be taken out before session_prints are written: those come after them.
  std::vector<Indexed<WithdrawnPrint>> withdrawn_prints;
  std::vector<Indexed<SessionPrint>> session_prints;  ///< by key; greatest (size, price) of each
  std::size_t superseded = 0;                         ///< rows left out for a better one of this batch
};

/// A minute older than this when it is written is late: what was derived from its day is computed again.
inline constexpr std::chrono::minutes kLateAfter{30};
inline bool is_late(const Bar& bar, UnixNanos now) {
  return bar.start < now - kLateAfter;
}
/// An official or auction price that arrives on a later day (a close corrected next morning), or late on its own.
inline bool is_late(const SessionPrint& print, UnixNanos now) {
  return std::chrono::floor<std::chrono::days>(now) > std::chrono::sys_days{print.session} ||
         print.event_time < now - kLateAfter;
}

/// The id of an event_log row.
std::string log_id(const LogEntry& entry);

/// `session_prints.role` back as a value.
std::optional<PrintRole> print_role_from(std::string_view text);

/// `ingest_gaps.reason` back as a value; text that is no reason of ours reads as `closed`.
LostReason lost_reason_from(std::string_view text);

}  // namespace tickbard
