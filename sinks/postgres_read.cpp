#include <algorithm>

#include "sinks/exact_text.hpp"
#include "sinks/postgres_store.hpp"
#include "sinks/stored_values.hpp"
#include "sql_queries_files.hpp"

namespace tickbard {

namespace {

std::optional<Price> price_at(const PgRows& rows, std::size_t row, int column) {
  const std::optional<Int128> raw = parse_wide_decimal(rows.text(row, column), kPriceDigits);
  if (!raw || *raw > INT64_MAX || *raw < INT64_MIN) return std::nullopt;
  return Price{static_cast<std::int64_t>(*raw)};
}

std::optional<UnixNanos> instant_or_null(const PgRows& rows, std::size_t row, int column) {
  if (rows.is_null(row, column)) return std::nullopt;
  return from_unix_micros(rows.integer(row, column));
}

/// timestamp, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality, created_at
std::optional<StoredBar> bar_at(const PgRows& rows, std::size_t i) {
  const auto symbol = Symbol::parse(rows.text(i, 1));
  const auto open = price_at(rows, i, 2), high = price_at(rows, i, 3), low = price_at(rows, i, 4),
             close = price_at(rows, i, 5);
  const auto volume = parse_wide_decimal(rows.text(i, 6), kSizeDigits);
  if (!symbol || !open || !high || !low || !close || !volume) return std::nullopt;
  StoredBar row;
  row.bar.symbol = *symbol;
  row.bar.start = minute_at(rows.integer(i, 0));
  row.bar.open = *open;
  row.bar.high = *high;
  row.bar.low = *low;
  row.bar.close = *close;
  row.bar.volume = Volume{*volume};
  if (!rows.is_null(i, 7)) row.bar.vwap = price_at(rows, i, 7);
  row.bar.trade_count = static_cast<std::uint32_t>(rows.integer(i, 8));
  row.bar.revision = static_cast<std::uint32_t>(rows.integer(i, 9));
  row.bar.quality = static_cast<std::uint8_t>(rows.integer(i, 10));
  row.created_at = from_unix_micros(rows.integer(i, 11));
  return row;
}

std::string limit_text(std::size_t limit) {
  return std::to_string(std::min<std::size_t>(limit, INT64_MAX));
}

}  // namespace

StoreResult<std::vector<StoredBar>> PostgresStore::bars(const BarQuery& query) {
  std::vector<StoredBar> out;
  if (query.limit == 0 || query.from >= query.to) return out;
  const auto rows = connection_.query(
      query.newest_first ? sql_queries::bars_newest_first_postgres_sql
                         : sql_queries::bars_oldest_first_postgres_sql,
      {std::string(query.symbol.view()), utc_text(query.from), utc_text(query.to), limit_text(query.limit)});
  if (!rows) return rows.error();
  out.reserve(rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto row = bar_at(*rows, i);
    if (!row) return unreadable(describe(), "price_bars");
    out.push_back(*row);
  }
  return out;
}

StoreResult<std::vector<SymbolClose>> PostgresStore::closes_in(MinuteStart from, MinuteStart to) {
  const auto rows = connection_.query(sql_queries::closes_in_postgres_sql, {utc_text(from), utc_text(to)});
  if (!rows) return rows.error();
  std::vector<SymbolClose> out;
  out.reserve(rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto symbol = Symbol::parse(rows->text(i, 1));
    const auto close = price_at(*rows, i, 2);
    if (!symbol || !close) return unreadable(describe(), "price_bars");
    out.push_back({*symbol, minute_at(rows->integer(i, 0)), *close});
  }
  return out;
}

StoreResult<std::vector<ResumePoint>> PostgresStore::resume_points(std::string_view feed) {
  const auto rows = connection_.query(sql_queries::resume_points_postgres_sql, {std::string(feed)});
  if (!rows) return rows.error();
  std::vector<ResumePoint> out;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto id = parse_wide_decimal(rows->text(i, 2), 0);
    if (!id || *id < 0 || *id > UINT64_MAX) return unreadable(describe(), "ingest_state");
    out.push_back({std::string(feed), std::string(rows->text(i, 0)), from_unix_micros(rows->integer(i, 1)),
                   static_cast<std::uint64_t>(*id)});
  }
  return out;
}

StoreResult<std::vector<StoredAlert>> PostgresStore::alerts(UnixNanos from, UnixNanos to, std::size_t limit) {
  const auto rows = connection_.query(sql_queries::alerts_between_postgres_sql,
                                      {utc_text(from), utc_text(to), limit_text(limit)});
  if (!rows) return rows.error();
  std::vector<StoredAlert> out;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto symbol = Symbol::parse(rows->text(i, 1));
    const auto price = price_at(*rows, i, 3);
    if (!symbol || !price) return unreadable(describe(), "screener_alerts");
    StoredAlert row;
    row.id = rows->text(i, 0);
    row.symbol = *symbol;
    row.up = rows->text(i, 2) == "gap_up";
    row.trigger_price = *price;
    row.trigger_time = from_unix_micros(rows->integer(i, 4));
    row.conditions = rows->text(i, 5);
    row.metadata = rows->text(i, 6);
    row.created_at = from_unix_micros(rows->integer(i, 7));
    out.push_back(std::move(row));
  }
  return out;
}

StoreResult<std::vector<StoredGap>> PostgresStore::gaps(UnixNanos from, UnixNanos to, std::size_t limit) {
  const auto rows =
      connection_.query(sql_queries::gaps_between_postgres_sql, {utc_text(from), utc_text(to), limit_text(limit)});
  if (!rows) return rows.error();
  std::vector<StoredGap> out;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    StoredGap row;
    row.gap.feed = rows->text(i, 0);
    row.gap.from = from_unix_micros(rows->integer(i, 1));
    row.gap.to = instant_or_null(*rows, i, 2);
    row.gap.reason = lost_reason_from(rows->text(i, 3));
    row.repaired_at = instant_or_null(*rows, i, 4);
    out.push_back(std::move(row));
  }
  return out;
}

StoreResult<std::optional<UploadMark>> PostgresStore::upload_mark(std::string_view instance) {
  const auto rows = connection_.query(sql_queries::upload_mark_postgres_sql, {std::string(instance)});
  if (!rows) return rows.error();
  if (rows->size() == 0) return std::optional<UploadMark>();
  return std::optional<UploadMark>(UploadMark{std::string(instance),
                                              static_cast<std::uint64_t>(rows->integer(0, 0)),
                                              from_unix_micros(rows->integer(0, 1))});
}

}  // namespace tickbard
