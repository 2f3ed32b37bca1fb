#pragma once

#include <vector>

#include "aggregator/core/event.hpp"
#include "daemon/runtime/bounded_queue.hpp"

namespace tickbard {

/// Events in the order the market gave them out, and when it gave out the first bar of them (without bars: the
/// last).
struct EventBatch {
  std::vector<Event> events;
  MonoTime emitted{};
};

/// Market to journal. Full-policy: refuse; the market keeps what it has and hands it over in one larger batch
/// later.
using EventQueue = BoundedQueue<EventBatch>;

}  // namespace tickbard
