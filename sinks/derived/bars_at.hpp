#pragma once

#include <span>
#include <vector>

#include "aggregator/derive/interval.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// The stored bars that have the start and symbol of one of these, by (start, symbol), each once for each of them.
StoreResult<std::vector<Bar>> bars_at(Tables& tables, Interval interval, std::span<const Bar> these);

}  // namespace tickbard
