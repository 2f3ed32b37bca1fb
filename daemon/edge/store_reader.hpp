#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "daemon/edge/question.hpp"
#include "sinks/store.hpp"

namespace tickbard {

/// Opens the store of `url` read-only, each time it is called connections of its own.
/// Lifetime: the view it gives belongs to one thread.
OpenStoreView store_reader(std::string url, std::filesystem::path base, std::function<UnixNanos()> wall);

/// Appends the bars of one query to what there is.
using AppendBars = std::function<Result<void>(const BarQuery&, std::vector<Bar>&)>;

/// A range by one or two queries: the newest bars are nearly always of the last days, and looking there first
/// keeps PostgreSQL from planning for every partition of the store.
Result<std::vector<Bar>> read_range(const BarRange& range, UnixNanos now, const AppendBars& append);

}  // namespace tickbard
