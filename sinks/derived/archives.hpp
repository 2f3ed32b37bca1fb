#pragma once

#include "aggregator/derive/interval.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `archives`: a file that holds a UTC day of a table.
struct ArchiveRow {
  std::string table_name;
  std::chrono::sys_days day{};
  std::string file;
  std::uint64_t rows = 0;
  std::string sha256;
  std::uint64_t bytes = 0;
  UnixNanos created_at{};
};

/// Insert or correct; an equal row keeps its created_at. The answer: rows changed.
StoreResult<std::size_t> write_archive(Tables& tables, const ArchiveRow& row);

/// By (table, day); an empty table is all of them.
StoreResult<std::vector<ArchiveRow>> read_archives(Tables& tables, std::string_view table_name = {});

/// UTC days that have bars, before `before`, ascending.
StoreResult<std::vector<std::chrono::sys_days>> days_with_bars(Tables& tables, Interval interval,
                                                               std::chrono::sys_days before);

/// Bars with start in [from, to).
StoreResult<std::uint64_t> count_bars(Tables& tables, Interval interval, MinuteStart from, MinuteStart to);

/// A session's regular hours, for asking whether its minutes have been rolled up.
struct RolledSession {
  SessionDate session{};
  MinuteStart open{}, close{};
  std::string_view calendar, default_calendar;
};

/// Symbols with a priced bar in the session's regular hours but without a final daily bar, sorted, at most
/// `limit`. Their bars must not be dropped (T-161).
StoreResult<std::vector<Symbol>> symbols_not_final(Tables& tables, const RolledSession& session, std::size_t limit,
                                                   Interval interval = Interval::m1);

/// Takes a UTC day of bars out of the store: PostgreSQL drops the partition, SQLite deletes ten minutes at a time
/// so that others can write between; a crash between leaves the rest, which the next call takes. A day with a
/// dirty mark is left alone, on SQLite from the moment it is marked. The answer: rows gone.
StoreResult<std::size_t> drop_day(Tables& tables, Interval interval, std::chrono::sys_days day);

}  // namespace tickbard
