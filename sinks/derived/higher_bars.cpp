#include "sinks/derived/higher_bars.hpp"

#include "sinks/derived/row_reader.hpp"
#include "sinks/exact_text.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

std::string_view table_of(Interval interval) {
  constexpr std::array<std::string_view, 5> kTables{"price_bars", "bars_5m", "bars_15m", "bars_1h", "daily_bars"};
  return kTables[static_cast<std::size_t>(interval)];
}

StoredBar stored_bar(RowReader& row) {
  StoredBar out;
  out.bar.start = row.minute(0);
  out.bar.symbol = row.symbol(1);
  out.bar.open = row.price(2);
  out.bar.high = row.price(3);
  out.bar.low = row.price(4);
  out.bar.close = row.price(5);
  out.bar.volume = row.volume(6);
  out.bar.vwap = row.maybe(7, &RowReader::price);
  out.bar.trade_count = static_cast<std::uint32_t>(row.integer(8));
  out.bar.revision = static_cast<std::uint32_t>(row.integer(9));
  out.bar.quality = static_cast<std::uint8_t>(row.integer(10));
  out.created_at = row.instant(11);
  return out;
}

StoreResult<std::size_t> rollup_higher(Tables& tables, const HigherRollup& rollup, UnixNanos now) {
  if (rollup.spans.empty()) return std::size_t{0};
  RowBatch spans(2);
  for (const BarSpan& span : rollup.spans)
    spans.integer(to_unix_seconds(span.start)).integer(to_unix_seconds(span.end));
  const std::array<SqlValue, 7> more{sql_seconds(rollup.spans.front().start),
                                     sql_seconds(rollup.spans.back().end),
                                     sql(rollup.calendar),
                                     sql(rollup.default_calendar),
                                     sql_micros(now),
                                     sql_symbols(rollup.only),
                                     sql(std::int64_t{rollup.keep_existing})};
  const OwnedQuery query = filled({sql_derived::higher_rollup_sqlite_sql, sql_derived::higher_rollup_postgres_sql},
                                  {{"table", table_of(rollup.interval)},
                                   {"source", rollup.from == FoldFrom::minutes ? "price_bars" : "bars_5m"}});
  return tables.write(query, spans, more);
}

StoreResult<std::vector<Symbol>> symbols_of_fives_alone(Tables& tables, const BarSpan& span,
                                                        std::string_view calendar,
                                                        std::string_view default_calendar) {
  const std::array<SqlValue, 4> parameters{sql_seconds(span.start), sql_seconds(span.end), sql(calendar),
                                           sql(default_calendar)};
  return read_rows<Symbol>(
      tables, {sql_derived::symbols_of_fives_sqlite_sql, sql_derived::symbols_of_fives_postgres_sql}, "bars_5m",
      parameters, +[](RowReader& row) { return row.symbol(0); });
}

StoreResult<std::size_t> write_higher(Tables& tables, Interval interval, std::span<const Bar> bars,
                                      UnixNanos now) {
  if (bars.empty()) return std::size_t{0};
  RowBatch rows(11);
  for (const Bar& bar : bars) {
    rows.integer(to_unix_seconds(bar.start)).text(bar.symbol.view());
    rows.price(bar.open).price(bar.high).price(bar.low).price(bar.close).volume(bar.volume);
    bar.vwap ? rows.price(*bar.vwap) : rows.null();
    rows.integer(bar.trade_count).integer(bar.revision).integer(bar.quality);
  }
  const std::array<SqlValue, 1> more{sql_micros(now)};
  return tables.write(filled({sql_derived::higher_upsert_sqlite_sql, sql_derived::higher_upsert_postgres_sql},
                             {{"table", table_of(interval)}}),
                      rows, more);
}

StoreResult<std::vector<StoredBar>> read_bars(Tables& tables, Interval interval, const BarQuery& query) {
  if (query.limit == 0 || query.from >= query.to) return std::vector<StoredBar>{};
  const std::array<SqlValue, 4> parameters{sql(query.symbol.view()), sql_seconds(query.from),
                                           sql_seconds(query.to), sql_limit(query.limit)};
  return read_rows<StoredBar>(
      tables,
      filled({sql_derived::bars_of_symbol_sqlite_sql, sql_derived::bars_of_symbol_postgres_sql},
             {{"table", table_of(interval)}, {"order", query.newest_first ? "DESC" : "ASC"}}),
      table_of(interval), parameters, stored_bar);
}

StoreResult<void> stream_bars(Tables& tables, Interval interval, MinuteStart from, MinuteStart to,
                              const std::function<void(StoredBar&&)>& sink) {
  const std::array<SqlValue, 2> parameters{sql_seconds(from), sql_seconds(to)};
  return stream_rows<StoredBar>(
      tables,
      filled({sql_derived::bars_of_all_sqlite_sql, sql_derived::bars_of_all_postgres_sql},
             {{"table", table_of(interval)}}),
      table_of(interval), parameters, stored_bar, sink);
}

StoreResult<void> changed_minutes(Tables& tables, UnixNanos since, MinuteStart from,
                                  const std::function<void(StoredBar&&)>& sink) {
  const std::array<SqlValue, 2> parameters{sql_micros(since), sql_seconds(from)};
  return stream_rows<StoredBar>(
      tables, {sql_derived::minutes_changed_sqlite_sql, sql_derived::minutes_changed_postgres_sql}, "price_bars",
      parameters, stored_bar, sink);
}

}  // namespace tickbard
