#include "daemon/app/environment.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace tickbard {
namespace {

TEST(Environment, is_a_copy_of_the_process_environment_at_one_moment) {
  ASSERT_EQ(setenv("TICKBARD_TEST_VALUE", "a=b", 1), 0);
  const Environment environment = Environment::of_process();
  ASSERT_EQ(setenv("TICKBARD_TEST_VALUE", "later", 1), 0);
  EXPECT_EQ(environment.get("TICKBARD_TEST_VALUE"), "a=b");
  ASSERT_EQ(unsetenv("TICKBARD_TEST_VALUE"), 0);
}

TEST(Environment, empty_counts_as_unset) {
  const Environment environment(std::map<std::string, std::string, std::less<>>{{"EMPTY", ""}, {"FULL", "x"}});
  EXPECT_FALSE(environment.get("EMPTY"));
  EXPECT_FALSE(environment.get("ABSENT"));
  EXPECT_EQ(environment.get("FULL"), "x");
}

}  // namespace
}  // namespace tickbard
