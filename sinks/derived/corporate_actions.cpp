#include "sinks/derived/corporate_actions.hpp"

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/row_reader.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::string_view kBeginningOfTime = "0001-01-01";
constexpr std::string_view kEndOfTime = "9999-12-31";

/// The rows (symbol, first, last, factor) of one symbol: its factor from one split to the next.
void add_periods(RowBatch& rows, const SplitAdjuster& adjuster, std::span<const Split> of_symbol,
                 SessionDate today) {
  const Symbol& symbol = of_symbol.front().symbol;
  std::string first(kBeginningOfTime);
  for (const Split& split : of_symbol) {
    const SessionDate before{sys_days{split.ex_date} - days{1}};
    rows.text(symbol.view()).text(first).text(to_text(split.ex_date));
    rows.decimal(adjuster.factor(symbol, before, today).e12(), kAdjFactorDigits);
    first = to_text(split.ex_date);
  }
  rows.text(symbol.view()).text(first).text(kEndOfTime).decimal(SplitFactor{}.e12(), kAdjFactorDigits);
}

}  // namespace

StoreResult<std::vector<Split>> read_splits(Tables& tables) {
  return read_rows<Split>(
      tables, {sql_derived::corporate_actions_sql, sql_derived::corporate_actions_sql}, "corporate_actions", {},
      +[](RowReader& row) {
        return Split{row.symbol(0), row.date(1), row.integer(3), row.integer(4)};
      });
}

StoreResult<std::size_t> write_splits(Tables& tables, std::span<const Split> splits) {
  RowBatch rows(4);
  for (const Split& split : splits) {
    rows.text(split.symbol.view()).text(to_text(split.ex_date));
    rows.integer(split.numerator).integer(split.denominator);
  }
  return tables.write(
      {sql_derived::corporate_actions_upsert_sqlite_sql, sql_derived::corporate_actions_upsert_postgres_sql},
      rows);
}

StoreResult<std::size_t> refresh_adj_factors(Tables& tables, SessionDate today, UnixNanos now) {
  std::size_t changed = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    const auto splits = read_splits(tables);
    if (!splits) return splits.error();
    const auto adjuster = SplitAdjuster::of(*splits);
    if (!adjuster) return StoreError{StoreErrorClass::other, tables.describe() + ": " + adjuster.error().text};
    RowBatch rows(4);
    for (std::size_t i = 0; i < splits->size();) {
      std::size_t end = i;
      while (end < splits->size() && (*splits)[end].symbol == (*splits)[i].symbol) ++end;
      add_periods(rows, *adjuster, std::span(*splits).subspan(i, end - i), today);
      i = end;
    }
    const std::array<SqlValue, 1> at{sql_micros(now)};
    const auto updated = tables.write(
        {sql_derived::adj_factor_update_sqlite_sql, sql_derived::adj_factor_update_postgres_sql}, rows, at);
    if (!updated) return updated.error();
    const auto cleared =
        tables.execute({sql_derived::adj_factor_clear_sqlite_sql, sql_derived::adj_factor_clear_postgres_sql}, at);
    if (!cleared) return cleared.error();
    changed = *updated + *cleared;
    return {};
  });
  if (!done) return done.error();
  return changed;
}

}  // namespace tickbard
