#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "aggregator/core/event.hpp"
#include "sinks/error.hpp"

namespace tickbard {

/// An event that the sink can never take, and why. The others of its batch are kept.
struct PoisonRow {
  std::size_t index = 0;  ///< in the span given to write()
  std::string text;
};

/// What one write() changed.
struct WriteReport {
  std::size_t bars = 0;       ///< bar rows inserted or replaced by a better one
  std::size_t unchanged = 0;  ///< rows that were there already, as good or better
  std::size_t others = 0;     ///< alerts, gaps, log entries, resume points inserted or changed
  std::vector<PoisonRow> poison;
};

/// Something that keeps events. Owner: one thread per object.
/// Errors: values; after an error nothing of the batch is kept, or all of it is (a commit whose answer was lost):
/// writing the same batch again is harmless.
class EventSink {
 public:
  virtual ~EventSink() = default;

  /// One transaction. `now` becomes created_at.
  virtual StoreResult<WriteReport> write(std::span<const Event> events, UnixNanos now) = 0;
};

}  // namespace tickbard
