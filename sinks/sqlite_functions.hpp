#pragma once

struct sqlite3;

namespace tickbard::sqlite {

/// Aggregates that make a sum of REAL decimals exact, so that a query gives on SQLite what PostgreSQL's numeric
/// gives:
///   exact_sum(x)                  as sum(x), added up in 128 bits at 1e-9
///   first_by(value, key)          the value at the least key
///   last_by(value, key)           the value at the greatest key
///   weighted_mean(value, weight)  sum(value x weight) / sum(weight) over rows with both; value in 1e-9, weight in
///   1e-8,
///                                 rounded half up to 1e-9: PostgreSQL's div(2e9 * S + W, 2 * W) / 1e9
/// A REAL stands for the decimal of its 15 significant digits. NULL rows are passed over (first_by, last_by: those
/// with a NULL key); of no rows, or of weights that add up to nothing, the answer is NULL. Errors: a value that
/// does not fit fails the statement with a sentence. SQLite's code: SQLITE_OK or why they could not be added.
int add_functions(sqlite3* db);

}  // namespace tickbard::sqlite
