#include "sinks/derived/archives.hpp"

#include <algorithm>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/cell_helpers.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;

ArchiveRow archive_row(RowReader& row) {
  return {row.text(0),   sys_days{row.date(1)},
          row.text(2),   static_cast<std::uint64_t>(row.integer(3)),
          row.text(4),   static_cast<std::uint64_t>(row.integer(5)),
          row.instant(6)};
}

StoreResult<std::int64_t> count(Tables& tables, std::string_view postgres, std::span<const SqlValue> parameters) {
  std::int64_t rows = 0;
  const auto done = tables.read({"", postgres}, parameters, [&](const Cells& cells) { rows = cells.integer(0); });
  if (!done) return done.error();
  return rows;
}

StoreResult<std::size_t> drop_partition(Tables& tables, std::string_view table, sys_days day) {
  std::string digits = to_text(SessionDate{day});
  std::erase(digits, '-');
  const auto text = [&](std::string_view query) {
    return filled({"", query}, {{"table", table}, {"day", digits}});
  };
  std::size_t rows = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    // Readers of the table hold up the detaching, and it holds up those after it: not for long.
    if (auto limited = tables.execute({"", "SET LOCAL lock_timeout = '5s'"}, {}); !limited) return limited.error();
    const std::array<SqlValue, 2> names{sql(table), std::string(table) + "_" + digits};
    const auto there = count(tables, sql_records::partition_there_postgres_sql, names);
    if (!there) return there.error();
    if (*there == 0) return {};
    // First the table, as detaching would: whoever writes has finished, and whoever comes waits.
    if (auto locked = tables.execute(text("LOCK TABLE ONLY {table} IN ACCESS EXCLUSIVE MODE"), {}); !locked)
      return locked.error();
    const std::array<SqlValue, 1> date{sql(SessionDate{day})};
    const auto marked = count(tables, "SELECT count(*) FROM dirty_days WHERE day = $1::date", date);
    if (!marked) return marked.error();
    if (*marked > 0) return {};
    const std::array<SqlValue, 2> bounds{sql_seconds(day), sql_seconds(day + days{1})};
    const auto counted = count(tables, text(sql_records::bars_count_postgres_sql).postgres, bounds);
    if (!counted) return counted.error();
    for (const std::string_view query :
         {sql_records::partition_detach_postgres_sql, sql_records::partition_drop_postgres_sql})
      if (auto changed = tables.execute(text(query), {}); !changed) return changed.error();
    rows = static_cast<std::size_t>(*counted);
    return {};
  });
  if (!done) return done.error();
  return rows;
}

StoreResult<std::size_t> delete_bars(Tables& tables, std::string_view table, sys_days day) {
  const OwnedQuery query = filled({sql_records::bars_delete_sqlite_sql, ""}, {{"table", table}});
  std::size_t rows = 0;
  for (MinuteStart from = day; from < day + days{1}; from += minutes{10}) {
    const std::array<SqlValue, 3> bounds{sql_seconds(from), sql_seconds(from + minutes{10}),
                                         sql(SessionDate{day})};
    const auto gone = tables.execute(query, bounds);
    if (!gone) return gone.error();
    rows += *gone;
  }
  return rows;
}

}  // namespace

StoreResult<std::size_t> write_archive(Tables& tables, const ArchiveRow& row) {
  RowBatch rows(6);
  rows.text(row.table_name).text(to_text(SessionDate{row.day})).text(row.file);
  rows.integer(static_cast<std::int64_t>(row.rows)).text(row.sha256).integer(static_cast<std::int64_t>(row.bytes));
  const std::array<SqlValue, 1> at{sql_micros(row.created_at)};
  return tables.write({sql_records::archives_upsert_sqlite_sql, sql_records::archives_upsert_postgres_sql}, rows,
                      at);
}

StoreResult<std::vector<ArchiveRow>> read_archives(Tables& tables, std::string_view table_name) {
  const std::array<SqlValue, 1> parameters{sql(table_name)};
  return read_rows<ArchiveRow>(tables, {sql_records::archives_sqlite_sql, sql_records::archives_postgres_sql},
                               "archives", parameters, archive_row);
}

StoreResult<std::vector<sys_days>> days_with_bars(Tables& tables, Interval interval, sys_days before) {
  const std::array<SqlValue, 1> parameters{sql(SessionDate{before})};
  return read_rows<sys_days>(
      tables,
      filled({sql_records::days_with_bars_sqlite_sql, sql_records::days_with_bars_postgres_sql},
             {{"table", table_of(interval)}}),
      table_of(interval), parameters, +[](RowReader& row) { return sys_days{row.date(0)}; });
}

StoreResult<std::uint64_t> count_bars(Tables& tables, Interval interval, MinuteStart from, MinuteStart to) {
  const std::array<SqlValue, 2> bounds{sql_seconds(from), sql_seconds(to)};
  std::int64_t rows = 0;
  const auto done = tables.read(filled({sql_records::bars_count_sqlite_sql, sql_records::bars_count_postgres_sql},
                                       {{"table", table_of(interval)}}),
                                bounds, [&](const Cells& cells) { rows = cells.integer(0); });
  if (!done) return done.error();
  return static_cast<std::uint64_t>(rows);
}

StoreResult<std::vector<Symbol>> symbols_not_final(Tables& tables, const RolledSession& session, std::size_t limit,
                                                   Interval interval) {
  const std::array<SqlValue, 6> parameters{sql(session.session),          sql_seconds(session.open),
                                           sql_seconds(session.close),    sql(session.calendar),
                                           sql(session.default_calendar), sql_limit(limit)};
  return read_rows<Symbol>(
      tables,
      filled({sql_records::symbols_not_final_sqlite_sql, sql_records::symbols_not_final_postgres_sql},
             {{"table", table_of(interval)}}),
      table_of(interval), parameters, +[](RowReader& row) { return row.symbol(0); });
}

StoreResult<std::size_t> drop_day(Tables& tables, Interval interval, sys_days day) {
  return tables.is_postgres() ? drop_partition(tables, table_of(interval), day)
                              : delete_bars(tables, table_of(interval), day);
}

}  // namespace tickbard
