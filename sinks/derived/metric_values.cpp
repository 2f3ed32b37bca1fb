#include "sinks/derived/metric_values.hpp"

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

MetricRow metric_row(RowReader& row) {
  return {row.symbol(0),  row.date(1),   row.text(2), row.text(3), row.maybe(4, &RowReader::real),
          row.integer(5), row.instant(6)};
}

}  // namespace

StoreResult<std::size_t> write_metrics(Tables& tables, std::span<const MetricRow> rows, UnixNanos now) {
  RowBatch batch(6);
  for (const MetricRow& row : rows) {
    batch.text(row.ticker.view()).text(to_text(row.as_of_date)).text(row.interval).text(row.key);
    add(batch, row.value);
    batch.integer(row.revision);
  }
  const std::array<SqlValue, 1> at{sql_micros(now)};
  return tables.write(
      {sql_records::metric_values_upsert_sqlite_sql, sql_records::metric_values_upsert_postgres_sql}, batch, at);
}

StoreResult<void> stream_metrics(Tables& tables, SessionDate as_of_date, std::string_view interval,
                                 const std::function<void(MetricRow&&)>& sink) {
  const std::array<SqlValue, 2> parameters{sql(as_of_date), sql(interval)};
  return stream_rows<MetricRow>(
      tables,
      {sql_records::metric_values_of_session_sqlite_sql, sql_records::metric_values_of_session_postgres_sql},
      "security_metric_values", parameters, metric_row, sink);
}

StoreResult<std::vector<MetricRow>> read_metric_series(Tables& tables, const Symbol& ticker,
                                                       std::string_view interval, std::string_view key,
                                                       SessionDate first, SessionDate last) {
  const std::array<SqlValue, 5> parameters{sql(ticker.view()), sql(interval), sql(key), sql(first), sql(last)};
  return read_rows<MetricRow>(
      tables, {sql_records::metric_values_of_ticker_sqlite_sql, sql_records::metric_values_of_ticker_postgres_sql},
      "security_metric_values", parameters, metric_row);
}

}  // namespace tickbard
