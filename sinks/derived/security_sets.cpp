#include "sinks/derived/security_sets.hpp"

#include <algorithm>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/cell_helpers.hpp"
#include "sql_records_files.hpp"

namespace tickbard {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

SessionDate day_before(SessionDate date) {
  return sys_days{date} - days{1};
}

SecuritySetRow security_set_row(RowReader& row) {
  return {row.text(0), canonical_json(row.text(1)), static_cast<std::uint32_t>(row.integer(2)), row.instant(3)};
}

SetAlias set_alias(RowReader& row) {
  return {row.text(0), row.text(1), row.date(2), row.maybe(3, &RowReader::date)};
}

/// The first session in (after, before) that has values of a set.
StoreResult<std::optional<SessionDate>> next_value(Tables& tables, std::string_view set_hash, SessionDate after,
                                                   std::optional<SessionDate> before) {
  const std::array<SqlValue, 3> parameters{sql(set_hash), sql(after), before ? sql(*before) : SqlValue{}};
  using Date = std::optional<SessionDate>;
  const auto found = read_row<Date>(
      tables, {sql_records::set_next_value_sqlite_sql, sql_records::set_next_value_postgres_sql},
      "security_aggregate_values", parameters, +[](RowReader& row) { return row.maybe(0, &RowReader::date); });
  if (!found) return found.error();
  return found->value_or(std::nullopt);
}

/// Equal neighbours become one, and each alias ends where the next begins. `aliases` are of one name, by from.
std::vector<SetAlias> joined(const std::vector<SetAlias>& aliases) {
  std::vector<SetAlias> out;
  for (const SetAlias& alias : aliases) {
    if (!out.empty() && out.back().set_hash == alias.set_hash) continue;
    if (!out.empty()) out.back().to = day_before(alias.from);
    out.push_back(alias);
    out.back().to.reset();
  }
  return out;
}

StoreResult<std::size_t> replace_aliases(Tables& tables, std::span<const SetAlias> before,
                                         std::span<const SetAlias> after) {
  std::size_t changed = 0;
  for (const SetAlias& alias : before) {
    if (std::any_of(after.begin(), after.end(), [&](const SetAlias& a) { return a.from == alias.from; })) continue;
    const std::array<SqlValue, 2> key{sql(alias.name), sql(alias.from)};
    const auto gone = tables.execute(
        {sql_records::set_alias_delete_sqlite_sql, sql_records::set_alias_delete_postgres_sql}, key);
    if (!gone) return gone.error();
    changed += *gone;
  }
  RowBatch rows(4);
  for (const SetAlias& alias : after) {
    rows.text(alias.name).text(alias.set_hash).text(to_text(alias.from));
    alias.to ? rows.text(to_text(*alias.to)) : rows.null();
  }
  const auto written =
      tables.write({sql_records::set_alias_upsert_sqlite_sql, sql_records::set_alias_upsert_postgres_sql}, rows);
  if (!written) return written.error();
  return changed + *written;
}

/// The aliases of one name with `set_hash` in force on `session`.
StoreResult<std::vector<SetAlias>> with_alias(Tables& tables, std::vector<SetAlias> aliases, std::string_view name,
                                              std::string_view set_hash, SessionDate session) {
  const auto next =
      std::find_if(aliases.begin(), aliases.end(), [&](const SetAlias& a) { return a.from > session; });
  const std::optional<SessionDate> until = next == aliases.end() ? std::nullopt : std::optional(next->from);
  const bool any_before = next != aliases.begin();
  std::vector<SetAlias> added{{std::string(name), std::string(set_hash), session, std::nullopt}};
  auto at = next;
  if (any_before) {
    const SetAlias in_force = *std::prev(next);
    if (in_force.set_hash == set_hash) return aliases;
    const auto later = next_value(tables, in_force.set_hash, session, until);
    if (!later) return later.error();
    if (*later) added.push_back({std::string(name), in_force.set_hash, **later, std::nullopt});
    if (in_force.from == session) at = aliases.erase(std::prev(next));
  }
  aliases.insert(at, added.begin(), added.end());
  return joined(aliases);
}

}  // namespace

StoreResult<std::size_t> write_security_set(Tables& tables, const SecuritySetRow& row, UnixNanos now) {
  RowBatch rows(3);
  rows.text(row.set_hash).text(row.tickers_json).integer(row.ticker_count);
  const std::array<SqlValue, 1> at{sql_micros(now)};
  return tables.write(
      {sql_records::security_sets_insert_sqlite_sql, sql_records::security_sets_insert_postgres_sql}, rows, at);
}

StoreResult<std::optional<SecuritySetRow>> read_security_set(Tables& tables, std::string_view set_hash) {
  const std::array<SqlValue, 1> parameters{sql(set_hash)};
  return read_row<SecuritySetRow>(
      tables, {sql_records::security_sets_of_hash_sqlite_sql, sql_records::security_sets_of_hash_postgres_sql},
      "security_sets", parameters, security_set_row);
}

StoreResult<std::size_t> write_set_alias(Tables& tables, std::string_view name, std::string_view set_hash,
                                         SessionDate session) {
  std::size_t changed = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    const auto before = read_set_aliases(tables, name);
    if (!before) return before.error();
    const auto after = with_alias(tables, *before, name, set_hash, session);
    if (!after) return after.error();
    const auto replaced = replace_aliases(tables, *before, *after);
    if (!replaced) return replaced.error();
    changed = *replaced;
    return {};
  });
  if (!done) return done.error();
  return changed;
}

StoreResult<std::vector<SetAlias>> read_set_aliases(Tables& tables, std::string_view name) {
  const std::array<SqlValue, 1> parameters{sql(name)};
  return read_rows<SetAlias>(tables, {sql_records::set_aliases_sqlite_sql, sql_records::set_aliases_postgres_sql},
                             "security_set_aliases", parameters, set_alias);
}

StoreResult<std::optional<SecuritySetRow>> read_set_of_alias(Tables& tables, std::string_view name,
                                                             SessionDate session) {
  const auto aliases = read_set_aliases(tables, name);
  if (!aliases) return aliases.error();
  for (const SetAlias& alias : *aliases)
    if (alias.from <= session && (!alias.to || session <= *alias.to))
      return read_security_set(tables, alias.set_hash);
  return std::optional<SecuritySetRow>{};
}

}  // namespace tickbard
