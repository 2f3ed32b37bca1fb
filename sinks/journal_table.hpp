#pragma once

#include "sinks/journal_row.hpp"
#include "sinks/sqlite.hpp"

namespace tickbard::journal_table {

/// The layout that sql/journal.sql makes. Version 1 had no check sums.
inline constexpr std::int64_t kVersion = 2;

/// Makes the tables that are missing. What a version 1 holds is taken over, with sums. Errors (schema): the
/// journal is of a newer tickbard. To be called in a transaction.
StoreResult<void> make(sqlite::Database& db);

/// The columns of journal_events in the order of JournalRow, then the sum: the beginning of every query of rows.
inline constexpr std::string_view kSelect =
    "SELECT seq, at, kind, symbol, start, open, high, low, close, volume, vwap, trade_count, revision, quality, "
    "body, sum FROM journal_events ";

/// Takes a row; one whose number is there already is left as it is with `INSERT OR IGNORE`.
inline constexpr std::string_view kInsert =
    "INTO journal_events VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)";
StoreResult<void> insert(sqlite::Statement& s, const JournalRow& row);

/// The row that a query of kSelect stands on; its texts are valid until the next step.
JournalRow row_at(const sqlite::Statement& s);
/// Whether its check sum fits.
bool is_whole(const sqlite::Statement& s, const JournalRow& row);

/// A number of journal_meta; 0 if there is none. Errors (damaged): its sum does not fit.
StoreResult<std::uint64_t> number(sqlite::Database& db, std::string_view name);
/// Sets it, unless it is as great already.
StoreResult<void> raise(sqlite::Database& db, std::string_view name, std::uint64_t value);
/// Sets it, whatever it was.
StoreResult<void> set(sqlite::Database& db, std::string_view name, std::uint64_t value);
std::int64_t sum_of_number(std::string_view name, std::int64_t value);

}  // namespace tickbard::journal_table
