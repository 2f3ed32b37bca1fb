#include "sinks/migrations.hpp"

#include <algorithm>
#include <charconv>

#include "aggregator/core/sha256.hpp"
#include "sql_migrations_files.hpp"

namespace tickbard {

namespace {

std::vector<Migration> collect(std::string_view suffix) {
  std::vector<Migration> found;
  for (const auto& [name, text] : sql_migrations::all) {
    if (!name.ends_with(suffix)) continue;
    Migration m;
    m.name = name;
    m.text = text;
    m.sha256 = sha256_hex(text);
    std::from_chars(name.data(), name.data() + name.size(), m.version);
    found.push_back(std::move(m));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.version < b.version; });
  return found;
}

}  // namespace

const std::vector<Migration>& migrations(Engine engine) {
  static const std::vector<Migration> sqlite = collect(".sqlite.sql");
  static const std::vector<Migration> postgres = collect(".postgres.sql");
  return engine == Engine::sqlite ? sqlite : postgres;
}

StoreResult<SchemaState> check_applied(const std::vector<Migration>& known,
                                       const std::vector<AppliedMigration>& applied, std::string_view store) {
  SchemaState state;
  state.known = known.empty() ? 0 : known.back().version;
  for (const AppliedMigration& row : applied) state.version = std::max(state.version, row.version);
  if (state.version > state.known) {
    return StoreError{StoreErrorClass::schema, std::string(store) + " has schema version " +
                                                   std::to_string(state.version) + ", newer than version " +
                                                   std::to_string(state.known) +
                                                   " that this tickbard knows; install a newer tickbard."};
  }
  for (const AppliedMigration& row : applied) {
    const auto mine =
        std::find_if(known.begin(), known.end(), [&](const auto& m) { return m.version == row.version; });
    if (mine == known.end() || mine->sha256 != row.sha256) {
      return StoreError{StoreErrorClass::schema,
                        std::string(store) + " was migrated with a different file " + row.name +
                            " than this tickbard has (sha256 " + row.sha256.substr(0, 12) +
                            "…); use the tickbard that made the store, or restore the original file."};
    }
  }
  return state;
}

}  // namespace tickbard
