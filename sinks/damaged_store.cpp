#include "sinks/damaged_store.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include "sinks/exact_text.hpp"
#include "sinks/private_folder.hpp"
#include "sinks/sqlite.hpp"
#include "sinks/store_witness.hpp"

namespace tickbard {

namespace {

constexpr std::string_view kMagic = "SQLite format 3";

std::string content_of(const std::filesystem::path& file, std::size_t limit) {
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
  const std::ofstream made(note_, std::ios::app);
}

bool DamagedStore::is_suspected() const {
  std::error_code unknown;
  return std::filesystem::exists(note_, unknown);
}

void DamagedStore::told() const {
  std::error_code ignored;
  std::filesystem::remove(note_, ignored);
}

std::filesystem::path DamagedStore::newest_aside() const {
  const std::string begin = file_.filename().string() + ".corrupt.";
  std::filesystem::path newest;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(file_.parent_path(), failed)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(begin) || name.ends_with("-wal") || name.ends_with("-shm")) continue;
    newest = std::max(newest, entry.path());
  }
  return newest;
}

/// First what is about to be done, then the deed: killed in between, the next start knows.
StoreResult<std::filesystem::path> DamagedStore::rename(const std::string& damage, UnixNanos now) const {
  std::ofstream note(note_, std::ios::trunc);
  if (!(note << damage << std::flush)) {
    return StoreError{StoreErrorClass::disk,
                      "Cannot write " + note_.string() + "; check space, owner and mode of its folder."};
  }
  std::string when = utc_text(std::chrono::floor<std::chrono::seconds>(now));
  std::erase(when, ':');  // rsync and scp would take what stands before it for a host
  auto aside = sqlite::set_aside(file_, when);
  (void)folder_synced(file_.parent_path());
  return aside;
}

StoreResult<std::optional<DamagedStore::SetAside>> DamagedStore::set_aside(
    UnixNanos now, std::span<const std::string> feeds) const {
  // Somebody else's file that store.url names by mistake is left alone; one that was our store is ours in any
  // state.
  const bool is_ours = content_of(file_, kMagic.size()) == kMagic || StoreWitness(file_).exists();
  std::string damage = is_ours ? sqlite::damage_of(file_) : std::string();
  std::filesystem::path aside;
  if (!damage.empty()) {
    auto renamed = rename(damage, now);
    if (!renamed) return renamed.error();
    aside = *std::move(renamed);
  } else {
    constexpr std::size_t kMostWords = 500;
    damage = content_of(note_, kMostWords);
    if (damage.empty()) {
      told();
      return std::optional<SetAside>();
    }
    aside = newest_aside();
    std::error_code absent;
    if (!std::filesystem::exists(file_, absent)) {
      // Its log may have been left behind; SQLite would throw it away.
      if (const auto moved = sqlite::set_aside(file_, "interrupted"); !moved) return moved.error();
    }
  }
  SetAside out;
  out.notice = "The store " + file_.string() + " is damaged (" + damage + "); it is kept as " + aside.string() +
               ", and a new one is begun, so that collecting goes on. The old rows are not in the new one: "
               "ingest_gaps says when (store_behind). `sqlite3 " +
               aside.string() + " .recover` reads what is left, and `tickbard import` takes bars back.";
  const UnixNanos from = oldest_of(aside).value_or(now);
  for (const std::string& feed : feeds) out.events.emplace_back(Gap{feed, from, now, LostReason::store_behind});
  out.events.emplace_back(LogEntry{now, {}, "store_damaged", {}, out.notice});
  return std::optional(std::move(out));
}

}  // namespace tickbard
