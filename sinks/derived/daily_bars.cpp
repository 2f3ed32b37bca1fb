#include "sinks/derived/daily_bars.hpp"

#include <algorithm>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/row_reader.hpp"
#include "sinks/exact_text.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

namespace {

/// The columns of daily_of_*.sql.
StoredDaily stored_daily(RowReader& row) {
  StoredDaily out;
  DailyBar& bar = out.bar;
  bar.symbol = row.symbol(0);
  bar.session = row.date(1);
  bar.open = row.price(2);
  bar.high = row.price(3);
  bar.low = row.price(4);
  bar.close = row.price(5);
  bar.volume_rth = row.volume(6);
  bar.volume_pre = row.volume(7);
  bar.volume_post = row.volume(8);
  bar.trade_count = static_cast<std::uint64_t>(row.integer(9));
  bar.vwap_rth = row.maybe(10, &RowReader::price);
  bar.open_source = row.one_of<DayPriceSource>(11, kOpenSourceNames);
  bar.close_source = row.one_of<DayPriceSource>(12, kCloseSourceNames);
  bar.bars_rth = static_cast<std::uint32_t>(row.integer(13));
  bar.expected_bars = static_cast<std::uint32_t>(row.integer(14));
  bar.first_bar = row.maybe(15, &RowReader::minute);
  bar.last_bar = row.maybe(16, &RowReader::minute);
  bar.is_final = row.integer(17) != 0;
  bar.origin = row.one_of<DayOrigin>(18, kDayOriginNames);
  bar.revision = static_cast<std::uint32_t>(row.integer(19));
  out.adj_factor = row.decimal(20, kAdjFactorDigits);
  out.computed_at = row.instant(21);
  return out;
}

/// The columns of daily_figures.*.sql.
DailyFigures daily_figures(RowReader& row) {
  DailyFigures out;
  out.symbol = row.symbol(0);
  out.session = row.date(1);
  out.open = row.price(2);
  out.high = row.price(3);
  out.low = row.price(4);
  out.close = row.price(5);
  out.volume_rth = row.volume(6);
  out.is_final = row.integer(7) != 0;
  out.revision = static_cast<std::uint32_t>(row.integer(8));
  return out;
}

void add(RowBatch& rows, const std::optional<MinuteStart>& minute) {
  minute ? rows.integer(to_unix_seconds(*minute)) : rows.null();
}

}  // namespace

StoreResult<void> stream_daily(Tables& tables, SessionDate first, SessionDate last,
                               const std::function<void(StoredDaily&&)>& sink) {
  const std::array<SqlValue, 2> parameters{sql(first), sql(last)};
  return stream_rows<StoredDaily>(tables,
                                  {sql_derived::daily_of_all_sqlite_sql, sql_derived::daily_of_all_postgres_sql},
                                  "daily_bars", parameters, stored_daily, sink);
}

StoreResult<void> stream_daily_figures(Tables& tables, SessionDate first, SessionDate last,
                                       const std::function<void(DailyFigures&&)>& sink) {
  const std::array<SqlValue, 2> parameters{sql(first), sql(last)};
  return stream_rows<DailyFigures>(
      tables, {sql_derived::daily_figures_sqlite_sql, sql_derived::daily_figures_postgres_sql}, "daily_bars",
      parameters, daily_figures, sink);
}

StoreResult<std::vector<StoredDaily>> daily_of_symbol(Tables& tables, const Symbol& symbol, SessionDate last,
                                                      std::size_t limit) {
  const std::array<SqlValue, 3> parameters{sql(symbol.view()), sql(last), sql_limit(limit)};
  auto rows = read_rows<StoredDaily>(
      tables, {sql_derived::daily_of_symbol_sqlite_sql, sql_derived::daily_of_symbol_postgres_sql}, "daily_bars",
      parameters, stored_daily);
  if (rows) std::reverse(rows->begin(), rows->end());
  return rows;
}

StoreResult<void> daily_of_session(Tables& tables, SessionDate session,
                                   const std::function<void(StoredDaily&&)>& sink) {
  const std::array<SqlValue, 1> parameters{sql(session)};
  return stream_rows<StoredDaily>(
      tables, {sql_derived::daily_of_session_sqlite_sql, sql_derived::daily_of_session_postgres_sql}, "daily_bars",
      parameters, stored_daily, sink);
}

StoreResult<std::vector<Symbol>> daily_symbols(Tables& tables) {
  return read_rows<Symbol>(
      tables, {sql_derived::daily_symbols_sql, sql_derived::daily_symbols_sql}, "daily_bars", {},
      +[](RowReader& row) { return row.symbol(0); });
}

StoreResult<std::size_t> write_daily(Tables& tables, std::span<const DailyBar> bars, UnixNanos now) {
  if (bars.empty()) return std::size_t{0};
  RowBatch rows(19);
  for (const DailyBar& bar : bars) {
    rows.text(bar.symbol.view()).text(to_text(bar.session));
    rows.price(bar.open).price(bar.high).price(bar.low).price(bar.close);
    rows.volume(bar.volume_rth).volume(bar.volume_pre).volume(bar.volume_post);
    rows.integer(static_cast<std::int64_t>(bar.trade_count));
    bar.vwap_rth ? rows.price(*bar.vwap_rth) : rows.null();
    rows.text(kOpenSourceNames[static_cast<std::size_t>(bar.open_source)]);
    rows.text(kCloseSourceNames[static_cast<std::size_t>(bar.close_source)]);
    rows.integer(bar.bars_rth).integer(bar.expected_bars);
    add(rows, bar.first_bar);
    add(rows, bar.last_bar);
    rows.integer(bar.is_final ? 1 : 0).text(kDayOriginNames[static_cast<std::size_t>(bar.origin)]);
  }
  const std::array<SqlValue, 1> more{sql_micros(now)};
  return tables.write({sql_derived::daily_upsert_sqlite_sql, sql_derived::daily_upsert_postgres_sql}, rows, more);
}

}  // namespace tickbard
