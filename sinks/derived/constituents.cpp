#include "sinks/derived/constituents.hpp"

#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

Constituent constituent(RowReader& row) {
  Constituent out;
  out.symbol = row.symbol(0);
  out.name = row.maybe(1, &RowReader::text);
  out.sector = row.maybe(2, &RowReader::text);
  out.is_active = row.integer(3) != 0;
  out.first_seen_at = row.instant(4);
  out.became_inactive_at = row.maybe(5, &RowReader::instant);
  return out;
}

}  // namespace

StoreResult<std::size_t> write_constituents(Tables& tables, std::string_view index_code,
                                            std::span<const Constituent> rows, UnixNanos now) {
  if (rows.empty()) {
    return StoreError{StoreErrorClass::other,
                      "A list without members for the index " + std::string(index_code) +
                          " was refused: every member would have left it; check its source."};
  }
  RowBatch batch(4);
  std::vector<Symbol> members;
  for (const Constituent& row : rows) {
    batch.text(index_code).text(row.symbol.view());
    add(batch, row.name);
    add(batch, row.sector);
    members.push_back(row.symbol);
  }
  std::size_t changed = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    const std::array<SqlValue, 1> at{sql_micros(now)};
    const auto here = tables.write(
        {sql_records::constituents_upsert_sqlite_sql, sql_records::constituents_upsert_postgres_sql}, batch, at);
    if (!here) return here.error();
    const std::array<SqlValue, 3> parameters{sql(index_code), json_list(members), sql_micros(now)};
    const auto left = tables.execute(
        {sql_records::constituents_leave_sqlite_sql, sql_records::constituents_leave_postgres_sql}, parameters);
    if (!left) return left.error();
    changed = *here + *left;
    return {};
  });
  if (!done) return done.error();
  return changed;
}

StoreResult<std::vector<Constituent>> read_constituents(Tables& tables, std::string_view index_code,
                                                        Members members) {
  const std::array<SqlValue, 2> parameters{sql(index_code), sql(std::int64_t{members == Members::all ? 1 : 0})};
  return read_rows<Constituent>(tables,
                                {sql_records::constituents_sqlite_sql, sql_records::constituents_postgres_sql},
                                "index_constituents", parameters, constituent);
}

StoreResult<std::vector<IndexSize>> read_indices(Tables& tables) {
  return read_rows<IndexSize>(
      tables, {sql_records::indices_sql, sql_records::indices_sql}, "index_constituents", {}, +[](RowReader& row) {
        return IndexSize{row.text(0), static_cast<std::uint64_t>(row.integer(1)),
                         static_cast<std::uint64_t>(row.integer(2))};
      });
}

}  // namespace tickbard
