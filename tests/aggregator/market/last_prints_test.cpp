#include "aggregator/core/time_text.hpp"
#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

/// "AAPL xnys 2026-11-20 105 first 104 close 100 of 2026-11-19".
std::string text(const LastPrint& p) {
  return std::string(p.symbol.view()) + " " + p.calendar + " " + to_text(p.session) + " " + to_text(p.price) +
         " first " + (p.first_regular ? to_text(*p.first_regular) : "none") + " close " +
         (p.previous_close ? to_text(*p.previous_close) + " of " + to_text(p.previous_session) : "none");
}

struct LastPrintsTest : ::testing::Test {
  MarketRig rig{at("2026-11-20T14:00:00Z"), {MarketRig::us()}};
  void SetUp() override {
    rig.market().set_previous_close(sym("AAPL"), price("100"), day("2026-11-19"));
    rig.options.bars_enabled = false;
    rig.reload();
    rig.stream();
  }
  void print(std::string_view at_price, std::string_view when, std::string_view symbol = "AAPL") {
    rig.move_to(at(when));
    rig.trade(rig.tick(symbol, at_price, "100"));
  }
  std::string only() {
    const auto all = rig.market().last_prints();
    return all.size() == 1 ? text(all.front()) : std::to_string(all.size()) + " symbols";
  }
};

TEST_F(LastPrintsTest, T069_with_bars_off_the_market_still_knows_what_a_price_is_compared_with) {
  EXPECT_EQ(only(), "0 symbols");
  print("103", "2026-11-20T14:10:00Z");
  EXPECT_EQ(only(), "AAPL xnys 2026-11-20 103 first none close 100 of 2026-11-19") << "pre-market";
  print("104", "2026-11-20T14:30:01Z");
  print("105", "2026-11-20T15:00:00Z");
  EXPECT_EQ(only(), "AAPL xnys 2026-11-20 105 first 104 close 100 of 2026-11-19");
  Tick late = rig.tick("AAPL", "99", "100");
  late.event_time -= 3s;
  rig.trade(late);
  EXPECT_EQ(only(), "AAPL xnys 2026-11-20 105 first 104 close 100 of 2026-11-19") << "older than the newest";
}

TEST_F(LastPrintsTest, overnight_prints_are_of_no_session_and_the_next_session_begins_anew) {
  print("104", "2026-11-20T20:59:00Z");
  print("900", "2026-11-21T03:00:00Z");
  EXPECT_EQ(only(), "AAPL xnys 2026-11-20 104 first 104 close 100 of 2026-11-19");
  print("107", "2026-11-23T09:00:01Z");
  EXPECT_EQ(only(), "AAPL xnys 2026-11-23 107 first none close 104 of 2026-11-20");
}

TEST_F(LastPrintsTest, they_are_gone_when_bars_are_made_again) {
  print("104", "2026-11-20T15:00:00Z");
  rig.options.bars_enabled = true;
  rig.reload();
  print("105", "2026-11-20T15:00:01Z");
  EXPECT_EQ(only(), "0 symbols");
}

}  // namespace
}  // namespace tickbard
