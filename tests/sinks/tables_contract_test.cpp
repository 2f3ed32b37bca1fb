// What Tables promises, run on each engine.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "sinks/exact_text.hpp"
#include "sinks/tables.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

constexpr Query kInsert{
    "INSERT INTO probe (k, n, x, d, t) VALUES (?1, ?2, ?3, ?4, ?5)",
    "INSERT INTO probe (k, n, x, d, t) SELECT k, n, x, d, t "
    "FROM unnest($1::text[], $2::bigint[], $3::float8[], $4::numeric[], $5::text[]) AS b (k, n, x, d, t)"};
constexpr Query kUpsert{
    "INSERT INTO probe (k, n) VALUES (?1, ?2 * ?3) ON CONFLICT (k) DO UPDATE SET n = excluded.n "
    "WHERE probe.n IS NOT excluded.n",
    "INSERT INTO probe (k, n) SELECT k, n * $3::bigint FROM unnest($1::text[], $2::bigint[]) AS b (k, n) "
    "ON CONFLICT (k) DO UPDATE SET n = excluded.n WHERE probe.n IS DISTINCT FROM excluded.n"};
constexpr std::array<std::string_view, 5> kColumns{"k", "n", "x", "d", "t"};
constexpr Query kAll{"SELECT k, n, x, d, t FROM probe ORDER BY k", "SELECT k, n, x, d, t FROM probe ORDER BY k"};
constexpr Query kCount{"SELECT count(*) FROM probe", "SELECT count(*) FROM probe"};
constexpr Query kNowhere{"SELECT * FROM nowhere", "SELECT * FROM nowhere"};

class TablesContract : public EveryStore {
 protected:
  void SetUp() override {
    EveryStore::SetUp();
    if (IsSkipped()) return;
    store_.emplace(GetParam());
    store_->raw(
        store_->is_postgres()
            ? "CREATE TABLE probe (k text COLLATE \"C\" PRIMARY KEY, n bigint, x float8, d numeric, t text)"
            : "CREATE TABLE probe (k TEXT PRIMARY KEY, n INTEGER, x REAL, d REAL, t TEXT) STRICT");
    tables_ = open(OpenMode::read_write);
  }
  std::unique_ptr<Tables> open(OpenMode mode) { return open_tables(store_->url(), ".", mode).value(); }

  std::int64_t count() {
    std::int64_t n = -1;
    tables_->read(kCount, {}, [&](const Cells& row) { n = row.integer(0); }).value();
    return n;
  }
  StoreResult<std::size_t> insert(const std::string& key) {
    RowBatch rows(5);
    rows.text(key).null().null().null().null();
    return tables_->write(kInsert, rows);
  }

  std::optional<AnyStore> store_;
  std::unique_ptr<Tables> tables_;
};

TEST_P(TablesContract, every_kind_of_value_comes_back) {
  RowBatch rows(5);
  rows.text("a").integer(INT64_MIN).real(-0.1).price(price("745000.000000001")).text("x{\"y\\,'z\n\t\r\\Nö");
  rows.text("b").integer(INT64_MAX).real(0).decimal(0, 8).text("");
  rows.text("c").null().null().null().null();
  EXPECT_EQ(rows.rows(), 3U);
  EXPECT_EQ(tables_->write(kInsert, rows).value(), 3U);
  const std::string written = store_->raw("SELECT * FROM probe ORDER BY k");
  store_->raw("DELETE FROM probe");
  tables_->append("probe", kColumns, rows).value();
  EXPECT_EQ(store_->raw("SELECT * FROM probe ORDER BY k"), written);
  int seen = 0;
  const auto done = tables_->read(kAll, {}, [&](const Cells& row) {
    const int at = seen++;
    EXPECT_EQ(row.text(0), std::string(1, static_cast<char>('a' + at)));
    EXPECT_EQ(row.integer(1),
              (std::array<std::int64_t, 3>{INT64_MIN, INT64_MAX, 0})[static_cast<std::size_t>(at)]);
    EXPECT_EQ(row.real(2), (std::array<double, 3>{-0.1, 0, 0})[static_cast<std::size_t>(at)]);
    for (int column = 1; column < 5; ++column) EXPECT_EQ(row.is_null(column), at == 2) << column;
    EXPECT_EQ(row.decimal(3, kPriceDigits).has_value(), at != 2);
    if (at == 0) {
      EXPECT_EQ(row.decimal(3, kPriceDigits), Int128{price("745000.000000001").raw});
      EXPECT_EQ(row.text(4), "x{\"y\\,'z\n\t\r\\Nö");
    }
    if (at == 2) {
      EXPECT_EQ(row.text(4), "");
    }
  });
  ASSERT_TRUE(done.has_value()) << done.error().text;
  EXPECT_EQ(seen, 3);
}

TEST_P(TablesContract, T038_T039_decimals_are_exact_to_what_the_engine_keeps) {
  struct Case {
    std::string raw;
    int digits;
  };
  std::vector<Case> cases{{"1", 9},   {"123456789012345", 9}, {"123456789012345", 8}, {"1000000000", 9},
                          {"-5", 12}, {"999999999999999", 0}};
  if (store_->is_postgres()) {
    cases.push_back({"170141183460469231731687303715884105727", 9});
    cases.push_back({"900719925474099212500001", 8});
  }
  for (const Case& c : cases) {
    const Int128 raw = *parse_wide_decimal(c.raw, 0);
    store_->raw("DELETE FROM probe");
    RowBatch rows(5);
    rows.text("k").null().null().decimal(raw, c.digits).null();
    tables_->write(kInsert, rows).value();
    std::optional<Int128> back;
    tables_->read(kAll, {}, [&](const Cells& row) { back = row.decimal(3, c.digits); }).value();
    ASSERT_TRUE(back.has_value()) << c.raw;
    EXPECT_EQ(to_text(*back, 0), c.raw) << c.digits;
  }
}

TEST_P(TablesContract, doubles_come_back_bit_for_bit) {
  using Limits = std::numeric_limits<double>;
  const std::vector<double> values{
      0.1,           1.0 / 3,          -2.0 / 3,      1e-308, Limits::denorm_min(),
      Limits::max(), Limits::lowest(), 123456789.123, 1e22,   std::nextafter(100.0, 101.0)};
  RowBatch rows(5);
  for (std::size_t i = 0; i < values.size(); ++i) {
    rows.text(std::string(1, static_cast<char>('a' + i))).null().real(values[i]).null().null();
  }
  tables_->write(kInsert, rows).value();
  std::vector<double> back;
  tables_->read(kAll, {}, [&](const Cells& row) { back.push_back(row.real(2)); }).value();
  ASSERT_EQ(back.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(back[i]), std::bit_cast<std::uint64_t>(values[i])) << values[i];
  }
}

TEST_P(TablesContract, parameters_of_every_kind_are_bound) {
  const Query question{"SELECT ?1, ?2, ?3, ?4 IS NULL",
                       "SELECT $1::bigint, $2::float8, $3::text, $4::text IS NULL"};
  const std::vector<SqlValue> parameters{std::int64_t{-7}, 0.1, std::string("a'b"), std::monostate{}};
  int seen = 0;
  tables_
      ->read(question, parameters,
             [&](const Cells& row) {
               ++seen;
               EXPECT_EQ(row.integer(0), -7);
               EXPECT_EQ(row.real(1), 0.1);
               EXPECT_EQ(row.text(2), "a'b");
               EXPECT_EQ(row.integer(3), 1);  // truth is 0 or 1
             })
      .value();
  EXPECT_EQ(seen, 1);
}

TEST_P(TablesContract, text_that_is_no_text_is_stored_with_marks) {
  EXPECT_EQ(insert(std::string("a\0\xFF", 3)).value(), 1U);
  EXPECT_EQ(store_->raw("SELECT k FROM probe"), "a\xEF\xBF\xBD\xEF\xBF\xBD\n");
}

TEST_P(TablesContract, only_rows_that_changed_are_counted) {
  RowBatch rows(2);
  rows.text("a").integer(1).text("b").integer(2);
  const std::vector<SqlValue> factor{std::int64_t{10}};
  EXPECT_EQ(tables_->write(kUpsert, rows, factor).value(), 2U);
  EXPECT_EQ(store_->raw("SELECT k, n FROM probe ORDER BY k"), "a|10\nb|20\n");
  EXPECT_EQ(tables_->write(kUpsert, rows, factor).value(), 0U);
  rows.clear();
  rows.text("a").integer(1).text("b").integer(3);
  EXPECT_EQ(tables_->write(kUpsert, rows, factor).value(), 1U);
  EXPECT_EQ(tables_->write(kUpsert, RowBatch(2), factor).value(), 0U);  // no rows
  const Query remove{"DELETE FROM probe WHERE n >= ?1", "DELETE FROM probe WHERE n >= $1::bigint"};
  const std::vector<SqlValue> twenty{std::int64_t{20}};
  EXPECT_EQ(tables_->execute(remove, twenty).value(), 1U);
  EXPECT_EQ(tables_->execute(remove, twenty).value(), 0U);
}

TEST_P(TablesContract, a_write_that_fails_leaves_nothing) {
  RowBatch rows(5);
  for (const char* key : {"a", "b", "a"}) rows.text(key).null().null().null().null();
  const auto refused = tables_->write(kInsert, rows);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::poison) << refused.error().text;
  EXPECT_EQ(refused.error().text.find('\n'), std::string::npos) << refused.error().text;
  EXPECT_EQ(count(), 0);
}

TEST_P(TablesContract, rows_of_which_one_is_there_are_not_appended) {
  insert("b").value();
  RowBatch rows(5);
  for (const char* key : {"a", "b"}) rows.text(key).null().null().null().null();
  const auto appended = tables_->append("probe", kColumns, rows);
  ASSERT_FALSE(appended.has_value());
  EXPECT_EQ(appended.error().cls, StoreErrorClass::poison) << appended.error().text;
  EXPECT_EQ(count(), 1);
  const auto after = tables_->together([&]() -> StoreResult<void> {
    EXPECT_FALSE(tables_->append("probe", kColumns, rows).has_value());
    const auto one = insert("c");  // the transaction goes on
    if (!one) return one.error();
    return {};
  });
  EXPECT_TRUE(after.has_value());
  EXPECT_EQ(count(), 2);
}

TEST_P(TablesContract, a_temporary_table_is_this_objects_own_and_locks_nobody_out) {
  constexpr Query kMake{"CREATE TEMPORARY TABLE fold AS SELECT k, ?1 AS n FROM probe",
                        "CREATE TEMPORARY TABLE fold AS SELECT k, $1::bigint AS n FROM probe"};
  constexpr Query kDrop{"DROP TABLE fold", "DROP TABLE fold"};
  constexpr Query kFold{"SELECT n FROM fold", "SELECT n FROM fold"};
  insert("a").value();
  const auto other = open(OpenMode::read_write);
  const std::array<SqlValue, 1> seven{SqlValue(std::int64_t{7})};
  // Under another one's write: only reading is done here.
  other
      ->together([&]() -> StoreResult<void> {
        const auto there = other->execute({"DELETE FROM probe", "DELETE FROM probe"}, {});
        if (!there) return there.error();
        return tables_->prepare_temporary(kMake, seven);
      })
      .value();
  std::int64_t n = 0;
  tables_->read(kFold, {}, [&](const Cells& row) { n = row.integer(0); }).value();
  EXPECT_EQ(n, 7);
  EXPECT_FALSE(other->read(kFold, {}, [](const Cells&) {}).has_value());
  tables_->prepare_temporary(kDrop, {}).value();
  tables_->prepare_temporary(kMake, seven).value();  // once more, of what is there now
}

TEST_P(TablesContract, together_keeps_all_or_nothing) {
  EXPECT_TRUE(tables_->together([&]() -> StoreResult<void> {
    if (auto a = insert("a"); !a) return a.error();
    EXPECT_EQ(count(), 1);  // it sees its own rows
    if (auto b = insert("b"); !b) return b.error();
    return {};
  }));
  EXPECT_EQ(count(), 2);

  const auto undone = tables_->together([&]() -> StoreResult<void> {
    insert("c").value();
    return StoreError{StoreErrorClass::other, "enough."};
  });
  ASSERT_FALSE(undone.has_value());
  EXPECT_EQ(undone.error().text, "enough.");
  EXPECT_EQ(count(), 2);

  try {  // an exception is passed on or becomes an error; undone it is in either case
    EXPECT_FALSE(tables_->together([&]() -> StoreResult<void> {
      insert("d").value();
      throw std::runtime_error("bug");
    }));
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(insert("e").value(), 1U);  // and the object is usable
}

TEST_P(TablesContract, a_failure_inside_together_undoes_that_step_alone) {
  EXPECT_TRUE(tables_->together([&]() -> StoreResult<void> {
    insert("a").value();
    EXPECT_FALSE(insert("a").has_value());
    EXPECT_FALSE(tables_->read(kNowhere, {}, [](const Cells&) {}).has_value());
    insert("b").value();
    EXPECT_FALSE(tables_->together([&]() -> StoreResult<void> {
      insert("c").value();
      return StoreError{StoreErrorClass::other, "the inner one."};
    }));
    return {};
  }));
  EXPECT_EQ(store_->raw("SELECT k FROM probe ORDER BY k"), "a\nb\n");
}

TEST_P(TablesContract, more_rows_than_one_fetch_come_in_order) {
  const Query many{
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45001) SELECT i FROM n",
      "SELECT i FROM generate_series(1, 45001) AS n (i)"};
  std::int64_t last = 0;
  tables_->read(many, {}, [&](const Cells& row) { last = row.integer(0) == last + 1 ? last + 1 : -1; }).value();
  EXPECT_EQ(last, 45'001);
}

TEST_P(TablesContract, an_error_is_one_sentence_that_says_what_to_do) {
  const auto refused = tables_->read(kNowhere, {}, [](const Cells&) {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::schema) << refused.error().text;
  EXPECT_NE(refused.error().text.find("tickbard migrate"), std::string::npos) << refused.error().text;
  EXPECT_EQ(refused.error().text.find('\n'), std::string::npos) << refused.error().text;
  EXPECT_EQ(refused.error().text.back(), '.') << refused.error().text;
  EXPECT_EQ(count(), 0);  // the next call works
}

TEST_P(TablesContract, a_reader_may_not_write) {
  tables_ = open(OpenMode::read_only);
  EXPECT_EQ(count(), 0);
  const auto refused = insert("a");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::permission) << refused.error().text;
}

TEST_P(TablesContract, a_broken_session_is_an_error_once_and_then_a_new_session) {
  if (!store_->is_postgres()) GTEST_SKIP() << "a file has no sessions";
  insert("a").value();
  const auto kill = [&] {
    store_->raw(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND datname = current_database()");
  };
  kill();
  if (const auto first = insert("b"); !first) {
    EXPECT_EQ(first.error().cls, StoreErrorClass::unreachable) << first.error().text;
    insert("b").value();
  }
  const auto midway = tables_->together([&]() -> StoreResult<void> {
    insert("c").value();
    kill();
    if (const auto d = insert("d"); !d) return d.error();
    return {};
  });
  ASSERT_FALSE(midway.has_value());
  EXPECT_EQ(midway.error().cls, StoreErrorClass::unreachable) << midway.error().text;
  EXPECT_EQ(count(), 2);  // c went with its transaction
  EXPECT_EQ(insert("c").value(), 1U);
}

TEST(TablesUrl, what_cannot_be_opened_is_told_in_a_sentence) {
  const TempFolder folder;
  const auto missing = open_tables("sqlite:none.db", folder.path(), OpenMode::read_write);
  ASSERT_FALSE(missing.has_value());
  EXPECT_NE(missing.error().text.find("tickbard migrate --store sqlite:none.db"), std::string::npos)
      << missing.error().text;
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "none.db"));
  EXPECT_FALSE(open_tables("mysql://x", folder.path(), OpenMode::read_only).has_value());
  const auto nobody = open_tables("postgresql://tickbard:hush@127.0.0.1:1/x", ".", OpenMode::read_only);
  ASSERT_TRUE(nobody.has_value());  // it connects at the first call
  EXPECT_EQ((*nobody)->describe().find("hush"), std::string::npos);
  const auto refused = (*nobody)->read(kCount, {}, [](const Cells&) {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::unreachable) << refused.error().text;
}

INSTANTIATE_TEST_SUITE_P(Engine, TablesContract, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
