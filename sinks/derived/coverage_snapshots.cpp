#include "sinks/derived/coverage_snapshots.hpp"

#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

CoverageRow coverage_row(RowReader& row) {
  return {row.instant(0), row.text(1), canonical_json(row.text(2))};
}

}  // namespace

StoreResult<std::size_t> write_coverage(Tables& tables, const CoverageRow& row) {
  RowBatch rows(3);
  rows.integer(to_unix_micros(row.taken_at)).text(row.status).text(canonical_json(row.payload));
  return tables.write({sql_records::coverage_upsert_sqlite_sql, sql_records::coverage_upsert_postgres_sql}, rows);
}

StoreResult<std::vector<CoverageRow>> read_coverage(Tables& tables, UnixNanos from, UnixNanos to,
                                                    std::size_t limit) {
  const std::array<SqlValue, 3> parameters{sql_micros(from), sql_micros(to), sql_limit(limit)};
  return read_rows<CoverageRow>(tables,
                                {sql_records::coverage_read_sqlite_sql, sql_records::coverage_read_postgres_sql},
                                "coverage_snapshots", parameters, coverage_row);
}

StoreResult<std::optional<CoverageRow>> newest_coverage(Tables& tables) {
  return read_row<CoverageRow>(
      tables, {sql_records::coverage_newest_sqlite_sql, sql_records::coverage_newest_postgres_sql},
      "coverage_snapshots", {}, coverage_row);
}

}  // namespace tickbard
