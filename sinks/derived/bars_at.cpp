#include "sinks/derived/bars_at.hpp"

#include <nlohmann/json.hpp>

#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/row_reader.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

StoreResult<std::vector<Bar>> bars_at(Tables& tables, Interval interval, std::span<const Bar> these) {
  if (these.empty()) return std::vector<Bar>{};
  nlohmann::json named = nlohmann::json::array();
  for (const Bar& bar : these) named.push_back({to_unix_seconds(bar.start), std::string(bar.symbol.view())});
  const std::array<SqlValue, 1> parameters{named.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
  return read_rows<Bar>(
      tables,
      filled({sql_derived::bars_at_sqlite_sql, sql_derived::bars_at_postgres_sql},
             {{"table", table_of(interval)}}),
      table_of(interval), parameters, +[](RowReader& row) { return stored_bar(row).bar; });
}

}  // namespace tickbard
