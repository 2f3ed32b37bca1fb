#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sinks/error.hpp"
#include "sinks/store.hpp"

namespace tickbard {

enum class Engine : std::uint8_t { sqlite, postgres };

/// One file of sql/migrations.
struct Migration {
  int version = 0;
  std::string name;
  std::string_view text;
  std::string sha256;
};

/// A row of `schema_migrations`.
struct AppliedMigration {
  int version = 0;
  std::string name;
  std::string sha256;
};

/// This build's migrations for an engine, oldest first.
const std::vector<Migration>& migrations(Engine engine);

/// The version a store has, given its rows. Errors (schema): it is newer than this build, or a file that was
/// applied is not the one this build has.
StoreResult<SchemaState> check_applied(const std::vector<Migration>& known,
                                       const std::vector<AppliedMigration>& applied, std::string_view store);

}  // namespace tickbard
