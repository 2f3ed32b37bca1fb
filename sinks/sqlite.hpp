#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "sinks/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace tickbard::sqlite {

/// A prepared statement. Parameters and columns count as SQLite counts them: parameters from 1, columns from 0.
/// Owner: the thread of its Database. Lifetime: ends before its Database.
class Statement {
 public:
  Statement(sqlite3_stmt* handle, std::string_view store) : handle_(handle), store_(store) {}

  void bind(int i, std::int64_t value);
  void bind(int i, double value);
  void bind(int i, std::string_view value);
  void bind_null(int i);

  /// True: a row is there to read. False: done, and the statement is ready to be bound again.
  StoreResult<bool> step();
  void reset();

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;  ///< valid until the next step
  int columns() const;
  bool is_null(int column) const;
  bool is_text(int column) const;
  bool is_real(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* s) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  std::string store_;
};

enum class Access : std::uint8_t { read_only, read_write, create };

/// One connection: WAL, synchronous=FULL (a commit is on the disk), waits up to 5 s for another writer; its SQL
/// knows the exact aggregates of sqlite_functions.hpp. A file that is made is for owner and group alone (0640).
/// Owner: one thread. Errors: values, by SQLite's extended codes; the sentence names the file and what to do.
class Database {
 public:
  Database(sqlite3* handle, std::string name) : handle_(handle), name_(std::move(name)) {}
  static StoreResult<Database> open(const std::filesystem::path& file, Access access);

  StoreResult<Statement> prepare(std::string_view sql);
  StoreResult<void> exec(std::string_view sql);  ///< one statement or several
  int changes() const;
  std::int64_t total_changes() const;  ///< rows inserted, changed or deleted since it was opened
  const std::string& name() const { return name_; }

  /// Whether the file's name still leads to the open file. Error (unreachable): it was removed or replaced, so
  /// what is written here nobody would find; its -wal and -shm, if they were left behind, are renamed to
  /// "<file>.moved-wal" …, since SQLite would replay them into the next database of that name. In memory: always.
  StoreResult<void> in_place();
  /// Opens what the name leads to now, with the access it had, and lets go of the old file. On an error all stays.
  /// Precondition: no Statement of it is left.
  StoreResult<void> reopen();

  /// First column of the first row; 0 if there is none.
  StoreResult<std::int64_t> scalar(std::string_view sql);

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::string name_;
  std::filesystem::path file_;  ///< empty: in memory
  Access access_ = Access::read_only;
  std::uint64_t wal_ = 0;  ///< inode of the -wal while the file was in place: whose a left one is; 0: none seen
};

/// Rolls back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& db) : db_(db) {}
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// kind: "IMMEDIATE" (a writer), "EXCLUSIVE", "DEFERRED" (a reader).
  StoreResult<void> begin(std::string_view kind = "IMMEDIATE");
  StoreResult<void> commit();

 private:
  Database& db_;
  bool open_ = false;
};

/// What an extended result code means to us.
StoreErrorClass class_of(int extended_code);

enum class Look : std::uint8_t {
  structure,  ///< every page
  everything  ///< also whether tables and indexes fit each other: a search for each row
};

/// What is wrong with a database file, in a few words; empty if nothing is, or if there is no file. Reads all of
/// it. Never changes it.
std::string damage_of(const std::filesystem::path& file, Look look);

/// Renames a database and its -wal and -shm companions to `aside` (aside_name), in this order: killed in between,
/// it is called again with the same name. A database that is not there is no error: its companions are renamed.
StoreResult<void> set_aside(const std::filesystem::path& file, const std::filesystem::path& aside);

}  // namespace tickbard::sqlite
