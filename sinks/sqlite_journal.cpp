#include "sinks/sqlite_journal.hpp"

#include <algorithm>

#include "sinks/event_json.hpp"
#include "sinks/exact_text.hpp"
#include "sinks/stored_values.hpp"
#include "sql_journal_files.hpp"

namespace tickbard {

namespace {

constexpr std::string_view kColumns =
    "SELECT seq, at, kind, symbol, start, open, high, low, close, volume, vwap, trade_count, revision, quality, "
    "body "
    "FROM journal_events ";

constexpr std::int64_t kPruneAtOnce = 50'000;

std::uint64_t unsigned_at(const sqlite::Statement& s, int column) {
  return static_cast<std::uint64_t>(s.integer(column));
}

Bar bar_at(const sqlite::Statement& s) {
  Bar b;
  if (const auto symbol = Symbol::parse(s.text(3)))
    b.symbol = *symbol;  // an empty one was poison before it came here
  b.start = minute_at(s.integer(4));
  b.open.raw = s.integer(5);
  b.high.raw = s.integer(6);
  b.low.raw = s.integer(7);
  b.close.raw = s.integer(8);
  b.volume.raw = s.is_text(9) ? parse_wide_decimal(s.text(9), 0).value_or(0) : s.integer(9);
  if (!s.is_null(10)) b.vwap = Price{s.integer(10)};
  b.trade_count = static_cast<std::uint32_t>(s.integer(11));
  b.revision = static_cast<std::uint32_t>(s.integer(12));
  b.quality = static_cast<std::uint8_t>(s.integer(13));
  return b;
}

}  // namespace

SqliteJournal::SqliteJournal(sqlite::Database db, std::filesystem::path file)
    : db_(std::move(db)), file_(std::move(file)), numbers_(file_.string() + ".numbers") {}

StoreResult<void> SqliteJournal::prepare() {
  const auto version = db_.scalar("PRAGMA user_version");
  if (!version) return version.error();
  if (*version > 1) {
    return StoreError{StoreErrorClass::schema,
                      db_.name() + " is a journal of version " + std::to_string(*version) +
                          ", newer than version 1 that this tickbard knows; install a newer "
                          "tickbard."};
  }
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin(); !r) return r;
  if (auto r = db_.exec(sql_journal::journal_sql); !r) return r;
  const auto rows = db_.scalar("SELECT count(*) FROM journal_meta WHERE name = 'last'");
  if (!rows) return rows.error();
  if (*rows == 0) {
    // Acknowledged as far as the numbers go: whatever had them is not here.
    if (auto r = set_meta("last", numbers_.bound()); !r) return r;
    if (auto r = set_meta("acknowledged", numbers_.bound()); !r) return r;
  }
  return transaction.commit();
}

StoreResult<void> SqliteJournal::stay_in_place() {
  if (const auto in_place = db_.in_place(); !in_place) {
    const std::string lost = in_place.error().text + " Rows in it that the store did not have yet are lost.";
    if (const auto opened = db_.reopen(); !opened) {
      return StoreError{opened.error().cls, lost + " Opening it anew failed: " + opened.error().text};
    }
    // The other object on this journal may have used more numbers than this one knows.
    NumberReserve written(file_.string() + ".numbers");
    if (written.bound() > numbers_.bound()) numbers_ = std::move(written);
    opened_anew_ = true;
    return StoreError{in_place.error().cls, lost};
  }
  if (!opened_anew_) return {};
  auto made = prepare();
  opened_anew_ = !made.has_value();
  return made;
}

StoreResult<std::uint64_t> SqliteJournal::meta(std::string_view name) {
  auto s = db_.prepare("SELECT value FROM journal_meta WHERE name = ?1");
  if (!s) return s.error();
  s->bind(1, name);
  const auto row = s->step();
  if (!row) return row.error();
  return *row ? unsigned_at(*s, 0) : 0;
}

StoreResult<void> SqliteJournal::set_meta(std::string_view name, std::uint64_t value) {
  auto s = db_.prepare(
      "INSERT INTO journal_meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = "
      "excluded.value "
      "WHERE excluded.value > journal_meta.value");
  if (!s) return s.error();
  s->bind(1, name);
  s->bind(2, static_cast<std::int64_t>(value));
  if (const auto r = s->step(); !r) return r.error();
  return {};
}

StoreResult<void> SqliteJournal::insert(sqlite::Statement& s, std::uint64_t sequence, const Event& event,
                                        UnixNanos now) {
  s.bind(1, static_cast<std::int64_t>(sequence));
  s.bind(2, to_unix_micros(now));
  s.bind(3, static_cast<std::int64_t>(event.index()));
  if (const Bar* b = std::get_if<Bar>(&event)) {
    s.bind(4, b->symbol.view());
    s.bind(5, to_unix_seconds(b->start));
    s.bind(6, b->open.raw);
    s.bind(7, b->high.raw);
    s.bind(8, b->low.raw);
    s.bind(9, b->close.raw);
    const bool fits = b->volume.raw >= INT64_MIN && b->volume.raw <= INT64_MAX;
    fits ? s.bind(10, static_cast<std::int64_t>(b->volume.raw))
         : s.bind(10, std::string_view(to_text(b->volume.raw, 0)));
    b->vwap ? s.bind(11, b->vwap->raw) : s.bind_null(11);
    s.bind(12, std::int64_t{b->trade_count});
    s.bind(13, std::int64_t{b->revision});
    s.bind(14, std::int64_t{b->quality});
    s.bind_null(15);
  } else {
    for (int i = 4; i <= 14; ++i) s.bind_null(i);
    s.bind(15, std::string_view(event_to_json(event)));
  }
  if (const auto r = s.step(); !r) return r.error();
  return {};
}

StoreResult<std::uint64_t> SqliteJournal::append(std::span<const Event> events, UnixNanos now) {
  if (events.empty()) return std::uint64_t{0};
  if (auto r = stay_in_place(); !r) return r.error();
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin(); !r) return r.error();
  const auto last = meta("last");
  if (!last) return last.error();
  std::uint64_t sequence = *last;
  if (auto r = numbers_.cover(sequence + events.size()); !r) return r.error();
  auto s = db_.prepare("INSERT INTO journal_events VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)");
  if (!s) return s.error();
  for (const Event& event : events) {
    if (auto r = insert(*s, ++sequence, event, now); !r) return r.error();
  }
  if (auto r = set_meta("last", sequence); !r) return r.error();
  if (auto r = transaction.commit(); !r) return r.error();
  // Only now is it sure that the commit is where somebody finds it; the next call opens the file anew.
  if (auto r = db_.in_place(); !r) return r.error();
  return sequence;
}

StoreResult<WriteReport> SqliteJournal::write(std::span<const Event> events, UnixNanos now) {
  WriteReport report;
  if (const auto last = append(events, now); !last) return last.error();
  for (const Event& event : events) (std::holds_alternative<Bar>(event) ? report.bars : report.others) += 1;
  return report;
}

StoreResult<std::vector<NumberedEvent>> SqliteJournal::read(std::string_view condition, std::uint64_t sequence,
                                                            std::size_t limit) {
  if (auto r = stay_in_place(); !r) return r.error();
  auto s = db_.prepare(std::string(kColumns) + std::string(condition));
  if (!s) return s.error();
  s->bind(1, static_cast<std::int64_t>(sequence));
  s->bind(2, static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX)));
  std::vector<NumberedEvent> out;
  for (;;) {
    const auto row = s->step();
    if (!row) return row.error();
    if (!*row) return out;
    NumberedEvent numbered{unsigned_at(*s, 0), from_unix_micros(s->integer(1)), {}, {}};
    if (s->integer(2) == 0) {
      numbered.event = bar_at(*s);
    } else {
      auto event = event_from_json(unsigned_at(*s, 2), s->text(14));
      if (event) {
        numbered.event = std::move(*event);
      } else {
        numbered.unreadable.emplace(s->text(14));
      }
    }
    out.push_back(std::move(numbered));
  }
}

StoreResult<std::vector<NumberedEvent>> SqliteJournal::read_after(std::uint64_t sequence, std::size_t limit) {
  return read("WHERE seq > ?1 ORDER BY seq LIMIT ?2", sequence, limit);
}

StoreResult<std::vector<NumberedEvent>> SqliteJournal::read_others_after(std::uint64_t sequence,
                                                                         std::size_t limit) {
  return read("WHERE seq > ?1 AND kind <> 0 ORDER BY seq LIMIT ?2", sequence, limit);
}

StoreResult<void> SqliteJournal::acknowledge(std::uint64_t sequence) {
  if (auto r = stay_in_place(); !r) return r;
  return set_meta("acknowledged", sequence);
}

StoreResult<std::uint64_t> SqliteJournal::acknowledged() {
  if (auto r = stay_in_place(); !r) return r.error();
  return meta("acknowledged");
}

StoreResult<std::uint64_t> SqliteJournal::prune(UnixNanos older_than) {
  if (auto r = stay_in_place(); !r) return r.error();
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin(); !r) return r.error();
  const auto done = meta("acknowledged");
  if (!done) return done.error();
  // Only a run from the front goes, so that the numbers that are left stay dense also after a step of the clock.
  auto s = db_.prepare(
      "DELETE FROM journal_events WHERE seq <= ?2 AND seq < coalesce((SELECT seq FROM journal_events WHERE at >= "
      "?1 "
      "ORDER BY seq LIMIT 1), ?2 + 1) AND seq < (SELECT min(seq) FROM journal_events) + ?3");
  if (!s) return s.error();
  s->bind(1, to_unix_micros(older_than));
  s->bind(2, static_cast<std::int64_t>(*done));
  s->bind(3, kPruneAtOnce);
  if (const auto r = s->step(); !r) return r.error();
  const auto deleted = static_cast<std::uint64_t>(db_.changes());
  if (auto r = transaction.commit(); !r) return r.error();
  return deleted;
}

StoreResult<void> SqliteJournal::set_aside(const NumberedEvent& event, std::string_view reason, UnixNanos now) {
  auto s = db_.prepare("INSERT OR REPLACE INTO journal_poison (seq, at, reason, body) VALUES (?1, ?2, ?3, ?4)");
  if (!s) return s.error();
  s->bind(1, static_cast<std::int64_t>(event.sequence));
  s->bind(2, to_unix_micros(now));
  s->bind(3, std::string_view(storable_text(reason)));
  s->bind(4, std::string_view(event.unreadable ? storable_text(*event.unreadable) : event_to_json(event.event)));
  if (const auto r = s->step(); !r) return r.error();
  return {};
}

StoreResult<JournalStats> SqliteJournal::stats() {
  if (auto r = stay_in_place(); !r) return r.error();
  JournalStats stats;
  const auto last = meta("last");
  if (!last) return last.error();
  const auto done = meta("acknowledged");
  if (!done) return done.error();
  stats.pending = *last - std::min(*last, *done);  // dense numbers: no need to count
  const auto pending = read("WHERE seq > ?1 ORDER BY seq LIMIT ?2", *done, 1);
  if (!pending) return pending.error();
  if (!pending->empty()) stats.oldest_pending = pending->front().at;
  return stats;
}

}  // namespace tickbard
