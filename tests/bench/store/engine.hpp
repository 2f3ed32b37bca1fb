#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sinks/store.hpp"
#include "tests/bench/store/minutes.hpp"

namespace tickbard::test {

class PostgresServer;

/// The least that anybody has to do: the engine's own way in, of rows that were made ready before, in a
/// transaction of their own. Owner: one thread. Errors: throws, with the engine's words.
class Floor {
 public:
  virtual ~Floor() = default;
  virtual void prepare(const std::vector<Event>& bars, UnixNanos now) = 0;
  virtual void write() = 0;  ///< what was prepared last
};

/// An empty store of one engine, with every sync on.
struct Engine {
  std::string name;        ///< "PostgreSQL"
  std::string floor_name;  ///< "binary COPY"
  std::unique_ptr<Store> store;
  std::unique_ptr<Store> second;  ///< another daemon's, to which rows are there already that the first has written
  std::unique_ptr<Floor> floor;
};

Engine postgres_engine(PostgresServer& server, const std::string& database);
Engine sqlite_engine(const std::filesystem::path& file);

}  // namespace tickbard::test
