#include "sinks/derived/span_volume.hpp"

#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/row_reader.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

StoreResult<void> span_volume(Tables& tables, Interval interval, MinuteStart from, MinuteStart to,
                              const std::function<void(const Symbol&, Volume)>& sink) {
  using Row = std::pair<Symbol, Volume>;
  const std::array<SqlValue, 2> parameters{sql_seconds(from), sql_seconds(to)};
  return stream_rows<Row>(
      tables,
      filled({sql_derived::span_volume_sqlite_sql, sql_derived::span_volume_postgres_sql},
             {{"table", table_of(interval)}}),
      table_of(interval), parameters,
      +[](RowReader& row) {
        return Row{row.symbol(0), row.volume(1)};
      },
      [&](Row&& row) { sink(row.first, row.second); });
}

}  // namespace tickbard
