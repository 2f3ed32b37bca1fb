#include "tests/bench/store/durable_server.hpp"

#include <stdexcept>
#include <string>

#include "tests/support/postgres_server.hpp"

namespace tickbard::test {

std::unique_ptr<PostgresServer> durable_server() {
  if (const std::string absent = PostgresServer::why_absent(); !absent.empty()) throw std::runtime_error(absent);
  auto server = std::make_unique<PostgresServer>(true);
  for (const char* setting : {"shared_buffers = '2GB'", "max_wal_size = '8GB'"})
    server->sql("postgres", std::string("ALTER SYSTEM SET ") + setting);
  server->stop(PostgresServer::Stop::fast);
  server->start();
  return server;
}

}  // namespace tickbard::test
