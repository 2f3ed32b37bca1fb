#include "sinks/derived/storage_usage.hpp"

#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

constexpr std::array<std::pair<std::string_view, StorageKind>, 24> kKinds{{
    {"archives", StorageKind::task_logs},
    {"bars_15m", StorageKind::higher_bars},
    {"bars_1h", StorageKind::higher_bars},
    {"bars_5m", StorageKind::higher_bars},
    {"corporate_actions", StorageKind::daily},
    {"coverage_snapshots", StorageKind::task_logs},
    {"daily_bars", StorageKind::daily},
    {"dirty_days", StorageKind::daily},
    {"event_log", StorageKind::task_logs},
    {"index_constituents", StorageKind::task_logs},
    {"ingest_gaps", StorageKind::task_logs},
    {"ingest_state", StorageKind::task_logs},
    {"job_runs", StorageKind::task_logs},
    {"market_snapshot", StorageKind::scan},
    {"market_snapshot_history", StorageKind::scan},
    {"price_bars", StorageKind::bars},
    {"screener_alerts", StorageKind::state},
    {"security_aggregate_values", StorageKind::scan},
    {"security_metric_values", StorageKind::scan},
    {"security_set_aliases", StorageKind::scan},
    {"security_sets", StorageKind::scan},
    {"session_prints", StorageKind::daily},
    {"symbol_state", StorageKind::state},
    {"symbol_state_history", StorageKind::state},
}};

TableUsage table_usage(RowReader& row) {
  TableUsage out;
  out.table = row.text(0);
  out.kind = storage_kind_of(out.table);
  out.bytes = static_cast<std::uint64_t>(row.integer(1));
  return out;
}

TableUsage counted_table_usage(RowReader& row) {
  TableUsage out = table_usage(row);
  out.rows = static_cast<std::uint64_t>(row.integer(2));
  return out;
}

StoreResult<StorageUsage> postgres_usage(Tables& tables) {
  auto sizes = read_rows<TableUsage>(tables, {"", sql_records::storage_tables_postgres_sql}, "pg_class", {},
                                     counted_table_usage);
  if (!sizes) return sizes.error();
  StorageUsage out;
  out.tables = std::move(*sizes);
  for (const TableUsage& table : out.tables) out.bytes += table.bytes;
  return out;
}

StoreResult<void> count_rows(Tables& tables, TableUsage& table) {
  const OwnedQuery query = filled({sql_records::storage_rows_sqlite_sql, ""}, {{"table", table.table}});
  return tables.read(query, {},
                     [&](const Cells& cells) { table.rows = static_cast<std::uint64_t>(cells.integer(0)); });
}

StoreResult<StorageUsage> sqlite_usage(Tables& tables, std::uint64_t read_at_most) {
  StorageUsage out;
  const auto whole = tables.read({sql_records::storage_file_sqlite_sql, ""}, {}, [&](const Cells& cells) {
    out.bytes = static_cast<std::uint64_t>(cells.integer(0));
    out.unused = static_cast<std::uint64_t>(cells.integer(1));
  });
  if (!whole) return whole.error();
  if (out.bytes > read_at_most) return out;
  auto sizes =
      read_rows<TableUsage>(tables, {sql_records::storage_tables_sqlite_sql, ""}, "dbstat", {}, table_usage);
  if (!sizes) return out;  // a SQLite built without dbstat
  out.tables = std::move(*sizes);
  for (TableUsage& table : out.tables)
    if (auto counted = count_rows(tables, table); !counted) return counted.error();
  return out;
}

}  // namespace

StorageKind storage_kind_of(std::string_view table) {
  for (const auto& [name, kind] : kKinds)
    if (name == table) return kind;
  return StorageKind::other;
}

StoreResult<StorageUsage> read_storage_usage(Tables& tables, std::uint64_t read_at_most) {
  return tables.is_postgres() ? postgres_usage(tables) : sqlite_usage(tables, read_at_most);
}

}  // namespace tickbard
