#include "sinks/journal_damage.hpp"

#include "sinks/journal_table.hpp"
#include "sinks/number_reserve.hpp"
#include "sinks/sqlite_wreck.hpp"

namespace tickbard {

namespace {

constexpr std::uintmax_t kSmallestDatabase = 512;  // what is shorter SQLite takes for an empty one

/// The columns of every table, as one text: a table whose definition has changed is read wrongly.
StoreResult<std::string> shape_of(sqlite::Database& db) {
  auto s = db.prepare(
      "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master m, pragma_table_info(m.name) c "
      "WHERE m.type = 'table' ORDER BY m.name, c.cid");
  if (!s) return s.error();
  std::string shape;
  for (;;) {
    const auto more = s->step();
    if (!more) return more.error();
    if (!*more) return shape;
    for (int i = 0; i != s->columns(); ++i) shape.append(s->text(i)).append(" ");
  }
}

StoreResult<std::string> expected_shape() {
  auto fresh = sqlite::Database::open(":memory:", sqlite::Access::create);
  if (!fresh) return fresh.error();
  if (auto r = journal_table::make(*fresh); !r) return r.error();
  return shape_of(*fresh);
}

StoreResult<std::string> damage_of_head(sqlite::Database& db) {
  const auto expected = expected_shape();
  if (!expected) return expected.error();
  const auto shape = shape_of(db);
  if (!shape) return shape.error();
  if (*shape != *expected) return std::string("its tables are not what was made");
  auto s = db.prepare("PRAGMA encoding");
  if (!s) return s.error();
  const auto row = s->step();
  if (!row) return row.error();
  return s->text(0) == "UTF-8" ? std::string() : std::string("its texts are said to be no UTF-8");
}

StoreResult<std::string> damage_of_numbers(sqlite::Database& db) {
  for (const std::string_view name : {"version", "last", "acknowledged", "dense", "lost"}) {
    if (const auto value = journal_table::number(db, name); !value) return value.error();
  }
  const auto last = journal_table::number(db, "last");
  const auto newest = db.scalar("SELECT max(seq) FROM journal_events");
  if (!newest) return newest.error();
  return static_cast<std::uint64_t>(*newest) <= *last ? std::string()
                                                      : std::string("its numbers do not fit its rows");
}

StoreResult<std::string> damage_of_rows(sqlite::Database& db) {
  auto s = db.prepare(std::string(journal_table::kSelect) + "ORDER BY seq");
  if (!s) return s.error();
  std::uint64_t broken = 0;
  for (;;) {
    const auto more = s->step();
    if (!more) return more.error();
    if (!*more) break;
    if (!journal_table::is_whole(*s, journal_table::row_at(*s))) ++broken;
  }
  return broken == 0 ? std::string() : "check sums of " + std::to_string(broken) + " rows do not fit";
}

StoreResult<std::string> damage_of_contents(sqlite::Database& db) {
  const auto version = db.scalar("PRAGMA user_version");
  if (!version) return version.error();
  const auto sums = db.scalar("SELECT count(*) FROM pragma_table_info('journal_meta') WHERE name = 'sum'");
  if (!sums) return sums.error();
  if (*sums == 0) return std::string();  // version 1, or no journal at all: what opens it will say
  const auto made_as = journal_table::number(db, "version");
  if (!made_as) return made_as.error();
  const auto ours = static_cast<std::uint64_t>(journal_table::kVersion);
  if (*made_as > ours) return std::string();
  if (*made_as != ours || *version != journal_table::kVersion)
    return std::string("its version is not what was written");
  for (const auto part : {damage_of_head, damage_of_numbers, damage_of_rows}) {
    auto damage = part(db);
    if (!damage || !damage->empty()) return damage;
  }
  return std::string();
}

}  // namespace

std::string journal_damage(const std::filesystem::path& file) {
  const sqlite::Wreck log(file, sqlite::Wreck::Parts::log);
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(file, none);
  if (none || size == 0) {
    if (log.has_frames()) return "the file is gone or empty, but not the -wal beside it";
    // Taken away it begins anew; cut to nothing while numbers of it were used it is a loss.
    const bool used = !none && NumberReserve(file.string() + ".numbers").bound() > 0;
    return used ? "it is empty, though numbers of it were used" : std::string();
  }
  if (size < kSmallestDatabase) return "it is cut off";
  if (std::string damage = log.log_damage(); !damage.empty()) return damage;
  if (std::string damage = sqlite::damage_of(file, sqlite::Look::structure); !damage.empty()) return damage;
  auto db = sqlite::Database::open(file, sqlite::Access::read_write);
  auto damage = db ? damage_of_contents(*db) : StoreResult<std::string>(db.error());
  if (damage) return *damage;
  switch (damage.error().cls) {
    case StoreErrorClass::damaged:
    case StoreErrorClass::schema:
    case StoreErrorClass::other:
      return damage.error().text;
    default:
      return {};  // locked, or out of reach: what opens it will say
  }
}

}  // namespace tickbard
