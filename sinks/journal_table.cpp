#include "sinks/journal_table.hpp"

#include "sql_journal_files.hpp"

namespace tickbard::journal_table {

namespace {

JournalCell cell_at(const sqlite::Statement& s, int column) {
  if (s.is_null(column)) return {};
  if (s.is_text(column)) return s.text(column);
  return s.integer(column);
}

StoreResult<void> take_over_rows(sqlite::Database& db) {
  auto old = db.prepare(
      "SELECT seq, at, kind, symbol, start, open, high, low, close, volume, vwap, trade_count, revision, quality, "
      "body FROM journal_events_1 ORDER BY seq");
  if (!old) return old.error();
  auto fresh = db.prepare("INSERT " + std::string(kInsert));
  if (!fresh) return fresh.error();
  for (;;) {
    const auto more = old->step();
    if (!more) return more.error();
    if (!*more) return {};
    if (auto r = insert(*fresh, row_at(*old)); !r) return r;
  }
}

StoreResult<void> take_over_numbers(sqlite::Database& db) {
  auto old = db.prepare("SELECT name, value FROM journal_meta_1");
  if (!old) return old.error();
  for (;;) {
    const auto more = old->step();
    if (!more) return more.error();
    if (!*more) return {};
    if (auto r = raise(db, old->text(0), static_cast<std::uint64_t>(old->integer(1))); !r) return r;
  }
}

}  // namespace

StoreResult<void> make(sqlite::Database& db) {
  const auto version = db.scalar("PRAGMA user_version");
  if (!version) return version.error();
  if (*version > kVersion) {
    return StoreError{StoreErrorClass::schema, db.name() + " is a journal of version " + std::to_string(*version) +
                                                   ", newer than version " + std::to_string(kVersion) +
                                                   " that this tickbard knows; install a newer tickbard."};
  }
  // Version 1. The table itself is asked: nothing vouched for that number then.
  const auto without_sums = db.scalar(
      "SELECT count(*) FROM sqlite_master WHERE name = 'journal_meta' AND NOT EXISTS "
      "(SELECT 1 FROM pragma_table_info('journal_meta') WHERE name = 'sum')");
  if (!without_sums) return without_sums.error();
  if (*without_sums != 0) {
    if (auto r = db.exec("ALTER TABLE journal_events RENAME TO journal_events_1;"
                         "ALTER TABLE journal_meta RENAME TO journal_meta_1");
        !r) {
      return r;
    }
  }
  if (auto r = db.exec(sql_journal::journal_sql); !r) return r;
  if (*without_sums != 0) {
    if (auto r = take_over_rows(db); !r) return r;
    if (auto r = take_over_numbers(db); !r) return r;
    if (auto r = db.exec("DROP TABLE journal_events_1; DROP TABLE journal_meta_1"); !r) return r;
  }
  return raise(db, "version", kVersion);
}

StoreResult<void> insert(sqlite::Statement& s, const JournalRow& row) {
  int place = 0;
  for (const JournalCell& cell : row) {
    ++place;
    if (const auto* value = std::get_if<std::int64_t>(&cell)) {
      s.bind(place, *value);
    } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
      s.bind(place, *text);
    } else {
      s.bind_null(place);
    }
  }
  s.bind(place + 1, sum_of(row));
  if (const auto r = s.step(); !r) return r.error();
  return {};
}

JournalRow row_at(const sqlite::Statement& s) {
  JournalRow row;
  for (std::size_t i = 0; i != row.size(); ++i) row[i] = cell_at(s, static_cast<int>(i));
  return row;
}

bool is_whole(const sqlite::Statement& s, const JournalRow& row) {
  const auto column = static_cast<int>(row.size());
  return !s.is_null(column) && s.integer(column) == sum_of(row);
}

std::int64_t sum_of_number(std::string_view name, std::int64_t value) {
  const std::array<JournalCell, 2> cells{name, value};
  return sum_of(cells);
}

StoreResult<std::uint64_t> number(sqlite::Database& db, std::string_view name) {
  auto s = db.prepare("SELECT value, sum FROM journal_meta WHERE name = ?1");
  if (!s) return s.error();
  s->bind(1, name);
  const auto row = s->step();
  if (!row) return row.error();
  if (!*row) return std::uint64_t{0};
  if (s->integer(1) != sum_of_number(name, s->integer(0))) {
    return StoreError{StoreErrorClass::damaged, db.name() + ": the check sum of number \"" + std::string(name) +
                                                    "\" does not fit; it is salvaged at the next start."};
  }
  return static_cast<std::uint64_t>(s->integer(0));
}

namespace {

constexpr std::string_view kSetNumber =
    "INSERT INTO journal_meta (name, value, sum) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET "
    "value = excluded.value, sum = excluded.sum";

StoreResult<void> write_number(sqlite::Database& db, std::string_view sql, std::string_view name,
                               std::uint64_t value) {
  auto s = db.prepare(sql);
  if (!s) return s.error();
  const auto signed_value = static_cast<std::int64_t>(value);
  s->bind(1, name);
  s->bind(2, signed_value);
  s->bind(3, sum_of_number(name, signed_value));
  if (const auto r = s->step(); !r) return r.error();
  return {};
}

}  // namespace

StoreResult<void> raise(sqlite::Database& db, std::string_view name, std::uint64_t value) {
  return write_number(db, std::string(kSetNumber) + " WHERE excluded.value > journal_meta.value", name, value);
}

StoreResult<void> set(sqlite::Database& db, std::string_view name, std::uint64_t value) {
  return write_number(db, kSetNumber, name, value);
}

}  // namespace tickbard::journal_table
