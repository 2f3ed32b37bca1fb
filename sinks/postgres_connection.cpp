#include "sinks/postgres_connection.hpp"

#include <libpq-fe.h>

#include <charconv>
#include <map>
#include <optional>
#include <pqxx/pqxx>

#include "sinks/postgres_errors.hpp"
#include "sinks/store.hpp"

namespace tickbard {

// --- What differs between libpqxx 6.4 and 7.x
// ----------------------------------------------------------------------

namespace {

/// A null pointer is NULL to both.
std::vector<const char*> pointers(const std::vector<PgParameter>& parameters) {
  std::vector<const char*> out;
  for (const PgParameter& p : parameters) out.push_back(p ? p->c_str() : nullptr);
  return out;
}

#if PQXX_VERSION_MAJOR < 7
template <class Transaction>
pqxx::result run(Transaction& tx, const std::string& sql, const std::vector<PgParameter>& parameters) {
  const std::vector<const char*> texts = pointers(parameters);
  return tx.exec_params(sql, pqxx::prepare::make_dynamic_params(texts));
}
#else
template <class Transaction>
pqxx::result run(Transaction& tx, const std::string& sql, const std::vector<PgParameter>& parameters) {
  pqxx::params params;
  for (const char* p : pointers(parameters)) params.append(p);
  if constexpr (requires { tx.exec(sql, params); }) {
    return tx.exec(sql, params);
  } else {
    return tx.exec_params(sql, params);
  }
}
#endif

}  // namespace

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
  if (is<pqxx::insufficient_resources>(e)) return StoreErrorClass::disk;
  if (is<pqxx::transaction_rollback>(e)) return StoreErrorClass::busy;  // deadlock or serialization
  return StoreErrorClass::other;
}

/// Its family tree changed between 6 and 7; asking each by name holds for both.
PgFailure failure_of(const std::exception& e, bool connected, const std::string& store) {
  const auto* sql = dynamic_cast<const pqxx::sql_error*>(&e);
  const std::string state = sql != nullptr ? sql->sqlstate() : std::string();
  StoreErrorClass cls = state.empty() ? class_of_type(e) : class_of_sqlstate(state);
  if (!connected || is<pqxx::broken_connection>(e) || is<pqxx::in_doubt_error>(e))
    cls = StoreErrorClass::unreachable;
  return {postgres_error(cls, e.what(), store), state};
}

}  // namespace

// --- Transactions
// --------------------------------------------------------------------------------------------------

struct PgTransaction::Impl {
  pqxx::connection& connection;
  pqxx::work& work;
  const std::string& store;

  template <class Body>
  auto guarded(Body body) {
    try {
      return body();
    } catch (const std::exception& e) {
      throw failure_of(e, connection.is_open(), store);
    }
  }
};

PgRows PgTransaction::exec(std::string_view sql, const std::vector<PgParameter>& parameters) {
  return impl_.guarded([&] {
    auto rows = std::make_shared<PgRows::Impl>();
    rows->result = run(impl_.work, std::string(sql), parameters);
    return PgRows(std::move(rows));
  });
}

void PgTransaction::script(std::string_view sql) {
  impl_.guarded([&] { impl_.work.exec(std::string(sql)); });
}

// Not pqxx::subtransaction: that of 6.4 sends its SAVEPOINT before plain statements only, not before parameterised
// ones.
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

struct FreeInfo {
  void operator()(PQconninfoOption* info) const { PQconninfoFree(info); }
};

/// What the url says, and bounds for every wait that it leaves open. TLS parameters stay as they are.
std::optional<std::map<std::string, std::string>> parameters_of(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, FreeInfo> info(PQconninfoParse(url.c_str(), nullptr));
  if (info == nullptr) return std::nullopt;
  std::map<std::string, std::string> parameters{{"application_name", "tickbard"}, {"connect_timeout", "5"},
                                                {"tcp_user_timeout", "10000"},    {"keepalives", "1"},
                                                {"keepalives_idle", "15"},        {"keepalives_interval", "5"},
                                                {"keepalives_count", "3"}};
  for (const PQconninfoOption* o = info.get(); o->keyword != nullptr; ++o) {
    if (o->val != nullptr) parameters[o->keyword] = o->val;
  }
  return parameters;
}

std::string conninfo(const std::map<std::string, std::string>& parameters) {
  std::string text;
  for (const auto& [key, value] : parameters) {
    text += key + "='";
    for (const char c : value) {
      if (c == '\'' || c == '\\') text.push_back('\\');
      text.push_back(c);
    }
    text += "' ";
  }
  return text;
}

std::string store_name(const std::map<std::string, std::string>& parameters) {
  const auto value = [&](const char* key, const char* otherwise) {
    const auto found = parameters.find(key);
    return found == parameters.end() || found->second.empty() ? std::string(otherwise) : found->second;
  };
  std::string name = "PostgreSQL ";
  if (const std::string user = value("user", ""); !user.empty()) name += user + "@";
  name += value("host", "localhost");
  if (const std::string port = value("port", ""); !port.empty()) name += ":" + port;
  return name + "/" + value("dbname", "");
}

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
  std::unique_ptr<pqxx::connection> connection;

  StoreResult<void> connect() {
    if (connection != nullptr && connection->is_open()) return {};
    connection.reset();
    try {
      connection = std::make_unique<pqxx::connection>(conninfo);
      return {};
    } catch (const std::exception& e) {
      return connect_error(e.what(), name);
    }
  }

  void run(const std::function<void(PgTransaction&)>& body) {
    try {
      pqxx::work work(*connection);
      if (read_only) work.exec("SET TRANSACTION READ ONLY");
      work.exec(settings);
      PgTransaction::Impl impl{*connection, work, name};
      PgTransaction transaction(impl);
      body(transaction);
      work.commit();
    } catch (const std::exception& e) {
      throw failure_of(e, connection->is_open(), name);
    }
  }
};

PostgresConnection::PostgresConnection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PostgresConnection::PostgresConnection(PostgresConnection&&) noexcept = default;
PostgresConnection::~PostgresConnection() = default;

StoreResult<PostgresConnection> PostgresConnection::parse(std::string_view url, bool read_only,
                                                          std::chrono::seconds statement_timeout) {
  const auto parameters = parameters_of(std::string(url));
  if (!parameters) {
    return StoreError{StoreErrorClass::login,
                      "store.url \"" + redacted(url) +
                          "\" cannot be read; write postgresql://user:password@host:port/database?sslmode=…, with "
                          "special characters of the password percent-encoded (@ is %40, / is %2F, % is %25)."};
  }
  auto impl = std::make_unique<Impl>();
  impl->conninfo = conninfo(*parameters);
  impl->name = store_name(*parameters);
  impl->read_only = read_only;
  impl->settings =
      "SET LOCAL statement_timeout = '" + std::to_string(statement_timeout.count()) + "s'; " + kSettings;
  return PostgresConnection(std::move(impl));
}

StoreResult<void> PostgresConnection::transaction(const std::function<void(PgTransaction&)>& body) {
  if (auto connected = impl_->connect(); !connected) return connected;
  try {
    impl_->run(body);
    return {};
  } catch (const PgFailure& failure) {
    if (failure.error.cls == StoreErrorClass::unreachable) impl_->connection.reset();
    return failure.error;
  }
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
