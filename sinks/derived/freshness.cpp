#include "sinks/derived/freshness.hpp"

#include <algorithm>

#include "sinks/derived/cell_helpers.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

/// Symbols without an answer yet, and where their answers go.
struct Wanted {
  std::vector<Symbol> symbols;
  std::vector<std::size_t> places;
};

Wanted still_wanted(std::span<const LastBar> found) {
  Wanted out;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].start) continue;
    out.symbols.push_back(found[i].symbol);
    out.places.push_back(i);
  }
  return out;
}

/// Takes rows (place among the wanted, unix seconds).
auto into(std::vector<LastBar>& found, const Wanted& wanted) {
  return [&](const Cells& cells) {
    const auto place = static_cast<std::size_t>(cells.integer(0));
    if (place < wanted.places.size()) found[wanted.places[place]].start = RowReader(cells).minute(1);
  };
}

/// The start of the newest bar in [since, before).
StoreResult<std::optional<MinuteStart>> newest_before(Tables& tables, std::string_view table, MinuteStart since,
                                                      MinuteStart before) {
  const std::array<SqlValue, 2> bounds{sql_seconds(since), sql_seconds(before)};
  std::optional<MinuteStart> out;
  const auto done =
      tables.read(filled({sql_records::newest_bar_before_sqlite_sql, ""}, {{"table", table}}), bounds,
                  [&](const Cells& cells) { out = RowReader(cells).maybe(0, &RowReader::minute); });
  if (!done) return done.error();
  return out;
}

/// Hour by hour back from the newest, as the index is, with ever fewer symbols.
StoreResult<void> look_back(Tables& tables, std::string_view table, MinuteStart since, MinuteStart before,
                            std::vector<LastBar>& found) {
  const OwnedQuery query = filled({sql_records::last_bars_sqlite_sql, ""}, {{"table", table}});
  for (Wanted wanted = still_wanted(found); !wanted.symbols.empty(); wanted = still_wanted(found)) {
    const auto newest = newest_before(tables, table, since, before);
    if (!newest) return newest.error();
    if (!*newest) return {};
    const auto hour = std::chrono::floor<std::chrono::hours>(**newest);
    const std::array<SqlValue, 3> parameters{sql(std::int64_t{hour.time_since_epoch().count()}),
                                             json_list(wanted.symbols), sql_seconds(before)};
    if (auto done = tables.read(query, parameters, into(found, wanted)); !done) return done;
    before = hour;
  }
  return {};
}

}  // namespace

StoreResult<std::vector<LastBar>> read_last_bars(Tables& tables, Interval interval,
                                                 std::span<const Symbol> symbols, MinuteStart since,
                                                 MinuteStart before) {
  std::vector<LastBar> found;
  for (const Symbol& symbol : symbols) found.push_back({symbol, std::nullopt});
  const std::string_view table = table_of(interval);
  if (tables.is_postgres()) {
    const Wanted all = still_wanted(found);
    const std::array<SqlValue, 3> parameters{sql_seconds(since), json_list(all.symbols), sql_seconds(before)};
    const auto done = tables.read(filled({"", sql_records::last_bars_postgres_sql}, {{"table", table}}),
                                  parameters, into(found, all));
    if (!done) return done.error();
  } else if (const auto done = look_back(tables, table, since, before, found); !done) {
    return done.error();
  }
  const Wanted rest = still_wanted(found);
  if (rest.symbols.empty()) return found;
  const std::array<SqlValue, 2> parameters{json_list(rest.symbols), sql_seconds(std::min(since, before))};
  const auto done =
      tables.read({sql_records::last_bars_daily_sqlite_sql, sql_records::last_bars_daily_postgres_sql}, parameters,
                  into(found, rest));
  if (!done) return done.error();
  return found;
}

StoreResult<std::vector<LastSession>> read_last_sessions(Tables& tables, std::span<const Symbol> symbols,
                                                         SessionDate until) {
  std::vector<LastSession> found;
  for (const Symbol& symbol : symbols) found.push_back({symbol, std::nullopt});
  const std::array<SqlValue, 2> parameters{sql(until), json_list(symbols)};
  const auto done = tables.read({sql_records::last_sessions_sqlite_sql, sql_records::last_sessions_postgres_sql},
                                parameters, [&](const Cells& cells) {
                                  const auto place = static_cast<std::size_t>(cells.integer(0));
                                  if (place < found.size()) found[place].session = RowReader(cells).date(1);
                                });
  if (!done) return done.error();
  return found;
}

StoreResult<std::vector<Symbol>> stored_symbols(Tables& tables) {
  return read_rows<Symbol>(
      tables, {sql_records::stored_symbols_sql, sql_records::stored_symbols_sql}, "instruments", {},
      +[](RowReader& row) { return row.symbol(0); });
}

StoreResult<std::vector<SessionFill>> read_fill(Tables& tables, Interval interval, std::span<const FillSpan> spans,
                                                std::span<const Symbol> only) {
  const OwnedQuery query =
      filled({sql_records::fill_sqlite_sql, sql_records::fill_postgres_sql}, {{"table", table_of(interval)}});
  std::vector<SessionFill> out;
  for (const FillSpan& span : spans) {
    const std::array<SqlValue, 3> parameters{sql_seconds(span.from), sql_seconds(span.to), sql_symbols(only)};
    const auto done = tables.read(query, parameters, [&](const Cells& cells) {
      out.push_back({span.session, static_cast<std::uint64_t>(cells.integer(0)),
                     static_cast<std::uint64_t>(cells.integer(1))});
    });
    if (!done) return done.error();
  }
  return out;
}

StoreResult<std::vector<DailyFill>> read_daily_fill(Tables& tables, SessionDate first, SessionDate last,
                                                    std::span<const Symbol> only,
                                                    const FollowedCalendar& calendar) {
  const SqlValue followed = calendar.name.empty() ? SqlValue{} : sql(calendar.name);
  const std::array<SqlValue, 5> parameters{sql(first), sql(last), sql_symbols(only), followed,
                                           sql(calendar.default_name)};
  return read_rows<DailyFill>(
      tables, {sql_records::daily_fill_sqlite_sql, sql_records::daily_fill_postgres_sql}, "daily_bars", parameters,
      +[](RowReader& row) {
        const auto number = [&](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
        return DailyFill{row.date(0), number(1), number(2), number(3), number(4)};
      });
}

}  // namespace tickbard
