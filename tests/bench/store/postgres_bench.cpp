#include <libpq-fe.h>

#include <memory>
#include <stdexcept>

#include "sinks/postgres_bars.hpp"
#include "sql_queries_files.hpp"
#include "tests/bench/store/store_bench.hpp"
#include "tests/support/postgres_server.hpp"

namespace tickbard::test {
namespace {

/// The least that anybody has to do: rows that are encoded already, through libpq, in a transaction of their own.
class BareCopy {
 public:
  explicit BareCopy(const std::string& url) : connection_(PQconnectdb(url.c_str()), PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail();
  }

  void write(const std::string& rows) {
    run("BEGIN", PGRES_COMMAND_OK);
    run(std::string(sql_queries::bars_copy_postgres_sql).c_str(), PGRES_COPY_IN);
    if (PQputCopyData(connection_.get(), rows.data(), static_cast<int>(rows.size())) != 1) fail();
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
};

std::string encoded(const std::vector<Event>& events, UnixNanos now) {
  return copy_of(Batch(events).bars, now);
}

/// Its memory as a small machine's would be set; every sync is on.
std::unique_ptr<PostgresServer> durable_server() {
  if (const std::string absent = PostgresServer::why_absent(); !absent.empty()) throw std::runtime_error(absent);
  auto server = std::make_unique<PostgresServer>(true);
  for (const char* setting : {"shared_buffers = '2GB'", "max_wal_size = '8GB'"})
    server->sql("postgres", std::string("ALTER SYSTEM SET ") + setting);
  server->stop(PostgresServer::Stop::fast);
  server->start();
  return server;
}

}  // namespace

void bench_postgres(const StoreSizes& sizes, Goals& goals) {
  const auto server = durable_server();
  const std::string database = server->fresh_database();
  const auto store = open_store(server->url(database), ".", OpenMode::read_write).value();
  store->migrate(false, stored_at(minute_of(0))).value();
  store->prepare_partitions(minute_of(0, sizes.days - 1), minute_of(0)).value();
  // A second daemon, to whom rows are there already that the first has written.
  const auto second = open_store(server->url(database), ".", OpenMode::read_write).value();
  BareCopy bare(server->url(database));
  const Market market(sizes.symbols);

  for (int day = sizes.days - 1; day >= 0; --day) {
    for (int m = 0; m < sizes.minutes; ++m) {
      const MinuteStart start = minute_of(m, day);
      bare.write(encoded(market.minute(start), stored_at(start)));
    }
  }
  server->sql(database, "CHECKPOINT; ANALYZE price_bars");
  fmt::print("PostgreSQL, {} rows stored in {} days\n",
             static_cast<long>(sizes.symbols) * sizes.minutes * sizes.days, sizes.days);

  std::vector<double> floor, ours, again, amended;
  int next = sizes.minutes;
  for (int round = 0; round < sizes.rounds; ++round) {
    const MinuteStart mine = minute_of(next++), plain = minute_of(next++);
    const std::vector<Event> bars = market.minute(mine), better = market.minute(mine, 2);
    const std::string rows = encoded(market.minute(plain), stored_at(plain));
    floor.push_back(seconds_of([&] { bare.write(rows); }));
    ours.push_back(seconds_of([&] { store->write(bars, stored_at(mine)).value(); }));
    again.push_back(seconds_of([&] { second->write(bars, stored_at(mine)).value(); }));
    amended.push_back(seconds_of([&] { second->write(better, stored_at(mine)).value(); }));
  }
  tell("binary COPY, the floor", floor);
  tell("ours", ours);
  tell("ours, every row is there already", again);
  tell("ours, every row is replaced", amended);
  const std::string bytes = server->sql(
      database, "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('price_bars') WHERE isleaf");
  const double rows =
      static_cast<double>(sizes.symbols) * (static_cast<double>(sizes.minutes) * sizes.days + 3.0 * sizes.rounds);
  const double chart = seconds_of_a_chart(*store, market, sizes);
  goals.at_most("PostgreSQL: a minute stored, times binary COPY", median(ours) / median(floor), 1.5);
  goals.at_most("PostgreSQL: bytes a row, indexes included", std::stod(bytes) / rows, 120);
  goals.at_most("PostgreSQL: ms for the minutes of one symbol's day", chart * 1e3, 10);
}

}  // namespace tickbard::test
