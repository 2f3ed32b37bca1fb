#include "sinks/alert_json.hpp"

#include <gtest/gtest.h>

#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

TEST(AlertJson, T074_the_move_is_signed_and_in_percent) {
  struct Case {
    const char *trigger, *reference, *expected;
  };
  const std::vector<Case> cases{
      {"103.01", "100", "\"pct_move\":3.01,\"abs_pct_move\":3.01,"},
      {"96.5", "100", "\"pct_move\":-3.5,\"abs_pct_move\":3.5,"},
      {"1", "3", "\"pct_move\":-66.666667,\"abs_pct_move\":66.666667,"},
      {"12345.68", "100", "\"pct_move\":12245.68,\"abs_pct_move\":12245.68,"},
      {"9000000000", "0.000000001", "\"pct_move\":899999999999999999900,"},
  };
  for (const Case& c : cases) {
    Alert a = alert("A", at(0));
    a.trigger_price = price(c.trigger);
    a.reference_price = price(c.reference);
    EXPECT_NE(alert_conditions(a).find(c.expected), std::string::npos) << alert_conditions(a);
  }
}

TEST(AlertJson, conditions_name_the_reference_and_the_threshold) {
  EXPECT_EQ(alert_conditions(alert("A", at(0))),
            R"({"pct_move":3.01,"abs_pct_move":3.01,"previous_close":100,"reference_price":100,)"
            R"("reference_source":"previous_close","threshold":0.03,"threshold_exceeded":true})");
}

TEST(AlertJson, a_symbol_without_previous_close_says_null) {
  Alert a = alert("A", at(0));
  a.previous_close.reset();
  a.reference_source = ReferenceSource::first_trade;
  EXPECT_NE(alert_conditions(a).find(R"("previous_close":null)"), std::string::npos);
  EXPECT_NE(alert_conditions(a).find(R"("reference_source":"first_trade")"), std::string::npos);
}

TEST(AlertJson, T078_metadata_of_a_trade_has_null_quotes) {
  EXPECT_EQ(alert_metadata(alert("A", at(0))),
            R"({"bid":null,"ask":null,"bid_size":null,"ask_size":null,"spread":null,"size":50,)"
            R"("conditions":[14,41],"tape":3,"session":"rth"})");
}

TEST(AlertJson, the_id_is_the_same_in_every_replay_and_differs_by_each_part_of_the_key) {
  const Alert a = alert("A", at(0));
  EXPECT_EQ(alert_id(a), alert_id(a));
  EXPECT_NE(alert_id(a), alert_id(alert("B", at(0))));
  EXPECT_NE(alert_id(a), alert_id(alert("A", at(1))));
  EXPECT_NE(alert_id(a), alert_id(alert("A", at(0), false)));
  EXPECT_EQ(alert_id(a).size(), 36U);
  EXPECT_EQ(alert_id(a)[14], '8');  // version: made by our own rule
}

}  // namespace
}  // namespace tickbard::test
