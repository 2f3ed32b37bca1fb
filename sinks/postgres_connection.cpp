#include "sinks/postgres_connection.hpp"

#include <libpq-fe.h>

#include <charconv>
#include <map>
#include <optional>
#include <pqxx/pqxx>

#include "sinks/patience.hpp"
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
/// A session of its own making would not be the one whose socket is watched.
void stay_closed_when_lost(pqxx::connection& connection) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

template <class Transaction>
pqxx::result run(Transaction& tx, const std::string& sql, const std::vector<PgParameter>& parameters) {
  const std::vector<const char*> texts = pointers(parameters);
  return tx.exec_params(sql, pqxx::prepare::make_dynamic_params(texts));
}

template <class Transaction>
pqxx::stream_to copy_into(Transaction& tx, std::string_view table, std::span<const std::string_view> columns) {
  const std::vector<std::string> names(columns.begin(), columns.end());
  return pqxx::stream_to(tx, std::string(table), names);
}

/// COPY's text form: fields between tabs.
struct CopyLine {
  std::string text;
};

void add_field(std::string& line, const PgParameter& value) {
  if (!value) {
    line += "\\N";
    return;
  }
  for (const char c : *value) {
    constexpr std::string_view kSpecial = "\\\t\n\r", kNames = "\\tnr";
    const auto special = kSpecial.find(c);
    if (special != kSpecial.npos) line.push_back('\\');
    line.push_back(special != kSpecial.npos ? kNames[special] : c);
  }
}
#else
void stay_closed_when_lost(pqxx::connection&) {}  // it never makes another one

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

template <class Transaction>
pqxx::stream_to copy_into(Transaction& tx, std::string_view table, std::span<const std::string_view> columns) {
  std::string names;
  for (const std::string_view column : columns) names.append(names.empty() ? "" : ",").append(column);
  return pqxx::stream_to::raw_table(tx, table, names);
}

void write_row(pqxx::stream_to& stream, const std::vector<PgParameter>& values) {
  stream.write_row(pointers(values));
}
#endif

}  // namespace
}  // namespace tickbard

#if PQXX_VERSION_MAJOR < 7
/// libpqxx 6 takes a row as a tuple, of a length known to the compiler: ours is one field that is the whole line.
template <>
std::string pqxx::internal::TypedCopyEscaper::operator()<tickbard::CopyLine>(
    const tickbard::CopyLine* line) const {
  return line->text;
}

namespace tickbard {
namespace {

void write_row(pqxx::stream_to& stream, const std::vector<PgParameter>& values) {
  CopyLine line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) line.text.push_back('\t');
    add_field(line.text, values[i]);
  }
  stream << std::tuple<const CopyLine&>(line);
}

}  // namespace
}  // namespace tickbard
#endif

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
  Patience::Watch& watch;

  template <class Body>
  auto guarded(Body body) {
    try {
      watch.renew();
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

void PgTransaction::copy(std::string_view table, std::span<const std::string_view> columns, std::size_t rows,
                         const std::function<void(std::size_t, std::vector<PgParameter>&)>& values_of) {
  impl_.guarded([&] {
    pqxx::stream_to stream = copy_into(impl_.work, table, columns);
    std::vector<PgParameter> values;
    for (std::size_t row = 0; row < rows; ++row) {
      values.clear();
      values_of(row, values);
      write_row(stream, values);
    }
    stream.complete();
  });
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

/// A socket file, or this machine.
bool is_near(std::string_view host) {
  return host.empty() || host.front() == '/' || host.front() == '@' || host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

// Set in each transaction: libpqxx 6 may put a new session under us, and a pooler does so on purpose. A commit
// that was answered must be on the server's disk, since its rows are deleted from the journal then.
constexpr const char* kSettings =
    "SET LOCAL client_min_messages = error; SET LOCAL timezone = 'UTC'; "
    "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'";

}  // namespace

std::string tls_weakness(std::string_view url, std::string_view mode) {
  auto parameters = is_postgres_url(url) ? parameters_of(std::string(url)) : std::nullopt;
  if (!parameters || is_near(parameters->contains("hostaddr") ? (*parameters)["hostaddr"] : (*parameters)["host"]))
    return {};
  std::string in_force = parameters->contains("sslmode") ? (*parameters)["sslmode"] : std::string(mode);
  if (in_force.empty()) in_force = "prefer";
  if (in_force == "verify-full") return {};
  return "sslmode=" + in_force +
         " does not make sure that the server is the right one: write sslmode=verify-full, with "
         "sslrootcert=/etc/ssl/certs/ca-certificates.crt or the file of an authority of your own";
}

struct PostgresConnection::Impl {
  std::string conninfo;
  std::string name;
  bool read_only = false;
  std::string settings;
  std::unique_ptr<Patience> patience;
  std::unique_ptr<pqxx::connection> connection;

  StoreResult<void> connect() {
    if (connection != nullptr && connection->is_open()) return {};
    connection.reset();
    try {
      connection = std::make_unique<pqxx::connection>(conninfo);
      stay_closed_when_lost(*connection);
      return {};
    } catch (const std::exception& e) {
      return connect_error(e.what(), name);
    }
  }

  void run(const std::function<void(PgTransaction&)>& body) {
    try {
      Patience::Watch watch(*patience, connection->sock());  // outlives `work`, whose end may be a rollback
      pqxx::work work(*connection);
      if (read_only) work.exec("SET TRANSACTION READ ONLY");
      work.exec(settings);
      PgTransaction::Impl impl{*connection, work, name, watch};
      PgTransaction transaction(impl);
      body(transaction);
      watch.renew();
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
  // The server ends a statement that takes too long; who hears nothing a while after that waits for nobody.
  impl->patience = std::make_unique<Patience>(std::chrono::milliseconds(statement_timeout) * 5 / 4);
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
