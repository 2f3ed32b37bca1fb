#include "sinks/sqlite.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/sinks/builders.hpp"

namespace tickbard::sqlite {
namespace {

using test::TempFolder;

Database memory() {
  return Database::open(":memory:", Access::create).value();
}

TEST(Sqlite, values_of_every_kind_are_bound_and_read) {
  Database db = memory();
  Statement s = db.prepare("SELECT ?1, ?2, ?3, ?4, ?5").value();
  s.bind(1, std::int64_t{-5});
  s.bind(2, 0.5);
  s.bind(3, std::string_view("a\0b", 3));
  s.bind_null(4);
  s.bind(5, std::string_view());  // an empty text, not NULL
  ASSERT_TRUE(s.step().value());
  EXPECT_EQ(s.columns(), 5);
  EXPECT_EQ(s.integer(0), -5);
  EXPECT_EQ(s.real(1), 0.5);
  EXPECT_EQ(s.text(2), std::string_view("a\0b", 3));
  EXPECT_TRUE(s.is_text(2));
  EXPECT_TRUE(s.is_null(3));
  EXPECT_FALSE(s.is_null(4));
  EXPECT_FALSE(s.step().value());
}

TEST(Sqlite, a_statement_can_be_used_again_after_its_end_and_after_a_failure) {
  Database db = memory();
  db.exec("CREATE TABLE t (a INTEGER CHECK (a > 0)) STRICT").value();
  Statement s = db.prepare("INSERT INTO t VALUES (?1)").value();
  for (const std::int64_t a : {1, -1, 2}) {
    s.bind(1, a);
    const auto stepped = s.step();
    EXPECT_EQ(stepped.has_value(), a > 0);
    if (!stepped) {
      EXPECT_EQ(stepped.error().cls, StoreErrorClass::poison) << stepped.error().text;
    }
  }
  EXPECT_EQ(db.scalar("SELECT count(*) FROM t").value(), 2);
}

TEST(Sqlite, a_transaction_that_is_not_committed_did_not_happen) {
  Database db = memory();
  db.exec("CREATE TABLE t (a INTEGER)").value();
  {
    Transaction transaction(db);
    transaction.begin().value();
    db.exec("INSERT INTO t VALUES (1)").value();
  }
  EXPECT_EQ(db.scalar("SELECT count(*) FROM t").value(), 0);
  Transaction transaction(db);
  transaction.begin().value();
  db.exec("INSERT INTO t VALUES (1)").value();
  transaction.commit().value();
  EXPECT_EQ(db.scalar("SELECT count(*) FROM t").value(), 1);
}

TEST(Sqlite, commits_wait_for_the_disk) {
  const TempFolder folder;
  Database db = Database::open(folder.path() / "x.db", Access::create).value();
  EXPECT_EQ(db.scalar("PRAGMA synchronous").value(), 2);  // FULL
  Statement s = db.prepare("PRAGMA journal_mode").value();
  ASSERT_TRUE(s.step().value());
  EXPECT_EQ(s.text(0), "wal");
}

TEST(Sqlite, a_reader_is_not_stopped_by_a_writer) {
  const TempFolder folder;
  Database writer = Database::open(folder.path() / "x.db", Access::create).value();
  writer.exec("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)").value();
  Transaction transaction(writer);
  transaction.begin().value();
  writer.exec("INSERT INTO t VALUES (2)").value();
  Database reader = Database::open(folder.path() / "x.db", Access::read_only).value();
  EXPECT_EQ(reader.scalar("SELECT count(*) FROM t").value(), 1);
}

TEST(Sqlite, each_result_code_has_its_class) {
  struct Case {
    int code;
    StoreErrorClass cls;
  };
  const std::vector<Case> cases{
      {SQLITE_BUSY, StoreErrorClass::busy},
      {SQLITE_BUSY_SNAPSHOT, StoreErrorClass::busy},
      {SQLITE_LOCKED, StoreErrorClass::busy},
      {SQLITE_READONLY, StoreErrorClass::permission},
      {SQLITE_READONLY_DIRECTORY, StoreErrorClass::permission},
      {SQLITE_PERM, StoreErrorClass::permission},
      {SQLITE_CANTOPEN, StoreErrorClass::unreachable},
      {SQLITE_FULL, StoreErrorClass::disk},
      {SQLITE_IOERR_FSYNC, StoreErrorClass::damaged},
      {SQLITE_IOERR_SHMSIZE, StoreErrorClass::disk},
      {SQLITE_CONSTRAINT_CHECK, StoreErrorClass::poison},
      {SQLITE_CONSTRAINT_DATATYPE, StoreErrorClass::poison},
      {SQLITE_SCHEMA, StoreErrorClass::schema},
      {SQLITE_CORRUPT, StoreErrorClass::damaged},
      {SQLITE_NOTADB, StoreErrorClass::damaged},
  };
  for (const Case& c : cases) EXPECT_EQ(name_of(class_of(c.code)), name_of(c.cls)) << c.code;
}

TEST(Sqlite, a_missing_table_is_a_schema_error_with_the_file_and_what_to_do) {
  const TempFolder folder;
  Database db = Database::open(folder.path() / "x.db", Access::create).value();
  const auto refused = db.prepare("SELECT * FROM absent");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::schema) << refused.error().text;
  EXPECT_NE(refused.error().text.find((folder.path() / "x.db").string()), std::string::npos);
  EXPECT_NE(refused.error().text.find("tickbard migrate"), std::string::npos);
}

TEST(Sqlite, a_full_disk_is_a_disk_error_and_nothing_is_half_written) {
  const TempFolder folder;
  Database db = Database::open(folder.path() / "x.db", Access::create).value();
  db.exec("CREATE TABLE t (a TEXT); PRAGMA max_page_count = 20").value();
  Transaction transaction(db);
  transaction.begin().value();
  StoreResult<void> last{};
  for (int i = 0; i < 1000 && last; ++i) last = db.exec("INSERT INTO t VALUES (hex(randomblob(1000)))");
  ASSERT_FALSE(last.has_value());
  EXPECT_EQ(last.error().cls, StoreErrorClass::disk) << last.error().text;
  EXPECT_NE(last.error().text.find("free some space"), std::string::npos) << last.error().text;
}

TEST(Sqlite, damage_is_found_and_health_is_not_doubted) {
  const TempFolder folder;
  const auto file = folder.path() / "x.db";
  EXPECT_EQ(damage_of(file, Look::structure), "");  // no file
  std::ofstream{file};
  EXPECT_EQ(damage_of(file, Look::structure), "");  // an empty one
  {
    Database db = Database::open(file, Access::create).value();
    db.exec("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x')").value();
  }
  EXPECT_EQ(damage_of(file, Look::structure), "");
  std::ofstream(file, std::ios::trunc) << std::string(3000, 'q');
  EXPECT_NE(damage_of(file, Look::structure), "");
}

}  // namespace
}  // namespace tickbard::sqlite
