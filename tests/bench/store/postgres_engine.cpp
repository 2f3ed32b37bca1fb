#include <libpq-fe.h>

#include <stdexcept>

#include "sinks/postgres_bars.hpp"
#include "sql_queries_files.hpp"
#include "tests/bench/store/engine.hpp"
#include "tests/support/postgres_server.hpp"

namespace tickbard::test {
namespace {

/// Through libpq.
class BareCopy : public Floor {
 public:
  explicit BareCopy(const std::string& url) : connection_(PQconnectdb(url.c_str()), PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail();
  }

  void prepare(const std::vector<Event>& bars, UnixNanos now) override { rows_ = copy_of(Batch(bars).bars, now); }

  void write() override {
    run("BEGIN", PGRES_COMMAND_OK);
    run(std::string(sql_queries::bars_copy_postgres_sql).c_str(), PGRES_COPY_IN);
    if (PQputCopyData(connection_.get(), rows_.data(), static_cast<int>(rows_.size())) != 1) fail();
    if (PQputCopyEnd(connection_.get(), nullptr) != 1) fail();
    while (PGresult* result = PQgetResult(connection_.get())) {
      const bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
      PQclear(result);
      if (!ok) fail();
    }
    run("COMMIT", PGRES_COMMAND_OK);
  }

 private:
  void run(const char* sql, ExecStatusType wanted) {
    PGresult* result = PQexec(connection_.get(), sql);
    const bool ok = PQresultStatus(result) == wanted;
    PQclear(result);
    if (!ok) fail();
  }
  [[noreturn]] void fail() { throw std::runtime_error(PQerrorMessage(connection_.get())); }

  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
  std::string rows_;
};

}  // namespace

Engine postgres_engine(PostgresServer& server, const std::string& database) {
  const std::string url = server.url(database);
  Engine engine{"PostgreSQL", "binary COPY", open_store(url, ".", OpenMode::read_write).value(),
                open_store(url, ".", OpenMode::read_write).value(), nullptr};
  engine.store->migrate(false, stored_at(minute_of_day(0))).value();
  engine.floor = std::make_unique<BareCopy>(url);
  return engine;
}

}  // namespace tickbard::test
