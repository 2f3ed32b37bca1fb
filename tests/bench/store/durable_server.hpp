#pragma once

#include <memory>

namespace tickbard::test {

class PostgresServer;

/// A private PostgreSQL with every sync on, its memory as a small machine's would be set. Errors: throws where
/// PostgreSQL is not installed.
std::unique_ptr<PostgresServer> durable_server();

}  // namespace tickbard::test
