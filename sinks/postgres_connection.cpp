#include "sinks/postgres_connection.hpp"

#include <charconv>
#include <optional>

#include "sinks/patience.hpp"
#include "sinks/postgres_errors.hpp"
#include "sinks/postgres_session.hpp"
#include "sinks/postgres_url.hpp"
#include "sinks/store.hpp"

namespace tickbard {

// --- Results
// -------------------------------------------------------------------------------------------------------

struct PgRows::Impl {
  pqxx::result result;
  auto field(std::size_t row, int column) const {
    return result[static_cast<pqxx::result::size_type>(row)][static_cast<pqxx::row::size_type>(column)];
  }
};

std::size_t PgRows::size() const {
  return static_cast<std::size_t>(impl_->result.size());
}
std::size_t PgRows::affected() const {
  return static_cast<std::size_t>(impl_->result.affected_rows());
}
bool PgRows::is_null(std::size_t row, int column) const {
  return impl_->field(row, column).is_null();
}
std::string_view PgRows::text(std::size_t row, int column) const {
  const auto field = impl_->field(row, column);  // its text lives as long as the result
  return {field.c_str(), static_cast<std::size_t>(field.size())};
}
std::int64_t PgRows::integer(std::size_t row, int column) const {
  const std::string_view t = text(row, column);
  std::int64_t value = 0;
  std::from_chars(t.data(), t.data() + t.size(), value);
  return value;
}

// --- Errors
// --------------------------------------------------------------------------------------------------------

namespace {

template <class Kind>
bool is(const std::exception& e) {
  return dynamic_cast<const Kind*>(&e) != nullptr;
}

/// libpqxx 6 gives no SQLSTATE for those that have a type of their own.
StoreErrorClass class_of_type(const std::exception& e) {
  if (is<pqxx::insufficient_privilege>(e)) return StoreErrorClass::permission;
  if (is<pqxx::undefined_table>(e) || is<pqxx::undefined_column>(e)) return StoreErrorClass::schema;
  if (is<pqxx::data_exception>(e) || is<pqxx::integrity_constraint_violation>(e)) return StoreErrorClass::poison;
  if (is<pqxx::too_many_connections>(e)) return StoreErrorClass::busy;
  if (is<pqxx::insufficient_resources>(e)) return StoreErrorClass::disk;
  if (is<pqxx::transaction_rollback>(e)) return StoreErrorClass::busy;  // deadlock or serialization
  return StoreErrorClass::other;
}

/// Its family tree changed between 6 and 7; asking each by name holds for both.
PgFailure failure_of(const std::exception& e, bool connected, const std::string& store) {
  const auto* sql = dynamic_cast<const pqxx::sql_error*>(&e);
  const std::string state = sql != nullptr ? sql->sqlstate() : std::string();
  StoreErrorClass cls = state.empty() ? class_of_type(e) : class_of_sqlstate(state);
  const bool lost = is<pqxx::broken_connection>(e) && !is<pqxx::too_many_connections>(e);
  if (!connected || lost || is<pqxx::in_doubt_error>(e)) cls = StoreErrorClass::unreachable;
  return {postgres_error(cls, e.what(), store), state};
}

}  // namespace

// --- Transactions
// --------------------------------------------------------------------------------------------------

struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, FreeResult>;

struct PgTransaction::Impl {
  PgSession& session;
  pqxx::work& work;
  const std::string& store;
  Patience::Watch& watch;

  template <class Body>
  auto guarded(Body body) {
    try {
      watch.renew();
      return body();
    } catch (const std::exception& e) {
      throw failure_of(e, session.is_open(), store);
    }
  }

  /// Throws where libpq gave another result than the wanted one.
  void expect(ExecStatusType wanted, const PgResult& result) const {
    if (result != nullptr && PQresultStatus(result.get()) == wanted) return;
    std::string state, words = PQerrorMessage(session.raw());
    if (result != nullptr) {
      words = PQresultErrorMessage(result.get());
      if (const char* told = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE)) state = told;
    }
    const StoreErrorClass cls = session.is_open() ? class_of_sqlstate(state) : StoreErrorClass::unreachable;
    throw PgFailure{postgres_error(cls, words, store), state};
  }

  /// Nothing of the last statement is left to read.
  void drain() const {
    for (;;) {
      const PgResult more(PQgetResult(session.raw()));
      if (more == nullptr || PQresultStatus(more.get()) == PGRES_COPY_IN) return;
    }
  }
};

PgRows PgTransaction::exec(std::string_view sql, const std::vector<PgParameter>& parameters) {
  return impl_.guarded([&] {
    auto rows = std::make_shared<PgRows::Impl>();
    rows->result = exec_with(impl_.work, std::string(sql), parameters);
    return PgRows(std::move(rows));
  });
}

void PgTransaction::script(std::string_view sql) {
  impl_.guarded([&] { impl_.work.exec(std::string(sql)); });
}

std::size_t PgTransaction::copy(std::string_view statement, const std::function<void(const Put&)>& send) {
  impl_.watch.renew();
  PGconn* const raw = impl_.session.raw();
  impl_.expect(PGRES_COPY_IN, PgResult(PQexec(raw, std::string(statement).c_str())));
  bool whole = true;
  const Put put = [&](std::string_view piece) {
    constexpr std::size_t kMost = 1 << 20;  // libpq counts in int
    for (; whole && !piece.empty(); piece.remove_prefix(std::min(kMost, piece.size())))
      whole = PQputCopyData(raw, piece.data(), static_cast<int>(std::min(kMost, piece.size()))) == 1;
  };
  try {
    send(put);
  } catch (...) {
    PQputCopyEnd(raw, "the rows did not come to their end");
    impl_.drain();
    throw;
  }
  PQputCopyEnd(raw, whole ? nullptr : "not every row could be sent");
  const PgResult done(PQgetResult(raw));
  impl_.drain();
  impl_.expect(PGRES_COMMAND_OK, done);
  const std::string_view rows = PQcmdTuples(done.get());
  std::size_t count = 0;
  std::from_chars(rows.data(), rows.data() + rows.size(), count);
  return count;
}

// Not pqxx::subtransaction: that of 6.4 sends no SAVEPOINT before parameterised statements.
void PgTransaction::savepoint(const std::function<void()>& body) {
  script("SAVEPOINT tickbard");
  try {
    body();
  } catch (const PgFailure& failure) {
    if (failure.error.cls != StoreErrorClass::unreachable) {
      script("ROLLBACK TO SAVEPOINT tickbard; RELEASE SAVEPOINT tickbard");
    }
    throw;
  }
  script("RELEASE SAVEPOINT tickbard");
}

// --- The connection
// ------------------------------------------------------------------------------------------------

namespace {

// Set in each transaction: libpqxx 6 may put a new session under us, and a pooler does so on purpose. A commit
// that was answered must be on the server's disk, since its rows are deleted from the journal then.
constexpr const char* kSettings =
    "SET LOCAL client_min_messages = error; SET LOCAL timezone = 'UTC'; "
    "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'";

}  // namespace

struct PostgresConnection::Impl {
  std::string conninfo;
  std::string name;
  bool read_only = false;
  std::string settings;
  std::unique_ptr<Patience> patience;
  std::unique_ptr<PgSession> session;
  bool begun = false;  ///< the last transaction: before that, nothing of its body was done

  StoreResult<void> connect() {
    if (session != nullptr && session->is_open()) return {};
    session.reset();
    try {
      session = std::make_unique<PgSession>(conninfo);
      return {};
    } catch (const std::exception& e) {
      return connect_error(e.what(), name);
    }
  }

  StoreResult<void> try_run(const std::function<void(PgTransaction&)>& body) {
    if (auto connected = connect(); !connected) return connected;
    try {
      run(body);
      return {};
    } catch (const PgFailure& failure) {
      if (failure.error.cls == StoreErrorClass::unreachable) session.reset();
      return failure.error;
    }
  }

  void run(const std::function<void(PgTransaction&)>& body) {
    begun = false;
    try {
      Patience::Watch watch(*patience, session->pqxx().sock());  // outlives `work`, whose end may be a rollback
      pqxx::work work(session->pqxx());
      if (read_only) work.exec("SET TRANSACTION READ ONLY");
      work.exec(settings);
      begun = true;
      PgTransaction::Impl impl{*session, work, name, watch};
      PgTransaction transaction(impl);
      body(transaction);
      watch.renew();
      work.commit();
    } catch (const std::exception& e) {
      throw failure_of(e, session->is_open(), name);
    }
  }
};

PostgresConnection::PostgresConnection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PostgresConnection::PostgresConnection(PostgresConnection&&) noexcept = default;
PostgresConnection::~PostgresConnection() = default;

StoreResult<PostgresConnection> PostgresConnection::parse(std::string_view url, bool read_only,
                                                          std::chrono::seconds statement_timeout) {
  const auto parameters = postgres_parameters(std::string(url));
  if (!parameters) {
    return StoreError{StoreErrorClass::login,
                      "store.url \"" + redacted(url) +
                          "\" cannot be read; write postgresql://user:password@host:port/database?sslmode=…, with "
                          "special characters of the password percent-encoded (@ is %40, / is %2F, % is %25)."};
  }
  auto impl = std::make_unique<Impl>();
  impl->conninfo = postgres_conninfo(*parameters);
  impl->name = postgres_name(*parameters);
  impl->read_only = read_only;
  // The server ends a statement that takes too long; who hears nothing a while after that waits for nobody.
  impl->patience = std::make_unique<Patience>(std::chrono::milliseconds(statement_timeout) * 5 / 4);
  impl->settings =
      "SET LOCAL statement_timeout = '" + std::to_string(statement_timeout.count()) + "s'; " + kSettings;
  return PostgresConnection(std::move(impl));
}

StoreResult<void> PostgresConnection::transaction(const std::function<void(PgTransaction&)>& body) {
  const bool stood = impl_->session != nullptr;
  auto done = impl_->try_run(body);
  // A server that was away for a moment is there again: what was lost is a connection that nobody used meanwhile.
  const bool stale = !done && stood && impl_->session == nullptr && !impl_->begun;
  return stale ? impl_->try_run(body) : done;
}

StoreResult<PgRows> PostgresConnection::query(std::string_view sql, const std::vector<PgParameter>& parameters) {
  std::optional<PgRows> rows;
  const auto done = transaction([&](PgTransaction& tx) { rows.emplace(tx.exec(sql, parameters)); });
  if (!done) return done.error();
  return *rows;
}

const std::string& PostgresConnection::describe() const {
  return impl_->name;
}

}  // namespace tickbard
