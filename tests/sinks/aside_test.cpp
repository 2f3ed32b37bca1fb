#include "sinks/aside.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

TEST(AsideName, it_tells_the_time_in_a_name_that_every_tool_takes) {
  EXPECT_EQ(aside_name("/state/bars.db", at(0)), "/state/bars.db.corrupt.2026-11-20T143000Z");
}

TEST(AsideName, what_was_kept_before_is_never_overwritten) {
  const TempFolder folder;
  const std::filesystem::path file = folder.path() / "bars.db";
  const std::string first = aside_name(file, at(0));
  std::ofstream(first).put('x');
  EXPECT_EQ(aside_name(file, at(0)), first + "-2");
  std::ofstream(first + "-2-wal").put('x');  // of a database that somebody took away
  EXPECT_EQ(aside_name(file, at(0)), first + "-3");
  std::filesystem::create_symlink("nowhere", first + "-3");
  EXPECT_EQ(aside_name(file, at(0)), first + "-4");
}

}  // namespace
}  // namespace tickbard::test
