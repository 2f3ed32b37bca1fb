#include "sinks/journal.hpp"

#include <unistd.h>

#include "sinks/journal_damage.hpp"
#include "sinks/journal_salvage.hpp"
#include "sinks/sqlite_journal.hpp"

namespace tickbard {

namespace {

StoreResult<std::unique_ptr<Journal>> open_file(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  std::error_code ignored;
  if (!folder.empty() && !std::filesystem::is_directory(folder, ignored)) {
    return StoreError{StoreErrorClass::unreachable, "The folder " + folder.string() +
                                                        " of the journal does not exist; "
                                                        "make it, or correct state_dir."};
  }
  auto db = sqlite::Database::open(file, sqlite::Access::create);
  if (!db) return db.error();
  auto journal = std::make_unique<SqliteJournal>(std::move(*db), file);
  if (auto r = journal->prepare(); !r) return r.error();
  return std::unique_ptr<Journal>(std::move(journal));
}

/// Whether that is the file's own fault: SQLite also takes a flipped bit in its head for a file that must not be
/// written.
bool is_damage(const StoreError& error, const std::filesystem::path& file) {
  return error.cls == StoreErrorClass::damaged || error.cls == StoreErrorClass::other ||
         (error.cls == StoreErrorClass::permission && ::access(file.c_str(), W_OK) == 0);
}

}  // namespace

StoreResult<OpenedJournal> Journal::open(const std::filesystem::path& file, UnixNanos now,
                                         std::span<const std::string> feeds) {
  OpenedJournal opened;
  if (auto r = finish_salvage(file); !r) return r.error();
  std::string damage = journal_damage(file);
  auto journal = damage.empty() ? open_file(file) : StoreResult<std::unique_ptr<Journal>>(nullptr);
  if (!journal && is_damage(journal.error(), file)) damage = journal.error().text;
  if (!damage.empty()) {
    auto notice = salvage_journal(file, damage, now, feeds);
    if (!notice) return notice.error();
    opened.notice = *std::move(notice);
    journal = open_file(file);
  }
  if (!journal) return journal.error();
  opened.journal = std::move(*journal);
  return opened;
}

StoreResult<std::unique_ptr<Journal>> Journal::attach(const std::filesystem::path& file) {
  return open_file(file);
}

}  // namespace tickbard
