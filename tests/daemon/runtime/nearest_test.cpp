#include "daemon/runtime/nearest.hpp"

namespace tickbard {
namespace {

using Words = std::vector<std::string_view>;

TEST(Nearest, finds_slips_of_the_pen) {
  const Words known{"interval", "from", "to", "limit", "include_forming", "bars.enabled", "alerts.threshold"};
  EXPECT_EQ(nearest("form", known), "from");
  EXPECT_EQ(nearest("limits", known), "limit");
  EXPECT_EQ(nearest("includeForming", known), "include_forming");
  EXPECT_EQ(nearest("inteval", known), "interval");
  EXPECT_EQ(nearest("alert.treshold", known), "alerts.threshold");
  EXPECT_EQ(nearest("BARS.ENABLED", known), "bars.enabled");
}

TEST(Nearest, knows_when_nothing_is_near) {
  const Words known{"interval", "to", "bars.close_delay"};
  EXPECT_FALSE(nearest("colour", known));
  EXPECT_FALSE(nearest("xyzzy_of_nothing", known));
  EXPECT_FALSE(nearest("ab", known)) << "another word altogether is no slip";
  EXPECT_FALSE(nearest("x", Words{}));
  EXPECT_FALSE(nearest(std::string(100'000, 'a'), known));
}

}  // namespace
}  // namespace tickbard
