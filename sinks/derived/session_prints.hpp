#pragma once

#include <vector>

#include "aggregator/core/event.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// One session's official and auction prints, by (symbol, role, exchange).
StoreResult<std::vector<SessionPrint>> read_session_prints(Tables& tables, SessionDate session);

}  // namespace tickbard
