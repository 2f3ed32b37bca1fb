#include "aggregator/core/error.hpp"

#include <stdexcept>

#include "aggregator/core/feed_event.hpp"

namespace tickbard {
namespace {

TEST(Error, every_reason_has_its_own_name) {
  EXPECT_EQ(name_of(Reject::malformed), "malformed");
  EXPECT_EQ(name_of(Reject::bars_disabled), "bars_disabled");
  EXPECT_EQ(name_of(LostReason::closed), "closed");
  EXPECT_EQ(name_of(LostReason::shutdown), "shutdown");
  std::vector<std::string_view> names(kRejectNames.begin(), kRejectNames.end());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(Error, value_of_a_failure_throws_its_sentence) {
  const Result<int> failed = Problem{"the file x is missing: create it"};
  try {
    (void)failed.value();
    FAIL() << "no exception";
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "the file x is missing: create it");
  }
  const Parsed<int> rejected = Reject::bad_price;
  try {
    (void)rejected.value();
    FAIL() << "no exception";
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string_view(e.what()).find("bad_price"), std::string_view::npos) << e.what();
  }
}

}  // namespace
}  // namespace tickbard
