// How bars get into PostgreSQL: binary values, the straight way in, and what happens where that is barred.
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "sinks/postgres_binary.hpp"
#include "sinks/postgres_connection.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

class PostgresCopy : public ::testing::Test {
 protected:
  void SetUp() override {
    if (PostgresServer::shared() == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  }
  static PostgresConnection connection(const AnyStore& store) {
    return PostgresConnection::parse(store.url(), false).value();
  }
};

struct Decimal {
  Int128 raw;
  int digits;
};

std::vector<Decimal> decimals_of_every_kind() {
  constexpr Int128 kMost = ~(static_cast<Int128>(1) << 127);
  std::vector<Decimal> out;
  for (const int digits : {0, 1, 3, 4, 5, 8, 9, 12}) {
    for (const Int128 raw : {Int128{0}, kMost, -kMost, -kMost - 1, Int128{INT64_MAX}, Int128{INT64_MIN}}) {
      out.push_back({raw, digits});
    }
    Int128 power = 1;
    for (int i = 0; i < 38; ++i, power *= 10) {
      for (const Int128 raw : {power - 1, power, power + 1, -power, power * 7 / 2}) out.push_back({raw, digits});
    }
    std::mt19937_64 random(7);
    for (int i = 0; i < 200; ++i) {
      const Int128 wide = static_cast<Int128>(random()) << 63 | static_cast<Int128>(random());
      out.push_back({wide >> random() % 120, digits});
    }
  }
  return out;
}

TEST_F(PostgresCopy, T038_a_decimal_is_the_same_to_the_server_as_if_it_had_come_as_text) {
  AnyStore store("postgres");
  auto server = connection(store);
  const std::vector<Decimal> decimals = decimals_of_every_kind();
  PgBinaryRows rows(decimals.size());
  for (const Decimal& d : decimals) {
    rows.row(2);
    rows.add(d.raw, d.digits);
    rows.add(std::string_view(to_text(d.raw, d.digits)));
  }
  const auto done = server.transaction([&](PgTransaction& tx) {
    tx.script("CREATE TEMPORARY TABLE sent (value numeric, words text)");
    EXPECT_EQ(
        tx.copy("COPY sent FROM STDIN (FORMAT binary)", [&](const PgTransaction::Put& put) { put(rows.take()); }),
        decimals.size());
    const PgRows unlike = tx.exec(
        "SELECT words, value FROM sent WHERE numeric_send(value) <> numeric_send(words::numeric) "
        "OR value::text <> words LIMIT 5");
    for (std::size_t i = 0; i < unlike.size(); ++i)
      ADD_FAILURE() << unlike.text(i, 0) << " is taken for " << unlike.text(i, 1);
  });
  EXPECT_TRUE(done.has_value());
}

TEST_F(PostgresCopy, every_other_kind_of_value_arrives) {
  AnyStore store("postgres");
  auto server = connection(store);
  PgBinaryRows rows(2);
  rows.row(5);
  rows.add(std::string_view("BRK.A \xE2\x82\xAC"));
  rows.add(at(0, 123'456'789));
  rows.add(std::int64_t{INT64_MIN});
  rows.add(std::int32_t{-2});
  rows.add(std::int16_t{INT16_MAX});
  rows.row(5);
  rows.add(std::string_view{});
  rows.add(UnixNanos{std::chrono::sys_days{std::chrono::year{1970} / 1 / 1}});
  rows.add(std::optional<Price>{});
  rows.add_null();
  rows.add_null();
  const auto done = server.transaction([&](PgTransaction& tx) {
    tx.script("CREATE TEMPORARY TABLE sent (a text, b timestamptz, c bigint, d integer, e smallint)");
    tx.copy("COPY sent FROM STDIN (FORMAT binary)", [&](const PgTransaction::Put& put) { put(rows.take()); });
    const PgRows read = tx.exec("SELECT sent::text FROM sent");
    EXPECT_EQ(read.text(0, 0),
              "(\"BRK.A \xE2\x82\xAC\",\"2026-11-20 14:30:00.123456+00\",-9223372036854775808,-2,32767)");
    EXPECT_EQ(read.text(1, 0), "(\"\",\"1970-01-01 00:00:00+00\",,,)");
  });
  EXPECT_TRUE(done.has_value());
}

TEST_F(PostgresCopy, rows_that_do_not_come_to_their_end_leave_nothing_and_the_session_goes_on) {
  AnyStore store("postgres");
  auto server = connection(store);
  const auto done = server.transaction([&](PgTransaction& tx) {
    tx.script("CREATE TABLE sent (a text)");
    EXPECT_THROW(tx.savepoint([&] {
      tx.copy("COPY sent FROM STDIN", [&](const PgTransaction::Put& put) {
        put("one\ntwo\n");
        throw PgFailure{};
      });
    }),
                 PgFailure);
    tx.copy("COPY sent FROM STDIN", [](const PgTransaction::Put& put) { put("three\n"); });
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(store.raw("SELECT a FROM sent"), "three\n");
}

/// Which statements each write of bars took: "COPY", "INSERT", in order, those undone left out.
class Ways {
 public:
  explicit Ways(AnyStore& store) : store_(store) {
    store_.raw(
        "CREATE TABLE ways (n serial, way text); CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN INSERT INTO ways (way) VALUES (split_part(current_query(), ' ', 1)); RETURN NULL; END $$; "
        "CREATE TRIGGER note BEFORE INSERT ON price_bars FOR EACH STATEMENT EXECUTE FUNCTION note()");
  }
  std::string taken() {
    return store_.raw("SELECT coalesce(string_agg(way, ' ' ORDER BY n), 'none') FROM ways; DELETE FROM ways");
  }

 private:
  AnyStore& store_;
};

TEST_F(PostgresCopy, new_bars_go_straight_in_and_those_issued_again_by_the_upsert) {
  AnyStore store("postgres");
  Ways ways(store);
  EXPECT_EQ(store.write({bar("A", minute()), bar("B", minute())}).bars, 2U);
  EXPECT_EQ(ways.taken(), "COPY\n");
  EXPECT_EQ(store.write({bar("A", minute(), 2), bar("A", minute(1))}).bars, 2U);
  EXPECT_EQ(ways.taken(), "INSERT COPY\n");
  EXPECT_EQ(store.write({bar("A", minute(), 3)}).bars, 1U);
  EXPECT_EQ(ways.taken(), "INSERT\n");
}

TEST_F(PostgresCopy, T031_where_some_are_there_already_the_upsert_takes_over_until_all_are_new_again) {
  AnyStore store("postgres");
  Ways ways(store);
  Bar more = bar("B", minute());
  more.trade_count = 9;
  store.write({bar("A", minute()), bar("B", minute())});
  EXPECT_EQ(ways.taken(), "COPY\n");
  const WriteReport report = store.write({bar("A", minute()), more, bar("C", minute())});
  EXPECT_EQ(report.bars, 2U);
  EXPECT_EQ(report.unchanged, 1U);
  EXPECT_EQ(ways.taken(), "INSERT\n");  // the COPY before it was undone
  EXPECT_EQ(all_bars(*store, "B").at(0).trade_count, 9U);
  store.write({bar("A", minute(1))});
  EXPECT_EQ(ways.taken(), "INSERT\n");
  store.write({bar("A", minute(2))});
  EXPECT_EQ(ways.taken(), "COPY\n");
}

TEST_F(PostgresCopy, a_row_that_another_daemon_has_not_committed_yet_is_waited_for_and_the_batch_is_stored) {
  AnyStore store("postgres");
  store->prepare_partitions(at(0), at(1)).value();
  auto other = connection(store);
  std::thread mine;
  const auto theirs = other.transaction([&](PgTransaction& tx) {
    tx.exec("INSERT INTO price_bars SELECT 'B', '2026-11-20T14:30Z', 1, 1, 1, 1, 1, 1, 1, 5, 0, now()");
    mine = std::thread([&] {
      EXPECT_EQ(store.write({bar("A", minute()), bar("B", minute()), bar("C", minute())}).bars, 2U);
    });
    const std::string waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'";
    while (tx.exec(waits).integer(0, 0) == 0) std::this_thread::yield();
  });
  mine.join();
  EXPECT_TRUE(theirs.has_value());
  EXPECT_EQ(store.raw("SELECT symbol, revision FROM price_bars ORDER BY 1"), "A|1\nB|5\nC|1\n");
}

TEST_F(PostgresCopy, row_security_bars_the_straight_way_and_not_the_bars) {
  AnyStore store("postgres");
  store->prepare_partitions(at(0), at(1)).value();
  store.raw(
      "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO clerk; "
      "ALTER TABLE price_bars ENABLE ROW LEVEL SECURITY; CREATE POLICY all_of_it ON price_bars USING (true)");
  std::string url = store.url();
  url.replace(url.find("tickbard@"), 9, "clerk@");
  const auto clerk = open_store(url, ".", OpenMode::read_write).value();
  const std::vector<Event> events{bar("A", minute())};
  EXPECT_EQ(clerk->write(events, at(1)).value().bars, 1U);
}

}  // namespace
}  // namespace tickbard::test
