// The schema as it grows: a store of an earlier build, with its data, and a fresh one end alike; on each engine.
#include <gtest/gtest.h>

#include "sinks/migrations.hpp"
#include "sinks/sqlite.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

using SchemaGrowth = EveryStore;

constexpr int kFirstRelease = 5;

/// Runs statements as they stand; AnyStore::raw would take a text with SELECT in it for a question.
void run(AnyStore& store, const std::string& text) {
  if (store.is_postgres()) {
    store.raw(text);
  } else {
    const std::string file = store.url().substr(std::string_view("sqlite:").size());
    sqlite::Database::open(file, sqlite::Access::create).value().exec(text).value();
  }
}

void make_version(AnyStore& store, int version) {
  for (const Migration& m : migrations(store.is_postgres() ? Engine::postgres : Engine::sqlite)) {
    if (m.version > version) break;
    run(store, std::string(m.text));
    run(store, "INSERT INTO schema_migrations VALUES (" + std::to_string(m.version) + ", '" + m.name + "', '" +
                   m.sha256 + "', " + (store.is_postgres() ? "'2026-01-01')" : "1)"));
  }
}

/// Two bars, an alert and a gap as the first release wrote them.
void fill_first_release(AnyStore& store) {
  if (store.is_postgres()) {
    run(store,
        "CREATE TABLE price_bars_20261120 PARTITION OF price_bars FOR VALUES FROM ('2026-11-20T00:00:00Z') TO "
        "('2026-11-21T00:00:00Z');"
        "INSERT INTO price_bars VALUES ('A', '2026-11-20T14:30:00Z', 10, 10.05, 9.99, 10.02, 160, 10.0123, 3, 1, "
        "0, "
        "now()), ('A', '2026-11-20T14:31:00Z', 10, 10.05, 9.99, 10.02, 160, 10.0123, 3, 1, 0, now());"
        "INSERT INTO ingest_gaps (feed, \"from\", reason, created_at) VALUES ('us', '2026-11-20T14:00:00Z', "
        "'closed', now())");
  } else {
    const std::int64_t start = to_unix_seconds(minute());
    for (const std::int64_t t : {start, start + 60}) {
      run(store, "INSERT INTO price_bars VALUES ('A', " + std::to_string(t) +
                     ", 10, 10.05, 9.99, 10.02, 160, 10.0123, 3, 1, 0, 1)");
    }
    run(store, "INSERT INTO ingest_gaps (feed, \"from\", reason, created_at) VALUES ('us', 1, 'closed', 1)");
  }
}

/// Every table with its columns, types and whether they may be null.
std::string shape(AnyStore& store) {
  if (store.is_postgres()) {
    return store.raw(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name !~ '_[0-9]{8}$' ORDER BY 1, ordinal_position");
  }
  return store.raw("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2");
}

TEST_P(SchemaGrowth, T059_a_store_of_the_first_release_grows_and_keeps_its_rows) {
  AnyStore store(GetParam(), AnyStore::Migrated::no), fresh(GetParam());
  make_version(store, kFirstRelease);
  fill_first_release(store);
  EXPECT_EQ(store->schema().value().version, kFirstRelease);

  const MigrationReport grown = store->migrate(false, at(0)).value();
  EXPECT_EQ(grown.from, kFirstRelease);
  EXPECT_EQ(grown.to, store->schema().value().known);
  EXPECT_EQ(grown.applied.size(), static_cast<std::size_t>(grown.to - kFirstRelease));
  EXPECT_EQ(shape(store), shape(fresh));
  EXPECT_NE(shape(store).find("market_snapshot_history"), std::string::npos);

  EXPECT_EQ(all_bars(*store, "A"), (std::vector<Bar>{bar("A", minute(0)), bar("A", minute(1))}));
  EXPECT_EQ(store.raw("SELECT count(*) FROM ingest_gaps WHERE \"to\" IS NULL"), "1\n");
  const std::vector<Event> more{bar("A", minute(1), 2), bar("A", minute(2))};
  EXPECT_EQ(store->write(more, at(200)).value().bars, 2U);
}

TEST_P(SchemaGrowth, every_step_is_a_version_to_stop_at) {
  for (int version = kFirstRelease; version < migrations(Engine::sqlite).back().version; ++version) {
    AnyStore store(GetParam(), AnyStore::Migrated::no);
    make_version(store, version);
    const MigrationReport grown = store->migrate(false, at(0)).value();
    EXPECT_EQ(grown.from, version);
    EXPECT_EQ(grown.to, grown.from + static_cast<int>(grown.applied.size()));
  }
}

TEST_P(SchemaGrowth, the_tables_that_readers_rely_on_have_their_keys) {
  struct Row {
    const char *table, *key;  // columns in the order of the alphabet
  };
  const std::vector<Row> rows{
      {"archives", "day,table_name"},
      {"bars_15m", "symbol,timestamp"},
      {"bars_1h", "symbol,timestamp"},
      {"bars_5m", "symbol,timestamp"},
      {"corporate_actions", "ex_date,kind,symbol"},
      {"coverage_snapshots", "taken_at"},
      {"daily_bars", "session_date,symbol"},
      {"dirty_days", "day"},
      {"index_constituents", "index_code,symbol"},
      {"instruments", "symbol"},
      {"job_runs", "id"},
      {"market_snapshot", "analysis_type,symbol"},
      {"market_snapshot_history", "analysis_type,as_of_date,revision,symbol"},
      {"security_aggregate_values", "as_of,as_of_date,interval,metric_key,set_hash"},
      {"security_metric_values", "as_of_date,interval,metric_key,ticker"},
      {"security_set_aliases", "from_date,name"},
      {"security_sets", "set_hash"},
      {"session_prints", "event_time,exchange,print_id,role,session_date,symbol"},
      {"symbol_changes", "since,symbol"},
      {"symbol_state", "symbol"},
      {"symbol_state_history", "symbol,taken_at"},
      {"watchlist_symbols", "name,symbol"},
      {"watchlists", "name"},
  };
  AnyStore store(GetParam());
  for (const Row& row : rows) {
    const std::string table = row.table;
    const std::string key =
        store.is_postgres()
            ? store.raw(
                  "SELECT string_agg(a.attname, ',' ORDER BY a.attname COLLATE \"C\") FROM pg_index i JOIN "
                  "pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) "
                  "WHERE i.indisprimary AND i.indrelid = '" +
                  table + "'::regclass")
            : store.raw("SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_table_info('" + table +
                        "') WHERE pk > 0 ORDER BY name)");
    EXPECT_EQ(key, std::string(row.key) + "\n") << table;
  }
}

TEST_P(SchemaGrowth, bars_of_every_interval_have_one_shape) {
  AnyStore store(GetParam());
  const auto columns = [&](const std::string& table) {
    return store.is_postgres()
               ? store.raw(
                     "SELECT column_name, data_type, is_nullable FROM information_schema.columns "
                     "WHERE table_name = '" +
                     table + "' ORDER BY ordinal_position")
               : store.raw("SELECT name, type, \"notnull\" FROM pragma_table_info('" + table + "')");
  };
  EXPECT_NE(columns("price_bars"), "");
  for (const char* table : {"bars_5m", "bars_15m", "bars_1h"}) EXPECT_EQ(columns(table), columns("price_bars"));
}

TEST_P(SchemaGrowth, higher_bars_have_partitions_wherever_minutes_have) {
  if (GetParam() != "postgres") GTEST_SKIP() << "SQLite has no partitions";
  AnyStore store(GetParam(), AnyStore::Migrated::no);
  make_version(store, kFirstRelease);
  fill_first_release(store);
  store->migrate(false, at(0)).value();
  const auto partitions = [&](const std::string& table) {
    return store.raw("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = '" + table +
                     "'::regclass ORDER BY inhrelid::regclass::text");
  };
  store->prepare_partitions(at(0), at(0) + std::chrono::hours{24}).value();
  for (const std::string table : {"price_bars", "bars_5m", "bars_15m", "bars_1h"}) {
    EXPECT_EQ(partitions(table), table + "_20261120\n" + table + "_20261121\n");
  }
  const std::vector<Event> yesterday{bar("A", minute(-1440))};  // a day nobody made ahead
  store->write(yesterday, at(0)).value();
  EXPECT_EQ(partitions("bars_1h"), "bars_1h_20261119\nbars_1h_20261120\nbars_1h_20261121\n");
  store.raw("INSERT INTO bars_1h SELECT * FROM price_bars");
  EXPECT_EQ(store.raw("SELECT count(*) FROM bars_1h_20261120"), "2\n");
}

INSTANTIATE_TEST_SUITE_P(Engine, SchemaGrowth, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
