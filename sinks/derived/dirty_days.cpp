#include "sinks/derived/dirty_days.hpp"

#include "sinks/derived/row_reader.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

StoreResult<std::vector<DirtyDay>> dirty_days(Tables& tables) {
  return read_rows<DirtyDay>(
      tables, {sql_derived::dirty_days_sqlite_sql, sql_derived::dirty_days_postgres_sql}, "dirty_days", {},
      +[](RowReader& row) {
        return DirtyDay{std::chrono::sys_days{row.date(0)}, row.instant(1)};
      });
}

StoreResult<void> mark_dirty(Tables& tables, std::chrono::sys_days day, UnixNanos now) {
  const std::array<SqlValue, 2> parameters{sql(SessionDate{day}), sql_micros(now)};
  const auto done =
      tables.execute({sql_derived::dirty_mark_sqlite_sql, sql_derived::dirty_mark_postgres_sql}, parameters);
  if (!done) return done.error();
  return {};
}

StoreResult<void> clear_dirty(Tables& tables, std::span<const DirtyDay> seen) {
  for (const DirtyDay& mark : seen) {
    const std::array<SqlValue, 2> parameters{sql(SessionDate{mark.day}), sql_micros(mark.marked_at)};
    const auto done =
        tables.execute({sql_derived::dirty_clear_sqlite_sql, sql_derived::dirty_clear_postgres_sql}, parameters);
    if (!done) return done.error();
  }
  return {};
}

}  // namespace tickbard
