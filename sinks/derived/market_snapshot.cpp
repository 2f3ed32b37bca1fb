#include "sinks/derived/market_snapshot.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

/// The columns of both tables; the last one, expiry, is of the newest alone.
SnapshotRow past_snapshot(RowReader& row) {
  SnapshotRow out;
  out.symbol = row.symbol(0);
  out.analysis_type = row.text(1);
  out.as_of_date = row.date(2);
  out.close = row.maybe(3, &RowReader::price);
  out.rsi_14 = row.maybe(4, &RowReader::real);
  out.atr_14 = row.maybe(5, &RowReader::real);
  out.adx_14 = row.maybe(6, &RowReader::real);
  out.macd = row.maybe(7, &RowReader::real);
  out.ma_bucket = row.maybe(8, &RowReader::text);
  out.stage_label = row.maybe(9, &RowReader::text);
  out.stage_slope_pct = row.maybe(10, &RowReader::real);
  out.stage_dist_pct = row.maybe(11, &RowReader::real);
  out.perf_1d = row.maybe(12, &RowReader::real);
  out.perf_20d = row.maybe(13, &RowReader::real);
  out.perf_252d = row.maybe(14, &RowReader::real);
  out.payload = canonical_json(row.text(15));
  out.revision = static_cast<std::uint32_t>(row.integer(16));
  out.computed_at = row.instant(17);
  return out;
}

SnapshotRow newest_snapshot(RowReader& row) {
  SnapshotRow out = past_snapshot(row);
  out.expiry = row.maybe(18, &RowReader::instant);
  return out;
}

/// `at`: as first revisions, with the time of writing.
RowBatch figures_of(const Tables& tables, std::span<const SnapshotRow> rows, std::optional<UnixNanos> at) {
  RowBatch out(at ? 18 : 16);
  for (const SnapshotRow& row : rows) {
    out.text(row.symbol.view()).text(row.analysis_type).text(to_text(row.as_of_date));
    add(out, row.close);
    for (const auto* value : {&row.rsi_14, &row.atr_14, &row.adx_14, &row.macd}) add(out, *value);
    add(out, row.ma_bucket);
    add(out, row.stage_label);
    for (const auto* value :
         {&row.stage_slope_pct, &row.stage_dist_pct, &row.perf_1d, &row.perf_20d, &row.perf_252d})
      add(out, *value);
    out.text(tables.is_postgres() ? row.payload : canonical_json(row.payload));  // jsonb has a form of its own
    if (at) out.integer(1).instant(*at);
  }
  return out;
}

StoreResult<bool> any_there(Tables& tables, std::span<const SnapshotRow> rows) {
  auto keys = nlohmann::json::array();
  for (const SnapshotRow& row : rows)
    keys.push_back({row.symbol.view(), row.analysis_type, to_text(row.as_of_date)});
  const std::array<SqlValue, 1> asked{
      SqlValue(keys.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))};
  bool any = false;
  const auto read = tables.read(
      {sql_records::snapshot_history_there_sqlite_sql, sql_records::snapshot_history_there_postgres_sql}, asked,
      [&](const Cells&) { any = true; });
  if (!read) return read.error();
  return any;
}

StoreResult<std::size_t> upsert_history(Tables& tables, std::span<const SnapshotRow> rows, UnixNanos now) {
  const std::array<SqlValue, 1> at{sql_micros(now)};
  return tables.write(
      {sql_records::snapshot_history_insert_sqlite_sql, sql_records::snapshot_history_insert_postgres_sql},
      figures_of(tables, rows, {}), at);
}

/// Sessions that have no row yet are copied in; another run may have written some since we looked.
StoreResult<std::size_t> write_history(Tables& tables, std::span<const SnapshotRow> rows, UnixNanos now) {
  constexpr std::array<std::string_view, 18> kColumns{
      "symbol",  "analysis_type", "as_of_date", "close",       "rsi_14",          "atr_14",
      "adx_14",  "macd",          "ma_bucket",  "stage_label", "stage_slope_pct", "stage_dist_pct",
      "perf_1d", "perf_20d",      "perf_252d",  "payload",     "revision",        "computed_at"};
  const auto any = any_there(tables, rows);
  if (!any) return any.error();
  if (*any) return upsert_history(tables, rows, now);
  const auto inserted = tables.append("market_snapshot_history", kColumns, figures_of(tables, rows, now));
  if (inserted) return rows.size();
  if (inserted.error().cls != StoreErrorClass::poison) return inserted.error();
  return upsert_history(tables, rows, now);
}

/// One row per (symbol, analysis type): its newest session, for one statement may change a row once.
RowBatch newest_of(std::span<const SnapshotRow> rows) {
  std::vector<const SnapshotRow*> sorted;
  for (const SnapshotRow& row : rows) sorted.push_back(&row);
  std::stable_sort(sorted.begin(), sorted.end(), [](const SnapshotRow* a, const SnapshotRow* b) {
    return std::tie(a->symbol, a->analysis_type, b->as_of_date) <
           std::tie(b->symbol, b->analysis_type, a->as_of_date);
  });
  RowBatch out(4);
  const SnapshotRow* before = nullptr;
  for (const SnapshotRow* row : sorted) {
    if (before && before->symbol == row->symbol && before->analysis_type == row->analysis_type) continue;
    out.text(row->symbol.view()).text(row->analysis_type).text(to_text(row->as_of_date));
    add(out, row->expiry);
    before = row;
  }
  return out;
}

}  // namespace

StoreResult<std::size_t> write_snapshots(Tables& tables, std::span<const SnapshotRow> rows, UnixNanos now) {
  std::size_t changed = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    const auto kept = write_history(tables, rows, now);
    if (!kept) return kept.error();
    const auto newest = tables.write(
        {sql_records::snapshot_upsert_sqlite_sql, sql_records::snapshot_upsert_postgres_sql}, newest_of(rows));
    if (!newest) return newest.error();
    changed = std::max(*kept, *newest);
    return {};
  });
  if (!done) return done.error();
  return changed;
}

StoreResult<std::optional<SnapshotRow>> read_snapshot(Tables& tables, const Symbol& symbol,
                                                      std::string_view analysis_type) {
  const std::array<SqlValue, 2> parameters{sql(analysis_type), sql(symbol.view())};
  return read_row<SnapshotRow>(tables, {sql_records::snapshots_sqlite_sql, sql_records::snapshots_postgres_sql},
                               "market_snapshot", parameters, newest_snapshot);
}

StoreResult<void> stream_snapshots(Tables& tables, std::string_view analysis_type,
                                   const std::function<void(SnapshotRow&&)>& sink) {
  const std::array<SqlValue, 2> parameters{sql(analysis_type), SqlValue{}};
  return stream_rows<SnapshotRow>(tables, {sql_records::snapshots_sqlite_sql, sql_records::snapshots_postgres_sql},
                                  "market_snapshot", parameters, newest_snapshot, sink);
}

StoreResult<std::vector<SnapshotRow>> read_snapshot_history(Tables& tables, const Symbol& symbol,
                                                            std::string_view analysis_type, SessionDate first,
                                                            SessionDate last, Revisions revisions) {
  const std::array<SqlValue, 5> parameters{sql(symbol.view()), sql(analysis_type), sql(first), sql(last),
                                           sql(std::int64_t{revisions == Revisions::all ? 1 : 0})};
  return read_rows<SnapshotRow>(
      tables, {sql_records::snapshot_history_sqlite_sql, sql_records::snapshot_history_postgres_sql},
      "market_snapshot_history", parameters, past_snapshot);
}

}  // namespace tickbard
