#include "sinks/store.hpp"

#include "sinks/postgres_store.hpp"
#include "sinks/sqlite_store.hpp"

namespace tickbard {

namespace {

constexpr std::string_view kSqlite = "sqlite:";

}  // namespace

bool is_postgres_url(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

StoreResult<sqlite::Database> open_sqlite_url(std::string_view url, const std::filesystem::path& base,
                                              sqlite::Access access) {
  if (!url.starts_with(kSqlite) || url.size() == kSqlite.size()) {
    return StoreError{StoreErrorClass::other,
                      "store.url \"" + redacted(url) +
                          "\" is not understood; allowed are sqlite:FILE (relative to the state directory), "
                          "postgresql://user@host/database and postgres://user@host/database."};
  }
  const std::string_view name = url.substr(kSqlite.size());
  const bool memory = name == ":memory:";
  std::filesystem::path file = name;
  if (!memory && file.is_relative()) file = base / file;
  std::error_code ignored;
  if (!memory && access != sqlite::Access::create && !std::filesystem::exists(file, ignored)) {
    return StoreError{StoreErrorClass::unreachable, "SQLite file " + file.string() +
                                                        " does not exist; run `tickbard migrate --store sqlite:" +
                                                        std::string(name) + "` to make it, or correct store.url."};
  }
  if (!memory && !file.parent_path().empty() && !std::filesystem::is_directory(file.parent_path(), ignored)) {
    return StoreError{StoreErrorClass::unreachable, "The folder " + file.parent_path().string() +
                                                        " of SQLite file " + file.string() +
                                                        " does not exist; make it, or correct store.url."};
  }
  return sqlite::Database::open(file, access);
}

StoreResult<std::unique_ptr<Store>> open_store(std::string_view url, const std::filesystem::path& base,
                                               OpenMode mode) {
  if (is_postgres_url(url)) return open_postgres(url, mode);
  auto db =
      open_sqlite_url(url, base, mode == OpenMode::read_only ? sqlite::Access::read_only : sqlite::Access::create);
  if (!db) return db.error();
  return std::unique_ptr<Store>(std::make_unique<SqliteStore>(std::move(*db), mode));
}

}  // namespace tickbard
