#pragma once

#include "sinks/postgres_connection.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// Tables in PostgreSQL. Rows are read through a cursor of the server, so that memory stays bounded.
/// Owner: one thread. Lifetime: connects at the first call and again after a loss.
class PostgresTables final : public Tables {
 public:
  explicit PostgresTables(PostgresConnection connection) : connection_(std::move(connection)) {}

  StoreResult<void> read(const Query& query, std::span<const SqlValue> parameters,
                         const std::function<void(const Cells&)>& each) override;
  StoreResult<std::size_t> write(const Query& query, const RowBatch& rows,
                                 std::span<const SqlValue> more) override;
  StoreResult<void> append(std::string_view table, std::span<const std::string_view> columns,
                           const RowBatch& rows) override;
  StoreResult<std::size_t> execute(const Query& query, std::span<const SqlValue> parameters) override;
  StoreResult<void> prepare_temporary(const Query& query, std::span<const SqlValue> parameters) override;
  StoreResult<void> together(const std::function<StoreResult<void>()>& body) override;

  bool is_postgres() const override { return true; }
  std::string describe() const override { return connection_.describe(); }

 private:
  /// In the transaction that is open, under a savepoint; else in one of its own.
  StoreResult<void> in_transaction(const std::function<void(PgTransaction&)>& body);

  PostgresConnection connection_;
  PgTransaction* open_ = nullptr;  ///< inside together()
};

/// Errors (login): the url cannot be read.
StoreResult<std::unique_ptr<Tables>> open_postgres_tables(std::string_view url, OpenMode mode);

}  // namespace tickbard
