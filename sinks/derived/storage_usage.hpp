#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

/// What a table is about, for sums by kind.
enum class StorageKind : std::uint8_t {
  bars,
  higher_bars,
  daily,      ///< and prints and splits
  scan,       ///< breadth and indicators
  state,      ///< of symbols, and alerts
  task_logs,  ///< runs, snapshots, logs, lists
  other
};
inline constexpr std::array<std::string_view, 7> kStorageKindNames{"bars",  "higher-bars", "daily", "scan",
                                                                   "state", "task-logs",   "other"};
constexpr std::string_view name_of(StorageKind k) {
  return kStorageKindNames[static_cast<std::size_t>(k)];
}
StorageKind storage_kind_of(std::string_view table);

/// A table with its partitions and indexes.
struct TableUsage {
  std::string table;
  StorageKind kind = StorageKind::other;
  std::uint64_t bytes = 0;
  std::uint64_t rows = 0;  ///< PostgreSQL: the planner's estimate
};

struct StorageUsage {
  std::vector<TableUsage> tables;  ///< by name; empty where measuring them would read too much
  std::uint64_t unused = 0;        ///< pages of the file that hold nothing
  std::uint64_t bytes = 0;         ///< all of it: the sum of the above, where there are tables (T-165)
};

/// SQLite has to read a file to tell its tables apart: not of files larger than `read_at_most`.
StoreResult<StorageUsage> read_storage_usage(Tables& tables, std::uint64_t read_at_most = std::uint64_t{1} << 30);

}  // namespace tickbard
