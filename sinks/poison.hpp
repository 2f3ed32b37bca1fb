#pragma once

#include <string_view>

#include "aggregator/core/event.hpp"

namespace tickbard {

/// The entry of event_log about a row that was refused and left out: `what` is one sentence.
/// `event` is the row, for its symbol; nullptr if it cannot even be read.
LogEntry poison_entry(const Event* event, std::string_view what, UnixNanos wall);

}  // namespace tickbard
