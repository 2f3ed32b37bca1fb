#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

std::string name_of_symbol(int i) {
  return "SYM" + std::to_string(i);
}

// All of the tape in the last 10 ms of a minute, and again in the first 10 ms of the next.
TEST(MinuteEnd, T049_twelve_thousand_symbols_in_the_last_ten_milliseconds) {
  constexpr int kSymbols = 12'000;
  const UnixNanos ten = at("2026-11-20T10:00:00Z");
  MarketRig rig(ten, {MarketRig::coins("tape", false)});
  rig.stream();
  rig.move_to(ten + 59'990ms);
  for (int i = 0; i < kSymbols; ++i) {
    rig.trade(rig.tick(name_of_symbol(i), std::to_string(1 + i), "3"));
    rig.move_by(833ns);
  }
  ASSERT_LT(rig.now(), ten + 60s);
  rig.move_to(ten + 60s);
  for (int i = 0; i < kSymbols; ++i) {
    rig.trade(rig.tick(name_of_symbol(i), std::to_string(1 + i), "4"));
    rig.move_by(833ns);
  }
  rig.pass_until(ten + 62s);
  const auto first = rig.events();
  ASSERT_EQ(first.size(), static_cast<std::size_t>(kSymbols));
  std::string previous;
  for (const Event& e : first) {
    const Bar& b = std::get<Bar>(e);
    EXPECT_LT(previous, std::string(b.symbol.view())) << "in order of symbols";
    previous = b.symbol.view();
    const std::int64_t p = (1 + std::stoll(previous.substr(3))) * 1'000'000'000;
    ASSERT_TRUE(b.start == minute_of(ten) && b.open.raw == p && b.high.raw == p && b.low.raw == p &&
                b.close.raw == p && b.volume.raw == 300'000'000 && b.trade_count == 1 && b.quality == 0)
        << line_of(b);
  }
  rig.pass_until(ten + 122s);
  const auto second = rig.events();
  ASSERT_EQ(second.size(), static_cast<std::size_t>(kSymbols));
  for (const Event& e : second) ASSERT_EQ(std::get<Bar>(e).volume.raw, 400'000'000);
  EXPECT_EQ(rig.imbalance(), "");
  EXPECT_EQ(rig.market().tally().symbols.get(), static_cast<std::uint64_t>(kSymbols));
}

// Whoever turns the market may sleep longer then.
TEST(MinuteEnd, the_market_rests_while_no_minute_is_open) {
  const UnixNanos ten = at("2026-11-20T10:00:00Z");
  MarketRig rig(ten, {MarketRig::coins("tape", false)});
  EXPECT_TRUE(rig.market().at_rest());
  rig.stream();
  rig.pass();
  EXPECT_TRUE(rig.market().at_rest());
  rig.trade(rig.tick("A", "10", "1"));
  EXPECT_FALSE(rig.market().at_rest());
  rig.pass_until(ten + 61s);
  EXPECT_FALSE(rig.market().at_rest()) << "its close delay is not over";
  rig.pass_until(ten + 63s);
  EXPECT_EQ(rig.events().size(), 1U);
  EXPECT_TRUE(rig.market().at_rest()) << "what may still be amended is not open";
}

// T-030, the market's side: while nobody takes its events, every bar of every minute is kept, and each once.
TEST(MinuteEnd, T030_bars_that_nobody_fetches_are_all_kept) {
  const UnixNanos ten = at("2026-11-20T10:00:00Z");
  MarketRig rig(ten, {MarketRig::coins("f", false)});
  rig.stream();
  for (int minute = 0; minute < 10; ++minute) {
    for (int i = 0; i < 100; ++i) rig.trade(rig.tick(name_of_symbol(i), "10", "1"));
    rig.move_by(1min);
    rig.pass();
  }
  rig.pass_until(ten + 11min);
  std::map<std::string, int> issues;
  for (const auto& l : lines_of(rig.events())) ++issues[l];
  EXPECT_EQ(issues.size(), 1'000U);
  for (const auto& [l, n] : issues) EXPECT_EQ(n, 1) << l;
}

TEST(MinuteEnd, T039_a_sum_that_no_longer_fits_is_a_counted_reject) {
  MarketRig rig(at("2026-11-20T10:00:00Z"), {MarketRig::coins("f", false)});
  rig.stream();
  for (int i = 0; i < 10; ++i) rig.trade(rig.tick("X", "9000000000", "90000000000"));
  const Tally& t = rig.market().tally();
  EXPECT_GT(t.rejected[static_cast<std::size_t>(Reject::overflow)].get(), 0U);
  EXPECT_EQ(t.counted.get() + t.rejected[static_cast<std::size_t>(Reject::overflow)].get(), 10U);
  EXPECT_EQ(rig.imbalance(), "");
}

TEST(MinuteEnd, T037_what_slips_past_a_protocol_is_refused_here_too) {
  MarketRig rig(at("2026-11-20T10:00:00Z"), {MarketRig::coins("f", false)});
  rig.stream();
  const Tick good = rig.tick("X", "10", "1");
  const std::pair<std::function<void(Tick&)>, Reject> cases[] = {
      {[](Tick& t) { t.price.raw = 0; }, Reject::bad_price},
      {[](Tick& t) { t.price.raw = -1; }, Reject::bad_price},
      {[](Tick& t) { t.price.raw = INT64_MAX; }, Reject::bad_price},
      {[](Tick& t) { t.size.raw = 0; }, Reject::bad_size},
      {[](Tick& t) { t.size.raw = -1; }, Reject::bad_size},
      {[](Tick& t) { t.symbol = Symbol{}; }, Reject::bad_symbol},
      {[](Tick& t) { t.event_time = kEarliestEvent - 1ns; }, Reject::bad_time},
      {[](Tick& t) { t.event_time = kLatestEvent; }, Reject::bad_time}};
  for (const auto& [damage, reason] : cases) {
    Tick t = good;
    damage(t);
    const auto before = rig.market().tally().rejected[static_cast<std::size_t>(reason)].get();
    rig.trade(t);
    EXPECT_EQ(rig.market().tally().rejected[static_cast<std::size_t>(reason)].get(), before + 1)
        << name_of(reason);
  }
  rig.rejected(Reject::malformed);
  EXPECT_EQ(rig.market().tally().received.get(), 9U);
  EXPECT_EQ(rig.market().tally().counted.get(), 0U);
  EXPECT_EQ(rig.imbalance(), "");
}

}  // namespace
}  // namespace tickbard
