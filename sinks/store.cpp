#include "sinks/store.hpp"

#include "sinks/postgres_store.hpp"
#include "sinks/sqlite_store.hpp"

namespace tickbard {

namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kInMemory = "sqlite::memory:";

}  // namespace

bool is_postgres_url(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

bool is_sqlite_url(std::string_view url) {
  return url.starts_with(kSqlite) && url.size() > kSqlite.size();
}

std::optional<std::filesystem::path> sqlite_file_of(std::string_view url, const std::filesystem::path& base) {
  if (!is_sqlite_url(url) || url == kInMemory) return std::nullopt;
  return base / url.substr(kSqlite.size());  // an absolute path takes the place of the base
}

StoreResult<sqlite::Database> open_sqlite_url(std::string_view url, const std::filesystem::path& base,
                                              sqlite::Access access) {
  if (!is_sqlite_url(url)) {
    return StoreError{StoreErrorClass::other,
                      "store.url \"" + redacted(url) +
                          "\" is not understood; allowed are sqlite:FILE (relative to the state directory), "
                          "postgresql://user@host/database and postgres://user@host/database."};
  }
  const auto named = sqlite_file_of(url, base);
  if (!named) return sqlite::Database::open(":memory:", access);
  const std::filesystem::path& file = *named;
  std::error_code ignored;
  if (access != sqlite::Access::create && !std::filesystem::exists(file, ignored)) {
    return StoreError{StoreErrorClass::unreachable, "SQLite file " + file.string() +
                                                        " does not exist; run `tickbard migrate --store " +
                                                        std::string(url) + "` to make it, or correct store.url."};
  }
  if (file.has_parent_path() && !std::filesystem::is_directory(file.parent_path(), ignored)) {
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
