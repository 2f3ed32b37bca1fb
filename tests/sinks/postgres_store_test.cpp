// What only PostgreSQL has: types, partitions, roles, TLS, connections.
#include <gtest/gtest.h>

#include <cstdio>
#include <set>

#include "sinks/postgres_connection.hpp"
#include "sql_queries_files.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

class PostgresStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (PostgresServer::shared() == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  }
  static PostgresServer& server() { return *PostgresServer::shared(); }
};

StoreError error_of(const std::string& url) {
  const auto store = open_store(url, ".", OpenMode::read_write);
  if (!store) return store.error();
  const auto schema = (*store)->schema();
  return schema ? StoreError{StoreErrorClass::other, "no error"} : schema.error();
}

/// Names of partitions that a plan mentions.
std::size_t partitions_in(const std::string& plan) {
  std::set<std::string> names;
  for (std::size_t p = plan.find("price_bars_20"); p != std::string::npos; p = plan.find("price_bars_20", p + 1)) {
    names.insert(plan.substr(p, std::string_view("price_bars_20261120").size()));
  }
  return names.size();
}

// --- The schema as a contract
// --------------------------------------------------------------------------------------

TEST_F(PostgresStoreTest, bars_have_the_promised_types_and_key) {
  AnyStore store("postgres");
  EXPECT_EQ(
      store.raw("SELECT column_name, data_type FROM information_schema.columns "
                "WHERE table_name = 'price_bars' ORDER BY ordinal_position"),
      "symbol|text\ntimestamp|timestamp with time zone\nopen|numeric\nhigh|numeric\nlow|numeric\nclose|numeric\n"
      "volume|numeric\nvwap|numeric\ntrade_count|bigint\nrevision|integer\nquality|smallint\n"
      "created_at|timestamp with time zone\n");
  EXPECT_EQ(store.raw("SELECT pg_get_partkeydef('price_bars'::regclass)"), "RANGE (\"timestamp\")\n");
  EXPECT_EQ(store.raw("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'price_bars_pkey'"),
            "PRIMARY KEY (symbol, \"timestamp\")\n");
  EXPECT_EQ(store.raw("SELECT count(*) FROM pg_indexes WHERE tablename = 'price_bars' AND indexdef LIKE '%brin%'"),
            "1\n");
}

TEST_F(PostgresStoreTest, every_table_and_column_is_explained) {
  AnyStore store("postgres");
  EXPECT_EQ(store.raw("SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                      "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 "
                      "AND NOT c.relispartition AND col_description(c.oid, a.attnum) IS NULL"),
            "");
  EXPECT_EQ(store.raw("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                      "AND relkind IN ('r', 'p') AND NOT relispartition AND obj_description(oid) IS NULL"),
            "");
}

TEST_F(PostgresStoreTest, T038_T039_decimals_are_stored_without_limit) {
  AnyStore store("postgres");
  Bar b = bar("X", minute());
  b.open = b.low = price("0.000000001");
  b.close = price("0.123456789");
  b.high = price("9223372036.854775806");
  b.vwap.reset();
  b.volume.raw = static_cast<Int128>(INT64_MAX) * 1'000'000'007;
  const std::vector<Event> events{b};
  store->write(events, at(0)).value();
  EXPECT_EQ(store.raw("SELECT open, close, high, volume FROM price_bars"),
            "0.000000001|0.123456789|9223372036.854775806|" + to_text(b.volume) + "\n");
  EXPECT_EQ(all_bars(*store, "X").at(0), b);
}

// --- Partitions
// ----------------------------------------------------------------------------------------------------

TEST_F(PostgresStoreTest, partitions_are_named_after_their_utc_day) {
  AnyStore store("postgres");
  store->prepare_partitions(at(0), at(0) + std::chrono::hours{24}).value();
  EXPECT_EQ(
      store.raw("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'price_bars'::regclass ORDER BY 1"),
      "price_bars_20261120\nprice_bars_20261121\n");
  const std::vector<Event> events{bar("A", minute(0)), bar("A", minute(569)), bar("A", minute(570))};
  store->write(events, at(0)).value();
  EXPECT_EQ(store.raw("SELECT count(*) FROM price_bars_20261120"), "2\n");  // 23:59 is the last minute of the day
  EXPECT_EQ(store.raw("SELECT count(*) FROM price_bars_20261121"), "1\n");
}

TEST_F(PostgresStoreTest, a_year_of_partitions_does_not_slow_a_chart) {
  AnyStore store("postgres");
  store->prepare_partitions(at(0) - std::chrono::hours{24 * 365}, at(0)).value();
  std::vector<Event> events;
  for (int day = 0; day < 365; ++day) {
    for (int m = 0; m < 10; ++m) events.push_back(bar("A", minute(m - 1440 * day)));
  }
  store->write(events, at(0)).value();
  const auto plan = [&](std::string_view query, const std::string& from, const std::string& to) {
    return store.raw(
        "SET plan_cache_mode = force_custom_plan; PREPARE q (text, timestamptz, timestamptz, bigint) AS " +
        std::string(query) + "; EXPLAIN EXECUTE q ('A', '" + from + "', '" + to + "', 1000)");
  };
  for (const std::string_view query :
       {sql_queries::bars_oldest_first_postgres_sql, sql_queries::bars_newest_first_postgres_sql}) {
    EXPECT_EQ(partitions_in(plan(query, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")), 1U);
    EXPECT_EQ(partitions_in(plan(query, "2026-11-18T12:00:00Z", "2026-11-20T12:00:00Z")), 3U);
  }
  BarQuery query;
  query.symbol = symbol("A");
  query.from = minute(-60);
  query.to = minute(60);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(store->bars(query).value().size(), 10U);
  const auto taken = std::chrono::steady_clock::now() - begin;
  std::printf("  a chart of two hours among 366 partitions: %lld us\n",
              static_cast<long long>(std::chrono::duration_cast<std::chrono::microseconds>(taken).count()));
}

TEST_F(PostgresStoreTest, a_partition_dropped_behind_our_back_is_made_again) {
  AnyStore store("postgres");
  const std::vector<Event> first{bar("A", minute(0))};
  store->write(first, at(0)).value();
  store.raw("DROP TABLE price_bars_20261120");
  const std::vector<Event> second{bar("A", minute(1))};
  const WriteReport report = store->write(second, at(0)).value();
  EXPECT_EQ(report.bars, 1U);
  EXPECT_TRUE(report.poison.empty());
}

TEST_F(PostgresStoreTest, a_reader_does_not_wait_for_a_new_partition) {
  AnyStore store("postgres");
  const std::vector<Event> events{bar("A", minute(0))};
  store->write(events, at(0)).value();
  // A long read of the table, still open; a writer's new day must not queue behind it.
  auto reader = PostgresConnection::parse(store.url(), true).value();
  const auto done = reader.transaction([&](PgTransaction& tx) {
    tx.exec("SELECT * FROM price_bars");
    const std::vector<Event> tomorrow{bar("A", minute(1440))};
    EXPECT_EQ(store->write(tomorrow, at(0)).value().bars, 1U);
  });
  EXPECT_TRUE(done.has_value());
}

// --- Who may come in
// -----------------------------------------------------------------------------------------------

TEST_F(PostgresStoreTest, a_password_with_special_characters_works_and_a_wrong_one_is_never_shown) {
  const std::string database = server().fresh_database();
  const std::string good = server().url(database, "locked:right%40one");
  EXPECT_EQ(error_of(good).text, "no error");

  const StoreError wrong = error_of(server().url(database, "locked:s3cret"));
  EXPECT_EQ(wrong.cls, StoreErrorClass::login);
  EXPECT_EQ(wrong.text.find("s3cret"), std::string::npos) << wrong.text;
  EXPECT_NE(wrong.text.find("correct user or password in store.url"), std::string::npos) << wrong.text;
  EXPECT_EQ(wrong.text.find('\n'), std::string::npos) << wrong.text;
}

TEST_F(PostgresStoreTest, every_way_of_being_refused_is_one_sentence_with_what_to_do) {
  struct Case {
    const char* what;
    std::string url;
    StoreErrorClass cls;
    const char* words;
  };
  const std::string database = server().fresh_database();
  const std::string closed_port = "postgresql://tickbard@127.0.0.1:1/" + database;
  const std::vector<Case> cases{
      {"no such database", server().url("nowhere"), StoreErrorClass::login, "make it with `createdb`"},
      {"no password given", server().url(database, "locked"), StoreErrorClass::login, "password"},
      {"the server wants TLS", server().url(database, "tlsonly"), StoreErrorClass::login, "sslmode=require"},
      {"the server has no TLS", server().url(database) + "?sslmode=require", StoreErrorClass::login, "sslmode"},
      {"no such role", server().url(database, "stranger"), StoreErrorClass::login, "store.url"},
      {"nobody listens", closed_port, StoreErrorClass::unreachable, "check that the server runs"},
      {"no such host", "postgresql://tickbard@host.invalid/x", StoreErrorClass::unreachable, "host.invalid"},
      {"unreadable url", "postgresql://a:b@h:notaport/x?nosuchparameter=1", StoreErrorClass::login,
       "cannot be read"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    const StoreError error = error_of(c.url);
    EXPECT_EQ(name_of(error.cls), name_of(c.cls)) << error.text;
    EXPECT_NE(error.text.find(c.words), std::string::npos) << error.text;
    EXPECT_EQ(error.text.find('\n'), std::string::npos) << error.text;
    EXPECT_EQ(error.text.back(), '.') << error.text;
  }
}

TEST_F(PostgresStoreTest, T058_a_role_without_rights_gets_a_permission_error_and_nothing_is_half_written) {
  AnyStore store("postgres");
  store->prepare_partitions(at(0), at(1)).value();
  std::string url = store.url();
  url.replace(url.find("tickbard@"), 9, "clerk@");
  const auto clerk = open_store(url, ".", OpenMode::read_write).value();
  store.raw("GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk; GRANT INSERT ON screener_alerts TO clerk");
  EXPECT_TRUE(clerk->migrate(false, at(0)).has_value());  // there is nothing to migrate: no rights are needed
  const std::vector<Event> events{alert("A", at(1)), bar("A", minute())};
  const auto refused = clerk->write(events, at(1));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::permission) << refused.error().text;
  EXPECT_EQ(store.raw("SELECT count(*) FROM screener_alerts"), "0\n");
  store.raw("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM clerk");
}

TEST_F(PostgresStoreTest, the_unix_socket_works_too) {
  const std::string database = server().fresh_database();
  EXPECT_EQ(error_of(server().socket_url(database)).text, "no error");
}

TEST_F(PostgresStoreTest, opening_needs_no_server_and_describing_shows_no_password) {
  const auto store =
      open_store("postgres://bob:hush@db.invalid:6000/ticks?sslmode=verify-full", ".", OpenMode::read_write);
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ((*store)->describe(), "PostgreSQL bob@db.invalid:6000/ticks");
}

TEST_F(PostgresStoreTest, a_killed_session_is_an_error_once_and_then_a_new_session) {
  AnyStore store("postgres");
  const std::vector<Event> events{bar("A", minute())};
  store->write(events, at(0)).value();
  store.raw(
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
      "AND datname = current_database()");
  const auto first = store->write(events, at(1));
  if (!first) {
    EXPECT_EQ(first.error().cls, StoreErrorClass::unreachable) << first.error().text;
  }
  EXPECT_TRUE(store->write(events, at(2)).has_value());
}

TEST_F(PostgresStoreTest, a_lock_held_by_others_is_busy_and_harms_nothing) {
  AnyStore store("postgres");
  auto other = PostgresConnection::parse(store.url(), false).value();
  const auto done = other.transaction([&](PgTransaction& tx) {
    tx.script("LOCK TABLE price_bars IN ACCESS EXCLUSIVE MODE");
    const auto refused = store->prepare_partitions(at(0), at(1));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().cls, StoreErrorClass::busy) << refused.error().text;
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_TRUE(store->prepare_partitions(at(0), at(1)).has_value());
}

}  // namespace
}  // namespace tickbard::test
