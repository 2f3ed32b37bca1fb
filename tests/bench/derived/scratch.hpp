#pragma once

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/derive/derive.hpp"
#include "tests/support/postgres_server.hpp"

namespace tickbard::test {

/// The names and values of a text's {places}.
using Places = std::vector<std::pair<std::string_view, std::string>>;

/// A server of our own with the memory that such work is given: the same settings for both sides.
std::unique_ptr<PostgresServer> bench_server();

/// A migrated database with data that is the same each time, both doors of a derivation, and one for plain SQL.
/// Owner: one thread. Errors: throws, with the server's words.
class Scratch {
 public:
  Scratch(PostgresServer& server, int symbols);

  /// Final days of the last `sessions` sessions before `session`.
  void make_days(int sessions);
  /// The first `bars` regular minutes of `session`.
  void make_minutes(int bars);

  /// Runs tests/bench/derived/sql/NAME.sql; what it prints.
  std::string run(std::string_view name, const Places& places = {});
  std::string sql(std::string_view statements);

  DeriveContext context() const;
  Tables& tables() { return *to_; }
  int symbols() const { return symbols_; }
  /// The session of the minutes: Friday, 2026-11-20.
  const Session& session() const { return session_; }
  /// Those of the days, ascending.
  const std::vector<Session>& days() const { return days_; }

 private:
  PostgresServer& server_;
  std::string database_;
  std::unique_ptr<Tables> from_, to_;
  CalendarBook calendars_;
  int symbols_;
  Session session_;
  std::vector<Session> days_;
};

}  // namespace tickbard::test
