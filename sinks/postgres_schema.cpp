#include <algorithm>
#include <array>
#include <iterator>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/time_text.hpp"
#include "sinks/calendar_rows.hpp"
#include "sinks/exact_text.hpp"
#include "sinks/failpoint.hpp"
#include "sinks/postgres_arrays.hpp"
#include "sinks/postgres_store.hpp"
#include "sql_queries_files.hpp"

namespace tickbard {

namespace {

// Held by one migrator, or one maker of partitions, at a time; released with its transaction.
constexpr std::string_view kMigrationLock = "SELECT pg_advisory_xact_lock(hashtext('tickbard schema')::bigint)";
constexpr std::string_view kPartitionLock =
    "SELECT pg_advisory_xact_lock(hashtext('tickbard partitions')::bigint)";

/// The tables that have a partition for each UTC day, and all of them have it.
constexpr std::array<std::string_view, 4> kPartitioned{"bars_15m", "bars_1h", "bars_5m", "price_bars"};

/// Each partition holds locks until its transaction ends, and the server has room for some thousands.
constexpr std::size_t kDaysAtOnce = 64;

std::string digits_of(std::chrono::sys_days day) {
  std::string date = to_text(SessionDate{day});
  std::erase(date, '-');
  return date;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::vector<AppliedMigration> read_applied(PgTransaction& tx) {
  std::vector<AppliedMigration> out;
  // Not to_regclass: it may answer from a cache that is older than the lock we waited for.
  const PgRows there =
      tx.exec("SELECT count(*) FROM pg_class WHERE relname = 'schema_migrations' AND pg_table_is_visible(oid)");
  if (there.integer(0, 0) == 0) return out;
  const PgRows rows = tx.exec("SELECT version, name, sha256 FROM schema_migrations ORDER BY version");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.push_back(
        {static_cast<int>(rows.integer(i, 0)), std::string(rows.text(i, 1)), std::string(rows.text(i, 2))});
  }
  return out;
}

}  // namespace

StoreResult<std::unique_ptr<Store>> open_postgres(std::string_view url, OpenMode mode) {
  auto connection = PostgresConnection::parse(url, mode == OpenMode::read_only);
  if (!connection) return connection.error();
  return std::unique_ptr<Store>(std::make_unique<PostgresStore>(std::move(*connection)));
}

StoreResult<SchemaState> PostgresStore::schema() {
  std::vector<AppliedMigration> rows;
  const auto done = connection_.transaction([&](PgTransaction& tx) { rows = read_applied(tx); });
  if (!done) return done.error();
  return check_applied(migrations(Engine::postgres), rows, describe());
}

/// One file in one transaction: of two migrators one waits for the lock and then finds it done.
StoreResult<bool> PostgresStore::apply_next(UnixNanos now, MigrationReport& report) {
  bool applied_one = false;
  std::string running;
  const auto done = connection_.transaction([&](PgTransaction& tx) {
    tx.exec(kMigrationLock);
    const auto state = check_applied(migrations(Engine::postgres), read_applied(tx), describe());
    if (!state) throw PgFailure{state.error(), {}};
    report.to = state->version;
    for (const Migration& m : migrations(Engine::postgres)) {
      if (m.version <= state->version) continue;
      running = m.name;
      tx.script(m.text);
      failpoint(Failpoint::migration_before_version);
      tx.exec(
          "INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES ($1::integer, $2, $3, "
          "$4::timestamptz)",
          {std::to_string(m.version), m.name, m.sha256, utc_text(now)});
      report.to = m.version;
      applied_one = true;
      return;
    }
  });
  if (!done && !running.empty()) {
    return StoreError{done.error().cls, "Migration " + running + " failed: " + done.error().text};
  }
  if (!done) return done.error();
  if (applied_one) failpoint(Failpoint::migration_between);
  if (applied_one) report.applied.push_back(running);
  return applied_one;
}

StoreResult<MigrationReport> PostgresStore::migrate(bool dry_run, UnixNanos now) {
  MigrationReport report;
  const auto state = schema();
  if (!state) return state.error();
  report.from = report.to = state->version;
  if (dry_run) {
    for (const Migration& m : migrations(Engine::postgres)) {
      if (m.version <= state->version) continue;
      report.applied.push_back(m.name);
      report.to = m.version;
    }
    return report;
  }
  if (state->version == state->known) return report;  // a role that may only write need not be able to lock
  for (;;) {
    const auto more = apply_next(now, report);
    if (!more) return more.error();
    if (!*more) return report;
  }
}

/// A table is filled with its definition first and attached then: that waits for
/// no reader of price_bars, while CREATE TABLE … PARTITION OF would.
StoreResult<void> PostgresStore::make_partitions(std::span<const std::chrono::sys_days> days) {
  return connection_.transaction([&](PgTransaction& tx) {
    tx.script("SET LOCAL lock_timeout = '5s'");
    tx.exec(kPartitionLock);
    PgArray tables(kPartitioned.size());
    for (const std::string_view table : kPartitioned) tables.add(table);
    const PgRows known = tx.exec(sql_queries::partitions_known_postgres_sql, {tables.take()});
    std::set<std::string, std::less<>> names;
    for (std::size_t i = 0; i < known.size(); ++i) names.emplace(known.text(i, 0));
    for (const std::chrono::sys_days day : days) {
      for (const std::string_view table : kPartitioned) {
        if (names.contains(std::string(table) + "_" + digits_of(day))) continue;
        const auto filled = [&](std::string_view text) {
          std::string out = replaced(std::string(text), "{table}", table);
          out = replaced(out, "{day}", digits_of(day));
          out = replaced(out, "{from}", utc_text(day));
          return replaced(out, "{to}", utc_text(day + std::chrono::days{1}));
        };
        tx.script(filled(sql_queries::partition_create_postgres_sql));
        tx.script(filled(sql_queries::partition_attach_postgres_sql));
      }
    }
  });
}

/// Makes the missing ones of `days`.
StoreResult<void> PostgresStore::ensure_partitions(const Days& days) {
  std::vector<std::chrono::sys_days> missing;
  std::set_difference(days.begin(), days.end(), partitions_.begin(), partitions_.end(),
                      std::back_inserter(missing));
  for (std::size_t i = 0; i < missing.size(); i += kDaysAtOnce) {
    const auto some = std::span(missing).subspan(i, std::min(kDaysAtOnce, missing.size() - i));
    if (auto made = make_partitions(some); !made) return made;
    partitions_.insert(some.begin(), some.end());
  }
  return {};
}

StoreResult<void> PostgresStore::prepare_partitions(UnixNanos from, UnixNanos to) {
  Days days;
  for (auto day = std::chrono::floor<std::chrono::days>(from); day < to; day += std::chrono::days{1})
    days.insert(day);
  return ensure_partitions(days);
}

StoreResult<void> PostgresStore::write_calendar(std::string_view name, std::span<const Session> sessions) {
  if (sessions.empty()) return {};
  const std::size_t n = sessions.size();
  PgArray date(n), pre_open(n), open(n), close(n), post_close(n), kind(n), note(n);
  for (const Session& s : sessions) {
    date.add(std::string_view(to_text(s.date)));
    pre_open.add(s.pre_open);
    open.add(s.open);
    close.add(s.close);
    post_close.add(s.post_close);
    kind.add(kind_text(s));
    note.add(std::string_view(storable_text(s.note)));
  }
  const auto [first, last] = date_range(sessions);
  return connection_.transaction([&, &first = first, &last = last](PgTransaction& tx) {
    tx.exec(sql_queries::calendar_delete_postgres_sql, {std::string(name), first, last});
    tx.exec(sql_queries::calendar_insert_postgres_sql,
            {std::string(name), date.take(), pre_open.take(), open.take(), close.take(), post_close.take(),
             kind.take(), note.take()});
  });
}

}  // namespace tickbard
