#pragma once

#include <memory>

#include "tests/bench/path/tape.hpp"
#include "tests/bench/peers/sums.hpp"

namespace tickbard::test {

class PostgresServer;

/// The other way to have bars: each tick a row of PostgreSQL, and a query that groups them by symbol and minute.
/// Owner: one thread. Errors: throws, with the server's words. Lifetime: the server outlives it.
class RawTicks {
 public:
  explicit RawTicks(PostgresServer& server);
  ~RawTicks();
  RawTicks(const RawTicks&) = delete;
  RawTicks& operator=(const RawTicks&) = delete;

  struct Result {
    Sums sums;
    double copy_ns = 0, query_ns = 0;  ///< a trade, of the processor: ours and the server's
  };

  /// Rows that are encoded before the clock runs, by binary COPY into an empty table; then the query, whose rows
  /// are all read.
  Result run(Tape& tape, const Stretch& stretch);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tickbard::test
