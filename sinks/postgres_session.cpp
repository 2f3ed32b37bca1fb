#include "sinks/postgres_session.hpp"

namespace tickbard {

namespace {

/// A null pointer is NULL to both.
std::vector<const char*> pointers(const std::vector<std::optional<std::string>>& parameters) {
  std::vector<const char*> out;
  for (const auto& p : parameters) out.push_back(p ? p->c_str() : nullptr);
  return out;
}

#if PQXX_VERSION_MAJOR < 7

/// Remembers what libpq gave it.
class Handle final : public pqxx::connect_direct {
 public:
  using connect_direct::connect_direct;
  handle do_startconnect(handle old) override { return raw = connect_direct::do_startconnect(old); }
  handle do_completeconnect(handle old) override { return raw = connect_direct::do_completeconnect(old); }
  handle do_dropconnect(handle old) noexcept override { return raw = connect_direct::do_dropconnect(old); }
  handle do_disconnect(handle old) noexcept override { return raw = connect_direct::do_disconnect(old); }

  handle raw = nullptr;
};

struct HandleFirst {
  Handle handle;
};

}  // namespace

/// As pqxx::connection, whose policy nobody can ask.
class PgSession::Connection final : private HandleFirst, public pqxx::connection_base {
 public:
  explicit Connection(const std::string& conninfo)
      : HandleFirst{Handle(conninfo)}, pqxx::connection_base(HandleFirst::handle) {
    init();
    // A session of its own making would not be the one whose socket is watched.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    inhibit_reactivation(true);
#pragma GCC diagnostic pop
  }
  ~Connection() noexcept {
    close();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  PGconn* raw() const {
    return HandleFirst::handle.raw;
  }
};

#else

struct RawFirst {
  PGconn* raw = nullptr;
};

PGconn* connected(const std::string& conninfo) {
  PGconn* const raw = PQconnectdb(conninfo.c_str());
  if (raw != nullptr && PQstatus(raw) == CONNECTION_OK) return raw;
  const std::string words = raw == nullptr ? "out of memory" : PQerrorMessage(raw);
  PQfinish(raw);
  throw pqxx::broken_connection(words);
}

}  // namespace

/// libpqxx takes over a connection of ours; it never makes another one.
class PgSession::Connection final : private RawFirst, public pqxx::connection {
 public:
  explicit Connection(const std::string& conninfo)
      : RawFirst{connected(conninfo)}, pqxx::connection(seize_raw_connection(RawFirst::raw)) {}

  PGconn* raw() const { return RawFirst::raw; }
};

#endif

PgSession::PgSession(const std::string& conninfo) : connection_(std::make_unique<Connection>(conninfo)) {}
PgSession::~PgSession() = default;

PqxxConnection& PgSession::pqxx() {
  return *connection_;
}
PGconn* PgSession::raw() const {
  return connection_->raw();
}

pqxx::result exec_with(pqxx::work& tx, const std::string& sql,
                       const std::vector<std::optional<std::string>>& parameters) {
  const std::vector<const char*> texts = pointers(parameters);
#if PQXX_VERSION_MAJOR < 7
  return tx.exec_params(sql, pqxx::prepare::make_dynamic_params(texts));
#else
  pqxx::params params;
  for (const char* p : texts) params.append(p);
  return [&](auto& any) {  // asked of a template: versions before 7.9 would not compile what they do not know
    if constexpr (requires { any.exec(sql, params); }) {
      return any.exec(sql, params);
    } else {
      return any.exec_params(sql, params);
    }
  }(tx);
#endif
}

}  // namespace tickbard
