#pragma once

#include "aggregator/derive/split.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// All splits, by (symbol, ex_date).
StoreResult<std::vector<Split>> read_splits(Tables& tables);

/// The same of securities: each under its name of today (`symbol_changes`).
StoreResult<std::vector<Split>> read_splits_of_securities(Tables& tables);

/// Insert or correct. The answer: rows changed.
StoreResult<std::size_t> write_splits(Tables& tables, std::span<const Split> splits);

/// Takes out those with the keys of these. The answer: rows changed.
StoreResult<std::size_t> remove_splits(Tables& tables, std::span<const Split> splits);

/// Writes into every daily bar the factor that its prices have to be multiplied by to stand beside those of
/// `today`. A bar whose factor changes is of a new revision. The answer, the number of rows changed, is 0 the
/// second time.
StoreResult<std::size_t> refresh_adj_factors(Tables& tables, SessionDate today, UnixNanos now);

}  // namespace tickbard
