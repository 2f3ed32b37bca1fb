#include "sinks/instance.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

TEST(Instance, a_state_directory_keeps_its_own_and_no_other_has_it) {
  const TempFolder folder, other;
  const std::string first = instance_of(folder.path());
  EXPECT_EQ(first.size(), 36U);
  EXPECT_EQ(instance_of(folder.path()), first);
  EXPECT_NE(instance_of(other.path()), first);
}

TEST(Instance, one_that_was_cut_off_or_cannot_be_kept_is_made_anew) {
  const TempFolder folder;
  std::ofstream(folder.path() / "instance") << "cut";
  const std::string first = instance_of(folder.path());
  EXPECT_EQ(first.size(), 36U);
  EXPECT_EQ(instance_of(folder.path()), first);
  EXPECT_EQ(instance_of(folder.path() / "missing").size(), 36U);
}

}  // namespace
}  // namespace tickbard::test
