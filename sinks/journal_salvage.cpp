#include "sinks/journal_salvage.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "aggregator/core/event.hpp"
#include "sinks/aside.hpp"
#include "sinks/failpoint.hpp"
#include "sinks/journal_table.hpp"
#include "sinks/number_reserve.hpp"
#include "sinks/private_folder.hpp"
#include "sinks/sqlite_records.hpp"

namespace tickbard {

namespace {

/// A run of numbers without rows, as the time that its neighbours tell of.
struct Hole {
  UnixNanos from{}, to{};
};

/// What a damaged journal held.
struct Found {
  std::uint64_t rows = 0;                                     ///< whole
  std::uint64_t last = 0;                                     ///< the newest number known to have been used
  std::uint64_t acknowledged = 0;                             ///< everything up to it is in the store
  std::uint64_t lost = 0;                                     ///< numbers between the two without a row
  bool counted = false;                                       ///< both numbers were found: `lost` is exact
  std::map<std::string, std::uint64_t, std::less<>> numbers;  ///< those of journal_meta that were found
};

/// The new journal while it is made, and once it is whole: then its name says what becomes of the damaged one.
std::filesystem::path unfinished(const std::filesystem::path& file) {
  return file.string() + ".salvaging";
}
constexpr std::string_view kSalvaged = ".salvaged";

std::optional<std::filesystem::path> find_salvaged(const std::filesystem::path& file) {
  const std::string begin = file.filename().string() + ".corrupt.";
  std::error_code failed;
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  std::filesystem::directory_iterator entry(folder, failed);
  for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(begin) && name.ends_with(kSalvaged)) return entry->path();
  }
  return std::nullopt;
}

StoreResult<void> rename_to(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code failed;
  std::filesystem::rename(from, to, failed);
  if (failed || !folder_synced(to.parent_path())) {
    return StoreError{StoreErrorClass::disk, "Cannot rename " + from.string() + " to " + to.string() +
                                                 (failed ? ": " + failed.message() : std::string()) +
                                                 "; check space, owner and mode of its folder."};
  }
  return {};
}

void remove_database(const std::filesystem::path& file) {
  std::error_code absent;
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + part, absent);
}

/// Everything in the wreck whose check sum fits, into the new journal; what comes first wins.
StoreResult<void> gather(const std::filesystem::path& file, sqlite::Database& fresh, Found& found) {
  auto insert = fresh.prepare("INSERT OR IGNORE " + std::string(journal_table::kInsert));
  if (!insert) return insert.error();
  std::optional<StoreError> refused;
  const auto row = [&](sqlite::RecordCells cells) {
    JournalRow whole;
    std::copy_n(cells.begin(), whole.size(), whole.begin());
    const auto* sum = std::get_if<std::int64_t>(&cells[whole.size()]);
    if (refused || sum == nullptr || *sum != sum_of(whole)) return;
    if (auto r = journal_table::insert(*insert, whole); !r) refused = r.error();
  };
  const auto number = [&](sqlite::RecordCells cells) {
    const auto* name = std::get_if<std::string_view>(&cells[0]);
    const auto* value = std::get_if<std::int64_t>(&cells[1]);
    const auto* sum = std::get_if<std::int64_t>(&cells[2]);
    if (name == nullptr || value == nullptr || sum == nullptr) return;
    if (*sum != journal_table::sum_of_number(*name, *value)) return;
    std::uint64_t& known = found.numbers[std::string(*name)];
    known = std::max(known, static_cast<std::uint64_t>(*value));
  };
  const sqlite::Wreck wreck(file);
  wreck.each_page([&](std::span<const unsigned char> page) {
    sqlite::each_row(wreck, page, std::tuple_size_v<JournalRow> + 1, row);
    sqlite::each_rowless(page, 3, number);
  });
  if (refused) return *refused;
  return {};
}

StoreResult<std::uint64_t> ask(sqlite::Database& db, std::string_view sql) {
  const auto value = db.scalar(sql);
  if (!value) return value.error();
  return static_cast<std::uint64_t>(*value);
}

StoreResult<void> count(sqlite::Database& fresh, Found& found) {
  const auto first = ask(fresh, "SELECT min(seq) FROM journal_events");
  const auto newest = ask(fresh, "SELECT max(seq) FROM journal_events");
  const auto rows = ask(fresh, "SELECT count(*) FROM journal_events");
  for (const auto* answer : {&first, &newest, &rows}) {
    if (!*answer) return answer->error();
  }
  found.rows = *rows;
  found.last = std::max(*newest, found.numbers["last"]);
  found.counted = found.numbers["last"] != 0 && found.numbers.contains("acknowledged");
  found.acknowledged = found.numbers["acknowledged"];
  // Without that number everything is sent again, which changes nothing in the store.
  if (found.acknowledged == 0 && !found.counted && *rows != 0) found.acknowledged = *first - 1;
  const auto waiting =
      ask(fresh, "SELECT count(*) FROM journal_events WHERE seq > " + std::to_string(found.acknowledged));
  if (!waiting) return waiting.error();
  if (found.last > found.acknowledged) found.lost = found.last - found.acknowledged - *waiting;
  return {};
}

/// What a row tells of the time of those beside it: a bar by its minute, the others by when they were journalled.
UnixNanos time_of(const JournalRow& row) {
  const auto minute = minute_of(row);
  return minute ? UnixNanos{*minute} : at_of(row);
}

void add_hole(std::vector<Hole>& holes, UnixNanos before, UnixNanos after) {
  const Hole hole{std::min(before, after), std::max(before, after) + std::chrono::minutes{1}};
  if (!holes.empty() && hole.from <= holes.back().to) {
    holes.back() = {std::min(holes.back().from, hole.from), std::max(holes.back().to, hole.to)};
  } else {
    holes.push_back(hole);
  }
}

/// The holes above the acknowledged number, those that touch as one.
StoreResult<std::vector<Hole>> holes_of(sqlite::Database& fresh, const Found& found, UnixNanos now) {
  std::vector<Hole> holes;
  std::optional<UnixNanos> before;
  std::uint64_t previous = found.acknowledged;
  auto s = fresh.prepare(std::string(journal_table::kSelect) +
                         "WHERE seq >= coalesce((SELECT max(seq) FROM journal_events WHERE seq <= ?1), 0) "
                         "ORDER BY seq");
  if (!s) return s.error();
  s->bind(1, static_cast<std::int64_t>(found.acknowledged));
  for (;;) {
    const auto more = s->step();
    if (!more) return more.error();
    if (!*more) break;
    const JournalRow row = journal_table::row_at(*s);
    const UnixNanos time = time_of(row);
    const std::uint64_t number = sequence_of(row);
    if (number > previous + 1) add_hole(holes, before.value_or(time), time);
    before = time;
    previous = std::max(previous, number);
  }
  if (found.last > previous) add_hole(holes, before.value_or(now), now);
  return holes;
}

std::string losses(const Found& found) {
  if (found.last == 0) return "Nothing of it could be read: what it held is not known.";
  if (found.lost == 0 && found.counted) return "Nothing that the store did not have yet is lost.";
  return std::string(found.counted ? "" : "At least ") + std::to_string(found.lost) +
         " events that the store did not have yet are lost; ingest_gaps says when (journal_damaged).";
}

/// What is told of the loss in the store itself.
StoreResult<std::vector<Event>> testimony(sqlite::Database& fresh, const Found& found, const std::string& damage,
                                          UnixNanos now, std::span<const std::string> feeds) {
  std::vector<Event> events;
  if (found.lost != 0) {
    const auto holes = holes_of(fresh, found, now);
    if (!holes) return holes.error();
    for (const std::string& feed : feeds) {
      for (const Hole& hole : *holes)
        events.emplace_back(Gap{feed, hole.from, hole.to, LostReason::journal_damaged});
    }
  }
  events.emplace_back(LogEntry{now,
                               {},
                               "journal_damaged",
                               {},
                               "The journal was damaged (" + damage + "). " + std::to_string(found.rows) +
                                   " rows of it are whole and go on. " + losses(found)});
  return events;
}

StoreResult<void> write_numbers(sqlite::Database& fresh, const Found& found, std::uint64_t dense,
                                std::uint64_t last) {
  const std::map<std::string_view, std::uint64_t> numbers{
      {"acknowledged", found.rows == 0 ? dense : found.acknowledged},
      {"dense", dense},
      {"last", last},
      {"lost", found.lost + (found.numbers.contains("lost") ? found.numbers.find("lost")->second : 0)}};
  for (const auto& [name, value] : numbers) {
    if (auto r = journal_table::raise(fresh, name, value); !r) return r;
  }
  return {};
}

/// Builds the new journal beside the damaged one.
StoreResult<Found> build(const std::filesystem::path& file, const std::string& damage, UnixNanos now,
                         std::span<const std::string> feeds) {
  remove_database(unfinished(file));
  auto fresh = sqlite::Database::open(unfinished(file), sqlite::Access::create);
  if (!fresh) return fresh.error();
  Found found;
  sqlite::Transaction transaction(*fresh);
  if (auto r = transaction.begin(); !r) return r.error();
  if (auto r = journal_table::make(*fresh); !r) return r.error();
  if (auto r = gather(file, *fresh, found); !r) return r.error();
  if (auto r = count(*fresh, found); !r) return r.error();
  const auto events = testimony(*fresh, found, damage, now, feeds);
  if (!events) return events.error();

  NumberReserve numbers(file.string() + ".numbers");
  const std::uint64_t dense = std::max(found.last, numbers.bound());
  std::uint64_t last = dense;
  if (auto r = numbers.cover(dense + events->size()); !r) return r.error();
  auto insert = fresh->prepare("INSERT " + std::string(journal_table::kInsert));
  if (!insert) return insert.error();
  for (const Event& event : *events) {
    if (auto r = journal_table::insert(*insert, JournalledEvent(++last, event, now).row()); !r) return r.error();
  }
  if (auto r = write_numbers(*fresh, found, dense, last); !r) return r.error();
  if (auto r = transaction.commit(); !r) return r.error();
  // All of it in the one file that is renamed.
  const auto busy = fresh->scalar("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!busy) return busy.error();
  return found;
}

}  // namespace

StoreResult<std::string> salvage_journal(const std::filesystem::path& file, const std::string& damage,
                                         UnixNanos now, std::span<const std::string> feeds) {
  const auto found = build(file, damage, now, feeds);
  if (!found) return found.error();
  failpoint(Failpoint::salvage_before_rename);
  const std::filesystem::path aside = aside_name(file, now);
  const std::filesystem::path salvaged = aside.string() + std::string(kSalvaged);
  if (auto r = rename_to(unfinished(file), salvaged); !r) return r.error();
  failpoint(Failpoint::salvage_after_rename);
  if (const auto moved = sqlite::set_aside(file, aside); !moved) return moved.error();
  failpoint(Failpoint::salvage_after_aside);
  if (auto r = rename_to(salvaged, file); !r) return r.error();
  return "The journal " + file.string() + " is damaged (" + damage + "); it is kept as " + aside.string() +
         ", and a new one goes on with the " + std::to_string(found->rows) + " rows of it that are whole. " +
         losses(*found);
}

StoreResult<void> finish_salvage(const std::filesystem::path& file) {
  const auto salvaged = find_salvaged(file);
  if (!salvaged) return {};
  std::error_code unknown;
  if (std::filesystem::exists(file, unknown)) {
    std::filesystem::remove(*salvaged, unknown);  // it begins again
    return {};
  }
  const std::string name = salvaged->string();
  const std::filesystem::path aside = name.substr(0, name.size() - kSalvaged.size());
  if (const auto moved = sqlite::set_aside(file, aside); !moved) return moved.error();
  return rename_to(*salvaged, file);
}

}  // namespace tickbard
