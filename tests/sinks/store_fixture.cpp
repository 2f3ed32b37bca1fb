#include "tests/sinks/store_fixture.hpp"

#include <stdexcept>

#include "sinks/sqlite.hpp"

namespace tickbard::test {

namespace {

/// Copied for each test: migrating takes longer than copying.
const std::string& migrated_template(PostgresServer& server) {
  static const std::string name = [&] {
    const std::string fresh = server.fresh_database();
    const auto store = open_store(server.url(fresh), ".", OpenMode::read_write).value();
    store->migrate(false, at(0)).value();
    return fresh;
  }();
  return name;
}

std::string sqlite_raw(const std::string& file, const std::string& text) {
  auto db = sqlite::Database::open(file, sqlite::Access::read_write).value();
  if (text.find("SELECT") == std::string::npos) {
    db.exec(text).value();
    return {};
  }
  auto statement = db.prepare(text).value();
  std::string out;
  while (statement.step().value()) {
    for (int i = 0; i < statement.columns(); ++i) out += (i == 0 ? "" : "|") + std::string(statement.text(i));
    out += '\n';
  }
  return out;
}

}  // namespace

AnyStore::AnyStore(std::string engine, Migrated migrated) : engine_(std::move(engine)) {
  if (is_postgres()) {
    PostgresServer& server = *PostgresServer::shared();
    database_ =
        migrated == Migrated::yes ? server.fresh_database(migrated_template(server)) : server.fresh_database();
    url_ = server.url(database_);
  } else {
    url_ = "sqlite:" + (folder_.path() / "bars.db").string();
  }
  store_ = open_store(url_, ".", OpenMode::read_write).value();
  if (!is_postgres() && migrated == Migrated::yes) store_->migrate(false, at(0)).value();
}

std::unique_ptr<Store> AnyStore::another(OpenMode mode) const {
  return open_store(url_, ".", mode).value();
}

WriteReport AnyStore::write(const std::vector<Event>& events, UnixNanos now) {
  return store_->write(events, now).value();
}

std::string AnyStore::raw(const std::string& statements) {
  if (is_postgres()) return PostgresServer::shared()->sql(database_, statements);
  return sqlite_raw(folder_.path() / "bars.db", statements);
}

void EveryStore::SetUp() {
  if (GetParam() == "postgres" && PostgresServer::shared() == nullptr)
    GTEST_SKIP() << PostgresServer::why_absent();
}

}  // namespace tickbard::test
