#include "sinks/sqlite.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include "sinks/failpoint.hpp"
#include "sinks/private_folder.hpp"
#include "sinks/sqlite_functions.hpp"

namespace tickbard::sqlite {

namespace {

std::string_view advice(StoreErrorClass cls, int code) {
  if ((code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB) {
    return "the file is damaged or no database: move it away, or repair it with `sqlite3 FILE .recover`";
  }
  if (code == SQLITE_READONLY_DIRECTORY || code == SQLITE_READONLY_CANTINIT) {
    return "also a reader makes files beside it, unless a daemon has it open: run this as the user of the daemon, "
           "or "
           "read a copy in a folder of your own";
  }
  switch (cls) {
    case StoreErrorClass::busy:
      return "another process is writing; this passes by itself";
    case StoreErrorClass::permission:
      return "check owner and mode of the file and its folder";
    case StoreErrorClass::unreachable:
      return "check that the folder exists and may be written";
    case StoreErrorClass::schema:
      return "run `tickbard migrate`";
    case StoreErrorClass::disk:
      return "free some space, or check the disk";
    case StoreErrorClass::damaged:
      return "check the disk and the system's log";
    default:
      return "see SQLite's words";
  }
}

StoreError error_of(int extended_code, std::string_view words, std::string_view store) {
  StoreError error;
  error.cls = class_of(extended_code);
  error.text = std::string(store) + ": " + std::string(words) + " (SQLite code " + std::to_string(extended_code) +
               "); " + std::string(advice(error.cls, extended_code)) + ".";
  return error;
}

StoreError error_of(sqlite3* db, std::string_view store) {
  StoreError error = error_of(sqlite3_extended_errcode(db), sqlite3_errmsg(db), store);
  const std::string_view words = sqlite3_errmsg(db);
  // A missing table or column has no code of its own.
  if (words.starts_with("no such table") || words.starts_with("no such column") ||
      words.find("has no column") != std::string_view::npos) {
    error = error_of(SQLITE_SCHEMA, words, store);
  }
  return error;
}

StoreResult<void> configure(Database& db, Access access) {
  if (access == Access::read_only) return db.exec("PRAGMA query_only = ON; PRAGMA cache_size = -8192");
  // The WAL shrinks again after a large batch; FULL makes each commit wait for the disk.
  return db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;"
      "PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY");
}

/// 0: there is none.
std::uint64_t inode_of(const std::string& file) {
  struct stat info {};
  return ::stat(file.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_ino) : 0;
}

std::string unused_name(const std::string& base, const char* companion) {
  std::string name = base;
  std::error_code failed;
  for (int n = 2; std::filesystem::exists(name + companion, failed); ++n) name = base + "-" + std::to_string(n);
  return name;
}

/// A log left behind would be replayed into the next database of that name.
void move_companions(const std::string& from, const std::string& to) {
  for (const char* companion : {"-wal", "-shm"}) {
    std::error_code absent;
    std::filesystem::rename(from + companion, to + companion, absent);
  }
}

/// What was read or written cannot be trusted then, and after a failed sync not even a sync that succeeds: the
/// system may have dropped what it could not write.
bool disk_fails(int extended_code) {
  switch (extended_code) {
    case SQLITE_IOERR_READ:
    case SQLITE_IOERR_SHORT_READ:
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
    case SQLITE_IOERR_TRUNCATE:
    case SQLITE_IOERR_CORRUPTFS:
    case SQLITE_IOERR_DATA:
      return true;
    default:
      return false;
  }
}

}  // namespace

StoreErrorClass class_of(int extended_code) {
  switch (extended_code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
      return StoreErrorClass::busy;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return StoreErrorClass::permission;
    case SQLITE_CANTOPEN:
      return StoreErrorClass::unreachable;
    case SQLITE_SCHEMA:
      return StoreErrorClass::schema;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
      return StoreErrorClass::poison;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StoreErrorClass::damaged;
    case SQLITE_FULL:
      return StoreErrorClass::disk;
    case SQLITE_IOERR:
      return disk_fails(extended_code) ? StoreErrorClass::damaged : StoreErrorClass::disk;
    default:
      return StoreErrorClass::other;
  }
}

void Statement::Finalize::operator()(sqlite3_stmt* s) const {
  sqlite3_finalize(s);
}
void Database::Close::operator()(sqlite3* db) const {
  sqlite3_close_v2(db);
}

void Statement::bind(int i, std::int64_t value) {
  sqlite3_bind_int64(handle_.get(), i, value);
}
void Statement::bind(int i, double value) {
  sqlite3_bind_double(handle_.get(), i, value);
}
void Statement::bind(int i, std::string_view value) {
  // An empty view may have no address, which SQLite would take for NULL.
  const char* text = value.empty() ? "" : value.data();
  sqlite3_bind_text64(handle_.get(), i, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}
void Statement::bind_null(int i) {
  sqlite3_bind_null(handle_.get(), i);
}

StoreResult<bool> Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  StoreError error;
  if (code != SQLITE_DONE) error = error_of(sqlite3_db_handle(handle_.get()), store_);
  sqlite3_reset(handle_.get());
  if (code != SQLITE_DONE) return error;
  return false;
}

void Statement::reset() {
  sqlite3_reset(handle_.get());
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(handle_.get(), column);
}
std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}
int Statement::columns() const {
  return sqlite3_column_count(handle_.get());
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}
bool Statement::is_text(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_TEXT;
}

bool Statement::is_real(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_FLOAT;
}

StoreResult<Database> Database::open(const std::filesystem::path& file, Access access) {
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (access == Access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                    (access == Access::create ? SQLITE_OPEN_CREATE : 0);
  const std::string name = "SQLite file " + file.string();
  const bool memory = file == ":memory:";
  // SQLite makes files for everybody to read; -wal and -shm take the mode of theirs. Without a descriptor: closing
  // one would drop the locks of this process on the file. Where it cannot be made, SQLite says why.
  if (access == Access::create && !memory) (void)::mknod(file.c_str(), S_IFREG | 0640, 0);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  Database db(handle, name);
  if (code != SQLITE_OK) {
    return error_of(code, handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle), name);
  }
  sqlite3_busy_timeout(handle, 5000);
  if (add_functions(handle) != SQLITE_OK) return error_of(handle, name);
  if (auto done = configure(db, access); !done) return done.error();
  if (!memory) db.file_ = file;
  db.access_ = access;
  return db;
}

StoreResult<void> Database::in_place() {
  if (file_.empty()) return {};
  const std::string file = file_.string();
  int moved = 0;
  const int asked = sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (asked != SQLITE_OK || moved == 0) {
    wal_ = inode_of(file + "-wal");
    return {};
  }
  std::string kept;
  if (wal_ != 0 && inode_of(file + "-wal") == wal_) {
    const std::string aside = unused_name(file + ".moved", "-wal");
    move_companions(file, aside);
    kept = "; the log it left behind is kept as " + aside + "-wal";
  }
  return StoreError{
      StoreErrorClass::unreachable,
      name_ + " was removed or replaced while it was in use, and what it held is not there any more" + kept +
          ". It is opened anew and goes on with what is written from now on; stop tickbard before "
          "moving its files."};
}

StoreResult<void> Database::reopen() {
  auto fresh = open(file_, access_);
  if (!fresh) return fresh.error();
  *this = std::move(*fresh);
  return {};
}

StoreResult<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return error_of(handle_.get(), name_);
  return Statement(statement, name_);
}

StoreResult<void> Database::exec(std::string_view sql) {
  if (sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return error_of(handle_.get(), name_);
  }
  return {};
}

int Database::changes() const {
  return sqlite3_changes(handle_.get());
}

std::int64_t Database::total_changes() const {
  return sqlite3_total_changes64(handle_.get());
}

StoreResult<std::int64_t> Database::scalar(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement->step();
  if (!row) return row.error();
  return *row ? statement->integer(0) : 0;
}

Transaction::~Transaction() {
  if (open_) (void)db_.exec("ROLLBACK");
}

StoreResult<void> Transaction::begin(std::string_view kind) {
  auto done = db_.exec("BEGIN " + std::string(kind));
  open_ = done.has_value();
  return done;
}

StoreResult<void> Transaction::commit() {
  auto done = db_.exec("COMMIT");
  if (done) open_ = false;
  return done;
}

std::string damage_of(const std::filesystem::path& file, Look look) {
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(file, none);
  if (none || size == 0) return {};  // SQLite takes an empty file for a new database
  sqlite3* handle = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const Database db(handle, file.string());
  if (opened != SQLITE_OK) return {};  // not damaged but out of reach: opening it will say why
  sqlite3_busy_timeout(handle, 5000);
  // What is damaged stays as it was found.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_stmt* raw = nullptr;
  const char* check = look == Look::everything ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)";
  int code = sqlite3_prepare_v2(handle, check, -1, &raw, nullptr);
  Statement statement(raw, file.string());
  if (code == SQLITE_OK) code = sqlite3_step(raw);
  if (code == SQLITE_ROW) return statement.text(0) == "ok" ? std::string() : std::string(statement.text(0));
  return class_of(sqlite3_extended_errcode(handle)) == StoreErrorClass::damaged ? sqlite3_errmsg(handle)
                                                                                : std::string();
}

StoreResult<void> set_aside(const std::filesystem::path& file, const std::filesystem::path& aside) {
  std::error_code failed;
  if (std::filesystem::exists(file, failed)) std::filesystem::rename(file, aside, failed);
  if (failed) {
    return StoreError{StoreErrorClass::permission, "Cannot rename the damaged file " + file.string() + " to " +
                                                       aside.string() + ": " + failed.message() +
                                                       "; move it away by hand."};
  }
  // Without its log a database would pass for whole as of an earlier commit, so that follows on the disk too.
  (void)folder_synced(file.parent_path());
  failpoint(Failpoint::salvage_half_aside);
  move_companions(file.string(), aside.string());
  (void)folder_synced(file.parent_path());
  return {};
}

}  // namespace tickbard::sqlite
