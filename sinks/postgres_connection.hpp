#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sinks/error.hpp"

namespace tickbard {

/// A parameter in the server's text form; nullopt is NULL.
using PgParameter = std::optional<std::string>;

/// A result that stays valid after its transaction. Columns count from 0.
class PgRows {
 public:
  struct Impl;
  explicit PgRows(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

  std::size_t size() const;
  std::size_t affected() const;
  bool is_null(std::size_t row, int column) const;
  std::string_view text(std::size_t row, int column) const;
  std::int64_t integer(std::size_t row, int column) const;  ///< 0 for NULL

 private:
  std::shared_ptr<const Impl> impl_;
};

/// Thrown inside a transaction's body only; PostgresConnection turns it into a value.
struct PgFailure {
  StoreError error;
  std::string sqlstate;
};

/// What a transaction's body may do. Everything here throws PgFailure.
class PgTransaction {
 public:
  struct Impl;
  explicit PgTransaction(Impl& impl) : impl_(impl) {}

  /// One statement; parameters are text in the server's formats.
  PgRows exec(std::string_view sql, const std::vector<PgParameter>& parameters = {});
  /// Any number of statements, without parameters.
  void script(std::string_view sql);
  /// COPY … FROM STDIN: `send` is given what takes the data, in pieces of any size. The rows that were added.
  using Put = std::function<void(std::string_view piece)>;
  std::size_t copy(std::string_view statement, const std::function<void(const Put& put)>& send);
  /// Runs `body` under a savepoint: if it throws, the savepoint alone is undone.
  void savepoint(const std::function<void()>& body);

 private:
  Impl& impl_;
};

/// One connection to PostgreSQL through libpqxx, and libpq where it sends data.
/// Connects when needed; a connection that was lost while nobody used it is made anew within the call.
/// Bounded waits everywhere: connecting 5 s, TCP 10 s, statements 30 s unless told otherwise, and a quarter more
/// where the server does not answer at all.
/// Owner: one thread. Errors: values; sentences hold host, database and user, never the password.
class PostgresConnection {
 public:
  static StoreResult<PostgresConnection> parse(std::string_view url, bool read_only,
                                               std::chrono::seconds statement_timeout = std::chrono::seconds{30});
  PostgresConnection(PostgresConnection&&) noexcept;
  ~PostgresConnection();

  /// Commits when `body` returns; undone when it throws.
  StoreResult<void> transaction(const std::function<void(PgTransaction&)>& body);

  /// A transaction of one statement.
  StoreResult<PgRows> query(std::string_view sql, const std::vector<PgParameter>& parameters = {});

  const std::string& describe() const;

 private:
  struct Impl;
  explicit PostgresConnection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tickbard
