#include "sinks/sqlite_journal.hpp"

#include <algorithm>

#include "sinks/event_json.hpp"
#include "sinks/exact_text.hpp"
#include "sinks/failpoint.hpp"
#include "sinks/journal_table.hpp"

namespace tickbard {

namespace {

constexpr std::int64_t kPruneAtOnce = 50'000;

}  // namespace

SqliteJournal::SqliteJournal(sqlite::Database db, std::filesystem::path file)
    : db_(std::move(db)), file_(std::move(file)), numbers_(file_.string() + ".numbers") {}

StoreResult<void> SqliteJournal::prepare() {
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin(); !r) return r;
  if (auto r = journal_table::make(db_); !r) return r;
  const auto rows = db_.scalar("SELECT count(*) FROM journal_meta WHERE name = 'last'");
  if (!rows) return rows.error();
  if (*rows == 0) {
    // Acknowledged as far as the numbers go: whatever had them is not here.
    if (auto r = journal_table::raise(db_, "last", numbers_.bound()); !r) return r;
    if (auto r = journal_table::raise(db_, "acknowledged", numbers_.bound()); !r) return r;
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

StoreResult<std::uint64_t> SqliteJournal::append(std::span<const Event> events, UnixNanos now) {
  if (events.empty()) return std::uint64_t{0};
  if (auto r = stay_in_place(); !r) return r.error();
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin(); !r) return r.error();
  const auto last = journal_table::number(db_, "last");
  if (!last) return last.error();
  std::uint64_t sequence = *last;
  if (auto r = numbers_.cover(sequence + events.size()); !r) return r.error();
  auto s = db_.prepare("INSERT " + std::string(journal_table::kInsert));
  if (!s) return s.error();
  for (const Event& event : events) {
    const JournalledEvent journalled(++sequence, event, now);
    if (auto r = journal_table::insert(*s, journalled.row()); !r) return r.error();
  }
  if (auto r = journal_table::raise(db_, "last", sequence); !r) return r.error();
  failpoint(Failpoint::journal_before_commit);
  if (auto r = transaction.commit(); !r) return r.error();
  failpoint(Failpoint::journal_after_commit);
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
  auto s = db_.prepare(std::string(journal_table::kSelect) + std::string(condition));
  if (!s) return s.error();
  s->bind(1, static_cast<std::int64_t>(sequence));
  s->bind(2, static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX)));
  std::vector<NumberedEvent> out;
  for (;;) {
    const auto row = s->step();
    if (!row) return row.error();
    if (!*row) return out;
    const JournalRow cells = journal_table::row_at(*s);
    NumberedEvent numbered{sequence_of(cells), {}, {}, {}};
    auto event = journal_table::is_whole(*s, cells) ? event_of(cells) : std::nullopt;
    if (event) {
      numbered.at = at_of(cells);
      numbered.event = std::move(*event);
    } else {
      numbered.unreadable.emplace(body_of(cells));
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
  return journal_table::raise(db_, "acknowledged", sequence);
}

StoreResult<std::uint64_t> SqliteJournal::acknowledged() {
  if (auto r = stay_in_place(); !r) return r.error();
  return journal_table::number(db_, "acknowledged");
}

StoreResult<Rewound> SqliteJournal::rewind(std::optional<std::uint64_t> stored) {
  if (auto r = stay_in_place(); !r) return r.error();
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin(); !r) return r.error();
  const auto last = journal_table::number(db_, "last");
  if (!last) return last.error();
  const auto done = journal_table::number(db_, "acknowledged");
  if (!done) return done.error();
  if (stored && *stored > *last) {
    // This file lost its last rows, or is an older copy: numbers up there mean something else in the store. They are
    // not used again, and what waits here waits on, though its numbers may be below.
    for (const std::string_view name : {"last", "dense"}) {
      if (auto r = journal_table::raise(db_, name, *stored); !r) return r.error();
    }
    if (auto r = transaction.commit(); !r) return r.error();
    return Rewound{};
  }
  // A commit whose answer was lost is no reason to go forward: what is stored again changes nothing.
  if (stored && *stored >= *done) return Rewound{};

  auto s = db_.prepare(std::string(journal_table::kSelect) + "ORDER BY seq LIMIT 1");
  if (!s) return s.error();
  const auto row = s->step();
  if (!row) return row.error();
  Rewound rewound;
  if (*row) rewound.missing_until = at_of(journal_table::row_at(*s));
  const std::uint64_t not_kept = std::min(*done, *row ? static_cast<std::uint64_t>(s->integer(0)) - 1 : *last);
  s->reset();
  const std::uint64_t from = std::max(stored.value_or(0), not_kept);
  rewound.again = *done - from;
  if (stored && *stored < not_kept) rewound.missing = not_kept - *stored;
  if (auto r = journal_table::set(db_, "acknowledged", from); !r) return r.error();
  if (auto r = transaction.commit(); !r) return r.error();
  return rewound;
}

StoreResult<std::uint64_t> SqliteJournal::prune(UnixNanos older_than) {
  if (auto r = stay_in_place(); !r) return r.error();
  sqlite::Transaction transaction(db_);
  if (auto r = transaction.begin(); !r) return r.error();
  const auto done = journal_table::number(db_, "acknowledged");
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

/// The rows above `done`. Numbers are dense but below the place where a damaged journal was taken over: there,
/// rows are counted, once for each acknowledged number.
StoreResult<std::uint64_t> SqliteJournal::pending_after(std::uint64_t done) {
  const auto last = journal_table::number(db_, "last");
  if (!last) return last.error();
  const auto dense = journal_table::number(db_, "dense");
  if (!dense) return dense.error();
  if (done >= *dense) return *last - std::min(*last, done);
  if (counted_after_ != done) {
    auto s = db_.prepare("SELECT count(*) FROM journal_events WHERE seq > ?1 AND seq <= ?2");
    if (!s) return s.error();
    s->bind(1, static_cast<std::int64_t>(done));
    s->bind(2, static_cast<std::int64_t>(*dense));
    if (const auto row = s->step(); !row) return row.error();
    counted_ = static_cast<std::uint64_t>(s->integer(0));
    counted_after_ = done;
  }
  return counted_ + *last - std::min(*last, *dense);
}

StoreResult<JournalStats> SqliteJournal::stats() {
  if (auto r = stay_in_place(); !r) return r.error();
  JournalStats stats;
  const auto done = journal_table::number(db_, "acknowledged");
  if (!done) return done.error();
  const auto waiting = pending_after(*done);
  if (!waiting) return waiting.error();
  stats.pending = *waiting;
  const auto lost = journal_table::number(db_, "lost");
  if (!lost) return lost.error();
  stats.lost = *lost;
  const auto oldest = read("WHERE seq > ?1 ORDER BY seq LIMIT ?2", *done, 1);
  if (!oldest) return oldest.error();
  if (!oldest->empty()) stats.oldest_pending = oldest->front().at;
  return stats;
}

}  // namespace tickbard
