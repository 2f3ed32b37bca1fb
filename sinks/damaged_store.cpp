#include "sinks/damaged_store.hpp"

#include <fstream>
#include <system_error>

#include "sinks/aside.hpp"
#include "sinks/private_folder.hpp"
#include "sinks/sqlite.hpp"
#include "sinks/store_witness.hpp"

namespace tickbard {

namespace {

constexpr std::string_view kMagic = "SQLite format 3";

std::string content_of(const std::filesystem::path& file, std::size_t limit) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(file, none)) return {};  // a pipe would hold up who reads it
  std::ifstream in(file, std::ios::binary);
  std::string content(limit, '\0');
  in.read(content.data(), static_cast<std::streamsize>(limit));
  content.resize(static_cast<std::size_t>(in.gcount()));
  return content;
}

/// When its oldest bar began, or else when it was made, as far as that can be read.
std::optional<UnixNanos> oldest_of(const std::filesystem::path& file) {
  auto db = sqlite::Database::open(file, sqlite::Access::read_only);
  if (!db) return std::nullopt;
  const auto bar = db->scalar("SELECT min(timestamp) FROM price_bars");
  if (bar && *bar != 0) return UnixNanos{std::chrono::seconds{*bar}};
  const auto made = db->scalar("SELECT min(applied_at) FROM schema_migrations");
  if (made && *made != 0) return UnixNanos{std::chrono::microseconds{*made}};
  return std::nullopt;
}

}  // namespace

DamagedStore::DamagedStore(std::filesystem::path file)
    : file_(std::move(file)), note_(file_.string() + ".suspect") {}

void DamagedStore::suspect() const noexcept {
  if (is_suspected()) return;
  (void)file_synced(note_, {});
  (void)folder_synced(file_.parent_path());
}

bool DamagedStore::is_suspected() const {
  std::error_code unknown;
  return std::filesystem::exists(note_, unknown);
}

void DamagedStore::told() const {
  std::error_code ignored;
  std::filesystem::remove(note_, ignored);
}

/// What an earlier start was about to do when it was killed.
std::optional<DamagedStore::Begun> DamagedStore::begun() const {
  constexpr std::size_t kMost = 4096;
  const std::string text = content_of(note_, kMost);
  const std::size_t end = text.find('\n');
  if (end == std::string::npos || end == 0) return std::nullopt;
  return Begun{text.substr(0, end), text.substr(end + 1)};
}

/// First what is about to be done, then the deed: killed in between, the next start knows.
StoreResult<void> DamagedStore::rename(const Begun& what) const {
  if (!file_synced(note_, what.aside.string() + "\n" + what.damage) || !folder_synced(file_.parent_path())) {
    return StoreError{StoreErrorClass::disk,
                      "Cannot write " + note_.string() + "; check space, owner and mode of its folder."};
  }
  return sqlite::set_aside(file_, what.aside);
}

StoreResult<std::optional<DamagedStore::SetAside>> DamagedStore::set_aside(
    UnixNanos now, std::span<const std::string> feeds) const {
  // Somebody else's file that store.url names by mistake is left alone; one that was our store is ours in any
  // state.
  const bool is_ours = content_of(file_, kMagic.size()) == kMagic || StoreWitness(file_).exists();
  std::string damage = is_ours ? sqlite::damage_of(file_, sqlite::Look::everything) : std::string();
  std::optional<Begun> what = begun();
  std::error_code absent;
  const bool renamed = what && std::filesystem::exists(what->aside, absent);
  if (!damage.empty()) {
    what = Begun{what && !renamed ? what->aside : aside_name(file_, now), std::move(damage)};
    if (const auto done = rename(*what); !done) return done.error();
  } else if (!what || (!renamed && std::filesystem::exists(file_, absent))) {
    told();
    return std::optional<SetAside>();
  } else if (!std::filesystem::exists(file_, absent)) {
    // Its log may have been left behind; SQLite would throw it away.
    if (const auto moved = sqlite::set_aside(file_, what->aside); !moved) return moved.error();
  }
  SetAside out;
  out.notice = "The store " + file_.string() + " is damaged (" + what->damage + "); it is kept as " +
               what->aside.string() +
               ", and a new one is begun, so that collecting goes on. The old rows are not in the new one: "
               "ingest_gaps says when (store_behind). `sqlite3 " +
               what->aside.string() + " .recover` reads what is left, and `tickbard import` takes bars back.";
  const UnixNanos from = oldest_of(what->aside).value_or(now);
  const StoreWitness witness(file_);
  for (const std::string& feed : feeds) {
    // What can still be read may be the newer part alone; the file beside it knows from when on there was more.
    const auto heard = witness.heard().find(feed);
    const UnixNanos first = heard == witness.heard().end() ? from : std::min(from, heard->second.first);
    out.events.emplace_back(Gap{feed, first, now, LostReason::store_behind});
  }
  out.events.emplace_back(LogEntry{now, {}, "store_damaged", {}, out.notice});
  return std::optional(std::move(out));
}

}  // namespace tickbard
