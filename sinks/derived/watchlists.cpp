#include "sinks/derived/watchlists.hpp"

#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

/// One row of a list, or of a list without symbols.
struct Member {
  std::string name;
  UnixNanos created_at{};
  std::optional<Symbol> symbol;
};

Member member(RowReader& row) {
  return {row.text(0), row.instant(1), row.maybe(2, &RowReader::symbol)};
}

StoreResult<std::size_t> keep_symbols(Tables& tables, std::string_view name, std::span<const Symbol> symbols) {
  const std::array<SqlValue, 2> kept{sql(name), json_list(symbols)};
  return tables.execute(
      {sql_records::watchlist_symbols_keep_sqlite_sql, sql_records::watchlist_symbols_keep_postgres_sql}, kept);
}

}  // namespace

StoreResult<std::size_t> write_watchlist(Tables& tables, std::string_view name, std::span<const Symbol> symbols,
                                         UnixNanos now) {
  std::size_t changed = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    RowBatch list(1), members(2);
    list.text(name);
    for (const Symbol& symbol : symbols) members.text(name).text(symbol.view());
    const std::array<SqlValue, 1> at{sql_micros(now)};
    const auto made = tables.write(
        {sql_records::watchlist_insert_sqlite_sql, sql_records::watchlist_insert_postgres_sql}, list, at);
    if (!made) return made.error();
    const auto gone = keep_symbols(tables, name, symbols);
    if (!gone) return gone.error();
    const auto added = tables.write(
        {sql_records::watchlist_symbols_insert_sqlite_sql, sql_records::watchlist_symbols_insert_postgres_sql},
        members);
    if (!added) return added.error();
    changed = *made + *gone + *added;
    return {};
  });
  if (!done) return done.error();
  return changed;
}

StoreResult<std::size_t> delete_watchlist(Tables& tables, std::string_view name) {
  std::size_t changed = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    const auto members = keep_symbols(tables, name, {});
    if (!members) return members.error();
    const std::array<SqlValue, 1> key{sql(name)};
    const auto list = tables.execute(
        {sql_records::watchlist_delete_sqlite_sql, sql_records::watchlist_delete_postgres_sql}, key);
    if (!list) return list.error();
    changed = *members + *list;
    return {};
  });
  if (!done) return done.error();
  return changed;
}

StoreResult<std::vector<Watchlist>> read_watchlists(Tables& tables) {
  const auto members =
      read_rows<Member>(tables, {sql_records::watchlists_sqlite_sql, sql_records::watchlists_postgres_sql},
                        "watchlist_symbols", {}, member);
  if (!members) return members.error();
  std::vector<Watchlist> out;
  for (const Member& m : *members) {
    if (out.empty() || out.back().name != m.name) out.push_back({m.name, {}, m.created_at});
    if (m.symbol) out.back().symbols.push_back(*m.symbol);
  }
  return out;
}

StoreResult<std::vector<Symbol>> tracked_universe(Tables& tables) {
  return read_rows<Symbol>(
      tables, {sql_records::tracked_universe_sql, sql_records::tracked_universe_sql}, "index_constituents", {},
      +[](RowReader& row) { return row.symbol(0); });
}

}  // namespace tickbard
