#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/time_text.hpp"
#include "sinks/calendar_rows.hpp"
#include "sinks/exact_text.hpp"
#include "sinks/failpoint.hpp"
#include "sinks/sqlite_store.hpp"
#include "sql_queries_files.hpp"

namespace tickbard {

StoreResult<std::vector<AppliedMigration>> SqliteStore::applied() {
  std::vector<AppliedMigration> rows;
  const auto there = db_.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations'");
  if (!there) return there.error();
  if (*there == 0) return rows;
  auto s = db_.prepare("SELECT version, name, sha256 FROM schema_migrations ORDER BY version");
  if (!s) return s.error();
  for (;;) {
    const auto stepped = s->step();
    if (!stepped) return stepped.error();
    if (!*stepped) return rows;
    rows.push_back({static_cast<int>(s->integer(0)), std::string(s->text(1)), std::string(s->text(2))});
  }
}

StoreResult<SchemaState> SqliteStore::schema() {
  const auto rows = applied();
  if (!rows) return rows.error();
  return check_applied(migrations(Engine::sqlite), *rows, db_.name());
}

/// One file in one transaction, under SQLite's exclusive lock: of two migrators one waits and then finds it done.
StoreResult<bool> SqliteStore::apply_next(UnixNanos now, MigrationReport& report) {
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin("EXCLUSIVE"); !r) return r.error();
  const auto state = schema();
  if (!state) return state.error();
  report.to = state->version;
  for (const Migration& m : migrations(Engine::sqlite)) {
    if (m.version <= state->version) continue;
    if (auto r = db_.exec(m.text); !r) {
      return StoreError{StoreErrorClass::schema, "Migration " + m.name + " failed: " + r.error().text};
    }
    failpoint(Failpoint::migration_before_version);
    auto s =
        db_.prepare("INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES (?1, ?2, ?3, ?4)");
    if (!s) return s.error();
    s->bind(1, std::int64_t{m.version});
    s->bind(2, std::string_view(m.name));
    s->bind(3, std::string_view(m.sha256));
    s->bind(4, to_unix_micros(now));
    if (const auto r = s->step(); !r) return r.error();
    if (auto r = transaction.commit(); !r) return r.error();
    failpoint(Failpoint::migration_between);
    report.applied.push_back(m.name);
    report.to = m.version;
    return true;
  }
  return false;
}

StoreResult<MigrationReport> SqliteStore::migrate(bool dry_run, UnixNanos now) {
  MigrationReport report;
  const auto state = schema();
  if (!state) return state.error();
  report.from = report.to = state->version;
  if (dry_run) {
    for (const Migration& m : migrations(Engine::sqlite)) {
      if (m.version <= state->version) continue;
      report.applied.push_back(m.name);
      report.to = m.version;
    }
    return report;
  }
  if (state->version == state->known) return report;  // no lock for nothing
  for (;;) {
    const auto more = apply_next(now, report);
    if (!more) return more.error();
    if (!*more) return report;
  }
}

StoreResult<void> SqliteStore::prepare_partitions(UnixNanos, UnixNanos) {
  return {};
}

StoreResult<void> SqliteStore::write_calendar(std::string_view name, std::span<const Session> sessions) {
  if (sessions.empty()) return {};
  if (auto r = stay_in_place(); !r) return r;
  const auto [first, last] = date_range(sessions);
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin(); !r) return r;
  const auto remove = statement(sql_queries::calendar_delete_sqlite_sql);
  if (!remove) return remove.error();
  (*remove)->bind(1, name);
  (*remove)->bind(2, std::string_view(first));
  (*remove)->bind(3, std::string_view(last));
  if (const auto r = (*remove)->step(); !r) return r.error();
  const auto insert = statement(sql_queries::calendar_insert_sqlite_sql);
  if (!insert) return insert.error();
  for (const Session& session : sessions) {
    (*insert)->bind(1, name);
    (*insert)->bind(2, std::string_view(to_text(session.date)));
    (*insert)->bind(3, to_unix_micros(session.pre_open));
    (*insert)->bind(4, to_unix_micros(session.open));
    (*insert)->bind(5, to_unix_micros(session.close));
    (*insert)->bind(6, to_unix_micros(session.post_close));
    (*insert)->bind(7, kind_text(session));
    (*insert)->bind(8, std::string_view(storable_text(session.note)));
    if (const auto r = (*insert)->step(); !r) return r.error();
  }
  return transaction.commit();
}

}  // namespace tickbard
