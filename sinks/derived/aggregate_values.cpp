#include "sinks/derived/aggregate_values.hpp"

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

AggregateRow aggregate_row(RowReader& row) {
  AggregateRow out;
  out.set_hash = row.text(0);
  out.as_of_date = row.date(1);
  out.interval = row.text(2);
  out.key = row.text(3);
  out.as_of = row.instant(4);
  out.value = row.maybe(5, &RowReader::real);
  out.valid = static_cast<std::uint32_t>(row.integer(6));
  out.missing = static_cast<std::uint32_t>(row.integer(7));
  out.computed_at = row.instant(8);
  return out;
}

/// The name or hash that the values of `interval` are under.
std::string kept_under(std::string_view set, std::string_view interval) {
  constexpr std::size_t kHashDigits = 64;
  const bool hash =
      set.size() == kHashDigits && set.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return interval == "day" || hash ? std::string(set) : minute_alias(set);
}

}  // namespace

std::string minute_alias(std::string_view name) {
  return std::string(name) + "@1m";
}

StoreResult<std::size_t> write_aggregates(Tables& tables, std::span<const AggregateRow> rows, UnixNanos now) {
  RowBatch batch(8);
  for (const AggregateRow& row : rows) {
    batch.text(row.set_hash).text(to_text(row.as_of_date)).text(row.interval).text(row.key);
    batch.integer(to_unix_micros(row.as_of));
    add(batch, row.value);
    batch.integer(row.valid).integer(row.missing);
  }
  const std::array<SqlValue, 1> at{sql_micros(now)};
  return tables.write(
      {sql_records::aggregate_values_upsert_sqlite_sql, sql_records::aggregate_values_upsert_postgres_sql}, batch,
      at);
}

StoreResult<std::vector<AggregateRow>> read_aggregates(Tables& tables, const AggregateQuery& query) {
  const std::array<SqlValue, 6> parameters{sql(kept_under(query.set, query.interval)),
                                           sql(query.interval),
                                           sql(query.first),
                                           sql(query.last),
                                           query.keys.empty() ? SqlValue{} : SqlValue{json_text_list(query.keys)},
                                           sql_limit(query.limit)};
  return read_rows<AggregateRow>(
      tables,
      filled({sql_records::aggregate_values_sqlite_sql, sql_records::aggregate_values_postgres_sql},
             {{"order", query.newest_first ? "DESC" : "ASC"}}),
      "security_aggregate_values", parameters, aggregate_row);
}

StoreResult<std::optional<SessionDate>> newest_aggregate(Tables& tables, std::string_view set,
                                                         std::string_view interval) {
  const std::array<SqlValue, 2> parameters{sql(kept_under(set, interval)), sql(interval)};
  using Date = std::optional<SessionDate>;
  const auto found = read_row<Date>(
      tables, {sql_records::aggregate_values_newest_sqlite_sql, sql_records::aggregate_values_newest_postgres_sql},
      "security_aggregate_values", parameters, +[](RowReader& row) { return row.maybe(0, &RowReader::date); });
  if (!found) return found.error();
  return found->value_or(std::nullopt);
}

}  // namespace tickbard
