#include "sinks/derived/corporate_actions.hpp"

#include <set>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/row_reader.hpp"
#include "sinks/derived/symbol_changes.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

namespace {

/// No date that we read is before it.
constexpr SessionDate kBeginningOfTime{std::chrono::year{1700}, std::chrono::January, std::chrono::day{1}};
constexpr std::string_view kEndOfTime = "9999-12-31";

std::vector<Split> under_names_of_today(std::vector<Split> splits, const Renames& renames) {
  std::vector<Split> out;
  for (Split& split : splits) {
    const auto name = renames.today(split.symbol, split.ex_date);
    if (!name) continue;
    split.symbol = *name;
    out.push_back(split);
  }
  return out;
}

/// The rows (symbol, first, last, factor) of one symbol: its factor from one split, or change of name, to the
/// next. `splits` are under the names of today.
void add_periods(RowBatch& rows, const SplitAdjuster& adjuster, std::span<const Split> splits,
                 const Renames& renames, const Symbol& symbol, SessionDate today) {
  std::set<SessionDate> cuts{kBeginningOfTime};
  for (const Rename& change : renames.all())
    if (change.from == symbol || change.to == symbol) cuts.insert(change.since);
  std::set<Symbol> names;
  for (const SessionDate cut : cuts)
    if (const auto name = renames.today(symbol, cut)) names.insert(*name);
  for (const Split& split : splits)
    if (names.contains(split.symbol)) cuts.insert(split.ex_date);
  for (auto cut = cuts.begin(); cut != cuts.end(); ++cut) {
    const auto next = std::next(cut);
    const auto name = renames.today(symbol, *cut);
    rows.text(symbol.view())
        .text(to_text(*cut))
        .text(next == cuts.end() ? std::string(kEndOfTime) : to_text(*next));
    rows.decimal((name ? adjuster.factor(*name, *cut, today) : SplitFactor{}).e12(), kAdjFactorDigits);
  }
}

}  // namespace

StoreResult<std::vector<Split>> read_splits(Tables& tables) {
  return read_rows<Split>(
      tables, {sql_derived::corporate_actions_sql, sql_derived::corporate_actions_sql}, "corporate_actions", {},
      +[](RowReader& row) {
        return Split{row.symbol(0), row.date(1), row.integer(3), row.integer(4)};
      });
}

StoreResult<std::vector<Split>> read_splits_of_securities(Tables& tables) {
  auto splits = read_splits(tables);
  if (!splits) return splits;
  const auto renames = read_renames(tables);
  if (!renames) return renames.error();
  return under_names_of_today(*std::move(splits), *renames);
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

StoreResult<std::size_t> remove_splits(Tables& tables, std::span<const Split> splits) {
  RowBatch rows(2);
  for (const Split& split : splits) rows.text(split.symbol.view()).text(to_text(split.ex_date));
  return tables.write(
      {sql_derived::corporate_actions_delete_sqlite_sql, sql_derived::corporate_actions_delete_postgres_sql},
      rows);
}

StoreResult<std::size_t> refresh_adj_factors(Tables& tables, SessionDate today, UnixNanos now) {
  std::size_t changed = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    const auto splits = read_splits(tables);
    if (!splits) return splits.error();
    const auto renames = read_renames(tables);
    if (!renames) return renames.error();
    const std::vector<Split> of_securities = under_names_of_today(*splits, *renames);
    const auto adjuster = SplitAdjuster::of(of_securities);
    if (!adjuster) return StoreError{StoreErrorClass::other, tables.describe() + ": " + adjuster.error().text};
    std::set<Symbol> symbols;
    for (const Split& split : *splits) symbols.insert(split.symbol);
    for (const Rename& change : renames->all()) symbols.insert({change.from, change.to});
    RowBatch rows(4);
    for (const Symbol& symbol : symbols) add_periods(rows, *adjuster, of_securities, *renames, symbol, today);
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
