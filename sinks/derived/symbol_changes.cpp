#include "sinks/derived/symbol_changes.hpp"

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/row_reader.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

StoreResult<Renames> read_renames(Tables& tables) {
  auto rows = read_rows<Rename>(
      tables, {sql_derived::symbol_changes_sql, sql_derived::symbol_changes_sql}, "symbol_changes", {},
      +[](RowReader& row) {
        return Rename{row.symbol(0), row.symbol(2), row.date(1)};
      });
  if (!rows) return rows.error();
  auto renames = Renames::of(*std::move(rows));
  if (!renames) return StoreError{StoreErrorClass::other, tables.describe() + ": " + renames.error().text};
  return *std::move(renames);
}

StoreResult<std::size_t> write_renames(Tables& tables, std::span<const Rename> changes) {
  RowBatch rows(3);
  for (const Rename& change : changes)
    rows.text(change.from.view()).text(to_text(change.since)).text(change.to.view());
  return tables.write(
      {sql_derived::symbol_changes_upsert_sqlite_sql, sql_derived::symbol_changes_upsert_postgres_sql}, rows);
}

}  // namespace tickbard
