// The exact aggregates that SQLite's SQL gets from us, held against what PostgreSQL's numeric gives.
#include "sinks/sqlite_functions.hpp"

#include <gtest/gtest.h>

#include "sinks/sqlite.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

/// A fresh database; the first column of the first row as text with every digit, "null", or the error.
class SqliteFunctions : public ::testing::Test {
 protected:
  std::string value(const std::string& sql) {
    auto statement = db_.prepare(sql).value();
    const auto row = statement.step();
    if (!row) return row.error().text;
    if (!*row) return "no row";
    if (statement.is_null(0)) return "null";
    if (!statement.is_real(0)) return std::string(statement.text(0));
    std::array<char, 40> digits{};
    std::snprintf(digits.data(), digits.size(), "%.15g", statement.real(0));
    return digits.data();
  }

  /// An aggregate over rows written as VALUES.
  std::string over(const std::string& aggregate, const std::string& rows) {
    return value("SELECT " + aggregate + " FROM (VALUES " + rows + ")");
  }

  sqlite::Database db_ = sqlite::Database::open(":memory:", sqlite::Access::create).value();
};

TEST_F(SqliteFunctions, T039_exact_sum_adds_decimals_and_not_their_doubles) {
  struct Case {
    const char *rows, *expected;
  };
  const std::vector<Case> cases{
      {"(0.1), (0.2)", "0.3"},
      {"(0.1), (0.1), (0.1), (0.1), (0.1), (0.1), (0.1), (0.1), (0.1), (0.1)", "1"},
      {"(1e15), (0.5), (-1e15)", "0.5"},
      {"(123456789012.125), (0.000000001), (-123456789012.125)", "1e-09"},
      {"(3), (4)", "7"},                // integers
      {"(3), (0.25), (NULL)", "3.25"},  // NULL is passed over
      {"(9007199254740992), (1)", "9.00719925474099e+15"},
      {"(-0.3), (0.1)", "-0.2"},
  };
  for (const Case& c : cases) EXPECT_EQ(over("exact_sum(column1)", c.rows), c.expected) << c.rows;
}

TEST_F(SqliteFunctions, a_million_cents_are_exact) {
  EXPECT_EQ(value("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
                  "SELECT exact_sum(0.01) = 10000.0 FROM n"),
            "1");
  EXPECT_EQ(value("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
                  "SELECT sum(0.01) = 10000.0 FROM n"),
            "0")
      << "the plain sum is not, or this test shows nothing";
}

TEST_F(SqliteFunctions, of_nothing_the_answer_is_null) {
  for (const char* aggregate : {"exact_sum(column1)", "weighted_mean(column1, column2)",
                                "first_by(column1, column2)", "last_by(column1, column2)"}) {
    EXPECT_EQ(over(aggregate, "(NULL, NULL), (NULL, NULL)"), "null") << aggregate;
    EXPECT_EQ(value("SELECT " + std::string(aggregate) + " FROM (VALUES (1, 1)) WHERE false"), "null")
        << aggregate;
  }
}

TEST_F(SqliteFunctions, weighted_mean_rounds_half_up_to_a_billionth) {
  struct Case {
    const char *rows, *expected;
  };
  const std::vector<Case> cases{
      {"(10, 1), (11, 1)", "10.5"},
      {"(10, 1), (11, 2)", "10.666666667"},
      {"(10, 2), (11, 1)", "10.333333333"},
      {"(0.000000001, 1), (0.000000002, 1)", "2e-09"},  // 1.5 rounds up
      {"(0.000000001, 3), (0.000000002, 1)", "1e-09"},  // 1.25 does not
      {"(10, 0.00000001), (20, 0.00000003)", "17.5"},   // weights down to 1e-8
      {"(745000.01, 1000000), (745000.02, 3000000)", "745000.0175"},
      {"(10, 1), (NULL, 5), (12, NULL)", "10"},  // rows with both
      {"(10, 0), (11, 0)", "null"},              // weights of nothing
      {"(10, 0), (11, 2)", "11"},
  };
  for (const Case& c : cases) EXPECT_EQ(over("weighted_mean(column1, column2)", c.rows), c.expected) << c.rows;
}

TEST_F(SqliteFunctions, first_and_last_go_by_the_key_and_keep_the_values_type) {
  struct Case {
    const char *rows, *first, *last;
  };
  const std::vector<Case> cases{
      {"(10.5, 3), (11.5, 1), (12.5, 2)", "11.5", "10.5"},
      {"(1, -5), (2, 5)", "1", "2"},
      {"('a', 2), ('b', 1)", "b", "a"},
      {"('a', 2), ('b', 1), ('ccc', 3)", "b", "ccc"},
      {"(x'4142', 1)", "AB", "AB"},
      {"(10, 1), (NULL, 2)", "10", "null"},                        // the value at that key is what it is
      {"(10, 1), (99, NULL)", "10", "10"},                         // a row without a key is passed over
      {"(10, 1), (20, 1)", "10", "10"},                            // equal keys: the first one seen
      {"(1, 9007199254740992), (2, 9007199254740993)", "1", "2"},  // integers beyond doubles
      {"(1, 1.5), (2, 1)", "2", "1"},                              // mixed numbers
  };
  for (const Case& c : cases) {
    EXPECT_EQ(over("first_by(column1, column2)", c.rows), c.first) << c.rows;
    EXPECT_EQ(over("last_by(column1, column2)", c.rows), c.last) << c.rows;
  }
}

TEST_F(SqliteFunctions, groups_do_not_mix) {
  const std::string rows = "(1, 'a', 0.1), (2, 'a', 0.2), (3, 'b', 7), (4, 'b', NULL)";
  EXPECT_EQ(
      value("SELECT group_concat(s, ' ') FROM (SELECT column2 || exact_sum(column3) || first_by(column1, column1)"
            " || last_by(column1, -column1) AS s FROM (VALUES " +
            rows + ") GROUP BY column2 ORDER BY column2)"),
      "a0.311 b7.033");
}

TEST_F(SqliteFunctions, what_does_not_fit_fails_with_a_sentence) {
  struct Case {
    std::string aggregate, rows, words;
  };
  const std::vector<Case> cases{
      {"exact_sum(column1)", "(1e300)", "exact_sum: the sum does not fit"},
      {"exact_sum(column1)", "(9e28), (9e28)", "exact_sum: the sum does not fit"},
      {"exact_sum(column1)", "(9e28), (9e28), (-9e28)", "exact_sum: the sum does not fit"},  // no way back
      {"weighted_mean(column1, column2)", "(1e20, 1e20)", "weighted_mean: the sum does not fit"},
      {"weighted_mean(column1, column2)", "(1e10, 9e10), (1e10, 9e10)", "weighted_mean: the sum does not fit"},
      {"weighted_mean(column1, column2)", "(1, 1e300)", "weighted_mean: the sum does not fit"},
      {"first_by(column1, column2)", "(1, 'x')", "the key must be a number"},
      {"last_by(column1, column2)", "(1, 1), (1, 'x')", "the key must be a number"},
  };
  for (const Case& c : cases) {
    const std::string answer = over(c.aggregate, c.rows);
    EXPECT_NE(answer.find(c.words), std::string::npos) << c.aggregate << " of " << c.rows << " is " << answer;
  }
  EXPECT_EQ(over("exact_sum(column1)", "(9e28)"), "9e+28");
}

TEST_F(SqliteFunctions, a_database_opened_to_be_read_has_them_too) {
  const TempFolder folder;
  ASSERT_TRUE(sqlite::Database::open(folder.path() / "x.db", sqlite::Access::create).has_value());
  auto reader = sqlite::Database::open(folder.path() / "x.db", sqlite::Access::read_only).value();
  EXPECT_EQ(reader.scalar("SELECT exact_sum(column1) FROM (VALUES (2), (3))").value(), 5);
}

}  // namespace
}  // namespace tickbard::test
