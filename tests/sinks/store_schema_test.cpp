// Migrations and partitions: what every store promises, run on each engine.
#include <gtest/gtest.h>

#include <thread>

#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {
namespace {

using StoreSchema = EveryStore;

TEST_P(StoreSchema, T059_migrating_again_changes_nothing_and_keeps_the_data) {
  AnyStore store(GetParam(), AnyStore::Migrated::no);
  const MigrationReport planned = store->migrate(true, at(0)).value();
  EXPECT_EQ(planned.from, 0);
  EXPECT_GE(planned.applied.size(), 5U);
  EXPECT_EQ(store->schema().value().version, 0);  // a dry run does nothing

  const MigrationReport done = store->migrate(false, at(0)).value();
  EXPECT_EQ(done.applied, planned.applied);
  EXPECT_EQ(done.to, planned.to);
  store.write({bar("A", minute()), alert("A", at(1))});
  const std::string before = store.raw("SELECT * FROM screener_alerts");

  const MigrationReport again = store->migrate(false, at(50)).value();
  EXPECT_TRUE(again.applied.empty());
  EXPECT_EQ(again.from, again.to);
  EXPECT_EQ(store.raw("SELECT * FROM screener_alerts"), before);
  EXPECT_EQ(all_bars(*store, "A").size(), 1U);
}

TEST_P(StoreSchema, T059_two_migrators_at_once_are_fine) {
  AnyStore store(GetParam(), AnyStore::Migrated::no);
  std::vector<std::string> failures(3);
  std::vector<std::size_t> applied(3);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < failures.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto done = store.another()->migrate(false, at(0));
      if (done) applied[i] = done->applied.size();
      if (!done) failures[i] = done.error().text;
    });
  }
  for (std::thread& t : threads) t.join();
  for (const std::string& failure : failures) EXPECT_EQ(failure, "");
  const SchemaState state = store->schema().value();
  EXPECT_EQ(state.version, state.known);
  EXPECT_EQ(applied[0] + applied[1] + applied[2], static_cast<std::size_t>(state.known));
}

TEST_P(StoreSchema, a_newer_schema_is_refused_naming_both_versions) {
  AnyStore store(GetParam());
  const int known = store->schema().value().known;
  store.raw(
      "INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES (999, '0999_future.sql', 'x', " +
      std::string(store.is_postgres() ? "now()" : "0") + ")");
  for (const auto& error : {store->schema().error(), store->migrate(false, at(0)).error()}) {
    EXPECT_EQ(error.cls, StoreErrorClass::schema);
    EXPECT_NE(error.text.find("999"), std::string::npos) << error.text;
    EXPECT_NE(error.text.find("version " + std::to_string(known)), std::string::npos) << error.text;
  }
}

TEST_P(StoreSchema, an_altered_migration_is_refused_by_name) {
  AnyStore store(GetParam());
  store.raw("UPDATE schema_migrations SET sha256 = 'somethingelse' WHERE version = 2");
  const auto refused = store->migrate(false, at(0));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::schema);
  EXPECT_NE(refused.error().text.find("0002_price_bars"), std::string::npos) << refused.error().text;
}

TEST_P(StoreSchema, T058_a_missing_table_is_a_schema_error_that_says_what_to_do) {
  AnyStore store(GetParam());
  store.raw("DROP TABLE price_bars");
  const std::vector<Event> events{bar("A", minute())};
  const auto refused = store->write(events, at(1));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cls, StoreErrorClass::schema) << refused.error().text;
  EXPECT_NE(refused.error().text.find("tickbard migrate"), std::string::npos) << refused.error().text;
  EXPECT_EQ(store.write({alert("A", at(1))}).others, 1U);  // alerts do not need that table
}

TEST_P(StoreSchema, preparing_partitions_twice_is_fine) {
  AnyStore store(GetParam());
  store->prepare_partitions(at(0), at(0) + std::chrono::hours{72}).value();
  store.another()->prepare_partitions(at(0), at(0) + std::chrono::hours{96}).value();
  EXPECT_EQ(store.write({bar("A", minute(1440))}).bars, 1U);
}

INSTANTIATE_TEST_SUITE_P(Engine, StoreSchema, ::testing::Values("sqlite", "postgres"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace tickbard::test
