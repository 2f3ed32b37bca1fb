#include <gtest/gtest.h>

#include <sstream>

#include "tests/bench/derived/bench.hpp"

// That the bench runs and both sides say the same. No word of time.

namespace tickbard::test {

TEST(DerivedBench, both_sides_have_the_same_rows) {
  if (PostgresServer::shared() == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  const BenchSizes small{
      .symbols = 50, .bars = 60, .sessions = 300, .asked = 2, .backfill = 3, .recursive = 20, .rounds = 1};
  std::ostringstream out;
  const auto all = run_benches(*PostgresServer::shared(), small, out);
  ASSERT_EQ(all.size(), 16U) << out.str();
  for (const Compared& c : all) {
    EXPECT_EQ(c.different, 0U) << c.name << "\n" << out.str();
    EXPECT_TRUE(c.plain.empty() || c.equal > 0) << c.name << "\n" << out.str();
  }
}

TEST(DerivedBench, a_difference_is_told) {
  const std::vector<Compared> all{{"same", 10, "days", {2.0, 1.0, 4.0}, {4.0}, 0, 5},
                                  {"other", 10, "days", {1.0}, {2.0}, 3, 5}};
  std::ostringstream out;
  print_table(all, out);
  EXPECT_NE(out.str().find("3 DIFFER"), std::string::npos);
  EXPECT_EQ(json_of(all), R"([{"name":"same, days per second","value":5,"goal":0,"better":"higher","holds":true},
 {"name":"same, times plain SQL","value":2,"goal":1,"better":"higher","holds":true},
 {"name":"other, days per second","value":10,"goal":0,"better":"higher","holds":false},
 {"name":"other, times plain SQL","value":2,"goal":1,"better":"higher","holds":false}]
)");
}

}  // namespace tickbard::test
