#pragma once

#include "aggregator/derive/renames.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// All of `symbol_changes`. Errors: of the store, and rows that contradict each other.
StoreResult<Renames> read_renames(Tables& tables);

/// Insert or correct. The answer: rows changed.
StoreResult<std::size_t> write_renames(Tables& tables, std::span<const Rename> changes);

}  // namespace tickbard
