#pragma once

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

namespace tickbard {

#if PQXX_VERSION_MAJOR < 7
using PqxxConnection = pqxx::connection_base;
#else
using PqxxConnection = pqxx::connection;
#endif

/// One session with a server: libpqxx's connection, and libpq's below it for COPY's binary form, which libpqxx
/// does not know. All that differs between libpqxx 6.4 and 7.x is in postgres_session.cpp. Owner: one thread.
/// Errors: the constructor throws what libpqxx throws. Lifetime: a lost session stays lost.
class PgSession {
 public:
  explicit PgSession(const std::string& conninfo);
  ~PgSession();
  PgSession(const PgSession&) = delete;
  PgSession& operator=(const PgSession&) = delete;

  PqxxConnection& pqxx();
  /// Null: it is closed.
  PGconn* raw() const;
  bool is_open() const { return raw() != nullptr && PQstatus(raw()) == CONNECTION_OK; }

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

/// One statement with parameters in text form; null is NULL.
pqxx::result exec_with(pqxx::work& tx, const std::string& sql,
                       const std::vector<std::optional<std::string>>& parameters);

}  // namespace tickbard
