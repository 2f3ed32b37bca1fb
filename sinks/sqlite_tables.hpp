#pragma once

#include <map>

#include "sinks/sqlite.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// Tables in a SQLite file. A file that is removed or replaced fails one call, and the next finds it opened anew.
/// Owner: one thread. Units: decimals as REAL; they come back as their 15 significant digits.
class SqliteTables final : public Tables {
 public:
  SqliteTables(sqlite::Database db, OpenMode mode) : db_(std::move(db)), mode_(mode) {}

  StoreResult<void> read(const Query& query, std::span<const SqlValue> parameters,
                         const std::function<void(const Cells&)>& each) override;
  StoreResult<std::size_t> write(const Query& query, const RowBatch& rows,
                                 std::span<const SqlValue> more) override;
  StoreResult<void> append(std::string_view table, std::span<const std::string_view> columns,
                           const RowBatch& rows) override;
  StoreResult<std::size_t> execute(const Query& query, std::span<const SqlValue> parameters) override;
  StoreResult<void> prepare_temporary(const Query& query, std::span<const SqlValue> parameters) override;
  StoreResult<void> together(const std::function<StoreResult<void>()>& body) override;

  bool is_postgres() const override { return false; }
  std::string describe() const override { return db_.name(); }

 private:
  /// Prepared at first use and kept.
  StoreResult<sqlite::Statement*> statement(std::string_view sql);
  /// Error: the file was removed or replaced; it is open anew then, or the sentence says why not.
  StoreResult<void> stay_in_place();
  StoreResult<void> begin();
  StoreResult<void> commit();
  void undo();

  sqlite::Database db_;
  OpenMode mode_;
  int reading_ = 0;  ///< reads inside each other, whose statements must stay
  int depth_ = 0;    ///< of transactions inside each other; the inner ones are savepoints
  std::map<std::string, sqlite::Statement, std::less<>> statements_;
};

}  // namespace tickbard
