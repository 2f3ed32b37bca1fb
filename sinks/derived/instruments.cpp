#include "sinks/derived/instruments.hpp"

#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

InstrumentRow instrument_row(RowReader& row) {
  InstrumentRow out;
  out.symbol = row.symbol(0);
  out.calendar = row.text(1);
  out.feed = row.text(2);
  out.name = row.maybe(3, &RowReader::text);
  out.exchange = row.maybe(4, &RowReader::text);
  out.security_type = row.maybe(5, &RowReader::text);
  out.sector = row.maybe(6, &RowReader::text);
  out.industry = row.maybe(7, &RowReader::text);
  out.sub_industry = row.maybe(8, &RowReader::text);
  out.market_cap = row.maybe(9, &RowReader::integer);
  out.is_active = row.integer(10) != 0;
  out.first_seen_at = row.instant(11);
  out.updated_at = row.instant(12);
  return out;
}

Query read_query() {
  return {sql_records::instruments_read_sqlite_sql, sql_records::instruments_read_postgres_sql};
}

}  // namespace

StoreResult<std::size_t> write_instruments(Tables& tables, std::span<const InstrumentRow> rows, UnixNanos now) {
  RowBatch batch(11);
  for (const InstrumentRow& row : rows) {
    batch.text(row.symbol.view()).text(row.calendar).text(row.feed);
    for (const auto* text :
         {&row.name, &row.exchange, &row.security_type, &row.sector, &row.industry, &row.sub_industry})
      add(batch, *text);
    add(batch, row.market_cap);
    batch.integer(row.is_active ? 1 : 0);
  }
  const std::array<SqlValue, 1> at{sql_micros(now)};
  return tables.write({sql_records::instruments_upsert_sqlite_sql, sql_records::instruments_upsert_postgres_sql},
                      batch, at);
}

StoreResult<std::vector<InstrumentRow>> read_instruments(Tables& tables) {
  const std::array<SqlValue, 1> all{};
  return read_rows<InstrumentRow>(tables, read_query(), "instruments", all, instrument_row);
}

StoreResult<std::optional<InstrumentRow>> read_instrument(Tables& tables, const Symbol& symbol) {
  const std::array<SqlValue, 1> one{sql(symbol.view())};
  return read_row<InstrumentRow>(tables, read_query(), "instruments", one, instrument_row);
}

}  // namespace tickbard
