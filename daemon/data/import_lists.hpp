#pragma once

#include <filesystem>
#include <string>

#include "daemon/data/csv_columns.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

enum class ListKind : std::uint8_t { constituents, watchlist, instruments, splits };

std::span<const ColumnRule> columns_of(ListKind kind);

/// What `tickbard import --constituents INDEX FILE` and its kin were asked for.
struct ImportListOptions {
  std::filesystem::path file;
  ListKind kind = ListKind::constituents;
  std::string name;  ///< of the index or the watchlist
  ColumnNames columns;
  bool allow_shrink = false;  ///< --allow-shrink
};

struct ListReport {
  std::uint64_t records = 0;  ///< each security once
  std::uint64_t changed = 0;  ///< rows of the store
};

/// A list is taken whole or not at all. One that is empty is refused; constituents and watchlists, whose absent
/// members would leave, also when they are shorter than 80 % of what the store has (T-160).
/// Errors: class other with a sentence for the list, else the store's.
StoreResult<ListReport> import_list(const ImportListOptions& options, Tables& tables, UnixNanos now);

}  // namespace tickbard
