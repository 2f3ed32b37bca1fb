#include "sinks/journal.hpp"

#include "sinks/exact_text.hpp"
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

}  // namespace

StoreResult<OpenedJournal> Journal::open(const std::filesystem::path& file, UnixNanos now) {
  OpenedJournal opened;
  if (const std::string damage = sqlite::damage_of(file); !damage.empty()) {
    std::string when = utc_text(std::chrono::floor<std::chrono::seconds>(now));
    std::erase(when, ':');  // rsync and scp would take what stands before it for a host
    const auto aside = sqlite::set_aside(file, when);
    if (!aside) return aside.error();
    opened.notice = "The journal " + file.string() + " is damaged (" + damage + "); it was moved to " +
                    aside->string() +
                    " and a new one begun. Bars that had not reached the store may be in it: try `sqlite3 " +
                    aside->string() + " .recover`.";
  }
  auto journal = open_file(file);
  if (!journal) return journal.error();
  opened.journal = std::move(*journal);
  return opened;
}

StoreResult<std::unique_ptr<Journal>> Journal::attach(const std::filesystem::path& file) {
  return open_file(file);
}

}  // namespace tickbard
