#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "sinks/store.hpp"
#include "tests/sinks/builders.hpp"
#include "tests/support/postgres_server.hpp"

namespace tickbard::test {

/// A fresh, migrated store of either engine, and a way past it to the bare tables.
class AnyStore {
 public:
  enum class Migrated : bool { no, yes };

  /// engine: "sqlite" or "postgres".
  explicit AnyStore(std::string engine, Migrated migrated = Migrated::yes);

  bool is_postgres() const { return engine_ == "postgres"; }
  const std::string& url() const { return url_; }
  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }

  WriteReport write(const std::vector<Event>& events, UnixNanos now = at(100));

  /// One more object on the same store.
  std::unique_ptr<Store> another(OpenMode mode = OpenMode::read_write) const;

  /// Runs SQL on the bare tables; rows as lines, columns separated by '|', NULL empty.
  std::string raw(const std::string& statements);

 private:
  std::string engine_;
  TempFolder folder_;
  std::string database_;
  std::string url_;
  std::unique_ptr<Store> store_;
};

/// Once for each engine; PostgreSQL is skipped with a line where it is not installed.
class EveryStore : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;
};

}  // namespace tickbard::test
