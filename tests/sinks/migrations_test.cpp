#include "sinks/migrations.hpp"

#include <gtest/gtest.h>

namespace tickbard::test {
namespace {

std::vector<AppliedMigration> applied_like(const std::vector<Migration>& known) {
  std::vector<AppliedMigration> rows;
  for (const Migration& m : known) rows.push_back({m.version, m.name, m.sha256});
  return rows;
}

TEST(Migrations, both_engines_have_the_same_numbered_steps_without_a_hole) {
  const auto& sqlite = migrations(Engine::sqlite);
  const auto& postgres = migrations(Engine::postgres);
  ASSERT_EQ(sqlite.size(), postgres.size());
  for (std::size_t i = 0; i < sqlite.size(); ++i) {
    EXPECT_EQ(sqlite[i].version, static_cast<int>(i) + 1);
    EXPECT_EQ(postgres[i].version, static_cast<int>(i) + 1);
    EXPECT_EQ(sqlite[i].name.substr(0, sqlite[i].name.find('.')),
              postgres[i].name.substr(0, postgres[i].name.find('.')));
    EXPECT_EQ(sqlite[i].sha256.size(), 64U);
  }
}

TEST(Migrations, an_empty_store_is_version_zero) {
  const auto state = check_applied(migrations(Engine::sqlite), {}, "store");
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->version, 0);
  EXPECT_EQ(state->known, migrations(Engine::sqlite).back().version);
}

TEST(Migrations, a_store_in_between_is_that_version) {
  auto rows = applied_like(migrations(Engine::postgres));
  rows.pop_back();
  EXPECT_EQ(check_applied(migrations(Engine::postgres), rows, "store")->version, rows.back().version);
}

TEST(Migrations, a_newer_store_and_an_altered_file_are_refused) {
  const auto& known = migrations(Engine::sqlite);
  auto newer = applied_like(known);
  newer.push_back({known.back().version + 1, "next.sqlite.sql", "x"});
  EXPECT_EQ(check_applied(known, newer, "store").error().cls, StoreErrorClass::schema);
  auto altered = applied_like(known);
  altered[1].sha256[0] = altered[1].sha256[0] == 'a' ? 'b' : 'a';
  const auto refused = check_applied(known, altered, "store");
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().text.find(altered[1].name), std::string::npos);
}

}  // namespace
}  // namespace tickbard::test
