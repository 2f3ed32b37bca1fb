#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `coverage_snapshots`.
struct CoverageRow {
  UnixNanos taken_at{};
  std::string status;   ///< ok, degraded or idle
  std::string payload;  ///< JSON; read back with sorted keys and without blanks
};

/// The answer: rows changed.
StoreResult<std::size_t> write_coverage(Tables& tables, const CoverageRow& row);

/// taken_at in [from, to), newest first.
StoreResult<std::vector<CoverageRow>> read_coverage(Tables& tables, UnixNanos from, UnixNanos to,
                                                    std::size_t limit);

/// The newest one, if any.
StoreResult<std::optional<CoverageRow>> newest_coverage(Tables& tables);

}  // namespace tickbard
