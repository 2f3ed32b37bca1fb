#include <random>

#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

const UnixNanos kOpen = at("2026-11-20T14:30:00Z");

/// The same restless hour of prints each time: late ones, duplicates, odd lots, jumps.
struct Arrival {
  std::chrono::nanoseconds at;
  Tick tick;
};

std::vector<Arrival> restless_hour() {
  std::mt19937 random(21);
  std::vector<Arrival> out;
  std::int64_t cents[20];
  for (auto& c : cents) c = 5'000;
  for (int i = 0; i < 20'000; ++i) {
    const auto s = random() % 20;
    cents[s] = std::max<std::int64_t>(100, cents[s] + static_cast<std::int64_t>(random() % 61) - 30);
    Tick t;
    t.symbol = sym("S" + std::to_string(s));
    t.price.raw = cents[s] * 10'000'000;
    t.size = shares("10");
    t.id = TradeId::from_number(static_cast<std::uint64_t>(i + 1));
    if (random() % 20 == 0) t.conditions.add(37);
    const std::chrono::nanoseconds when = std::chrono::milliseconds{180} * i;
    t.event_time = kOpen + when - (random() % 30 == 0 ? 20s : 0s);
    out.push_back({when, t});
    if (random() % 25 == 0) out.push_back({when, t});
  }
  return out;
}

std::vector<std::string> alerts_of(const std::vector<Event>& events) {
  std::vector<std::string> out;
  for (const Event& e : events) {
    if (std::holds_alternative<Alert>(e)) out.push_back(line_of(e));
  }
  return out;
}

template <class Step>
std::vector<std::string> play(MarketOptions options, double speed, Step step) {
  MarketRig rig(kOpen, {MarketRig::us()}, options);
  rig.stream();
  std::vector<std::string> alerts;
  int n = 0;
  for (const Arrival& a : restless_hour()) {
    rig.move_to(kOpen +
                std::chrono::nanoseconds{static_cast<std::int64_t>(static_cast<double>(a.at.count()) / speed)});
    step(rig, n++);
    Tick t = a.tick;
    FeedEvent e;
    e.tick = t;
    e.tick.recv_time = kOpen + a.at;
    rig.market().apply(e, rig.mono());
    rig.pass();
    EXPECT_EQ(rig.imbalance(), "");
    for (auto& l : alerts_of(rig.events())) alerts.push_back(std::move(l));
  }
  return alerts;
}

constexpr auto kNothing = [](MarketRig&, int) {};

TEST(AlertsUnderLoad, T055_bars_off_leaves_exactly_the_same_alerts) {
  MarketOptions off;
  off.bars_enabled = false;
  const auto with = play({}, 1, kNothing);
  EXPECT_GT(with.size(), 20U);
  EXPECT_EQ(with, play(off, 1, kNothing));
}

TEST(AlertsUnderLoad, T057_switching_bars_under_load_loses_no_alert) {
  const auto flip = [](MarketRig& rig, int n) {
    if (n % 700 != 350) return;
    rig.options.bars_enabled = !rig.options.bars_enabled;
    rig.reload();
  };
  EXPECT_EQ(play({}, 1, kNothing), play({}, 1, flip));
}

TEST(AlertsUnderLoad, T076_a_replay_at_a_hundred_times_the_speed_fires_the_same) {
  EXPECT_EQ(play({}, 1, kNothing), play({}, 100, kNothing));
}

// T-079, and T-080's market side: ten thousand alerts in one second that nobody takes are all there, in order.
TEST(AlertsUnderLoad, T079_T080_ten_thousand_alerts_in_a_second_are_kept_in_order) {
  MarketRig rig(kOpen, {MarketRig::us()});
  rig.stream();
  for (int i = 0; i < 10'000; ++i)
    rig.market().set_previous_close(sym("S" + std::to_string(i)), price("100"), day("2026-11-19"));
  for (int i = 0; i < 10'000; ++i) {
    rig.trade(rig.tick("S" + std::to_string(i), "110", "1"));
    rig.move_by(100us);
  }
  rig.pass();
  UnixNanos last{};
  std::size_t alerts = 0;
  for (const Event& e : rig.events()) {
    const auto* a = std::get_if<Alert>(&e);
    if (a == nullptr) continue;
    ++alerts;
    EXPECT_GE(a->trigger_time, last);
    last = a->trigger_time;
  }
  EXPECT_EQ(alerts, 10'000U);
  EXPECT_EQ(rig.market().tally().alerts_up.get(), 10'000U);
}

}  // namespace
}  // namespace tickbard
