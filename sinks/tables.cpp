#include "sinks/tables.hpp"

#include "sinks/postgres_tables.hpp"
#include "sinks/sqlite_store.hpp"
#include "sinks/sqlite_tables.hpp"

namespace tickbard {

RowBatch& RowBatch::null() {
  values_.emplace_back();
  return *this;
}

RowBatch& RowBatch::integer(std::int64_t value) {
  values_.emplace_back(value);
  return *this;
}

RowBatch& RowBatch::real(double value) {
  values_.emplace_back(value);
  return *this;
}

RowBatch& RowBatch::text(std::string_view value) {
  values_.emplace_back(std::in_place_type<std::string>, value);
  return *this;
}

RowBatch& RowBatch::decimal(Int128 raw, int digits) {
  values_.emplace_back(Decimal{raw, digits});
  return *this;
}

RowBatch& RowBatch::instant(UnixNanos at) {
  values_.emplace_back(Instant{at});
  return *this;
}

StoreResult<std::unique_ptr<Tables>> open_tables(std::string_view url, const std::filesystem::path& base,
                                                 OpenMode mode) {
  if (is_postgres_url(url)) return open_postgres_tables(url, mode);
  // Not made if missing: an empty file would have no tables.
  auto db = open_sqlite_url(url, base,
                            mode == OpenMode::read_only ? sqlite::Access::read_only : sqlite::Access::read_write);
  if (!db) return db.error();
  return std::unique_ptr<Tables>(std::make_unique<SqliteTables>(std::move(*db), mode));
}

}  // namespace tickbard
