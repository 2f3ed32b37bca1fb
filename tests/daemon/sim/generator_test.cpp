#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "daemon/sim/dialect.hpp"
#include "daemon/sim/market_generator.hpp"
#include "daemon/sim/sim_clock.hpp"

namespace tickbard {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixNanos kStart = from_unix_nanos(1'779'984'000'000'000'000);  // on a minute
constexpr std::size_t kAny = 10'000'000;

GeneratorOptions options(std::string_view provider, std::uint32_t symbols) {
  GeneratorOptions o;
  o.style = market_style(provider);
  o.symbols = simulated_symbols(provider, symbols);
  o.start = kStart;
  return o;
}

std::vector<SimTrade> run(MarketGenerator& market, UnixNanos until) {
  std::vector<SimTrade> out;
  EXPECT_EQ(market.generate(until, kAny, out), until);
  return out;
}

auto key(const SimTrade& t) {
  return std::tuple(t.symbol, t.time, t.price, t.size, t.id, t.sequence, t.conditions.code, t.exchange);
}

TEST(Generator, the_same_seed_gives_the_same_market_whatever_the_steps) {
  auto o = options("polygon", 50);
  o.burst = true;
  MarketGenerator whole(o), stepped(o), limited(o);
  const auto expected = run(whole, kStart + seconds(130));
  std::vector<SimTrade> in_steps;
  for (int i = 1; i <= 1300; ++i) stepped.generate(kStart + milliseconds(100 * i), kAny, in_steps);
  std::vector<SimTrade> in_parts;
  while (limited.generate(kStart + seconds(130), 7, in_parts) < kStart + seconds(130)) {
  }
  ASSERT_EQ(in_steps.size(), expected.size());
  ASSERT_EQ(in_parts.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_EQ(key(in_steps[i]), key(expected[i])) << i;
    ASSERT_EQ(key(in_parts[i]), key(expected[i])) << i;
  }
  auto other = o;
  other.seed = 2;
  MarketGenerator another(other);
  EXPECT_NE(run(another, kStart + seconds(130)).size(), expected.size());
}

TEST(Generator, trades_are_in_order_and_ids_and_sequences_grow) {
  MarketGenerator market(options("coinbase", 30));
  const auto trades = run(market, kStart + minutes(2));
  EXPECT_NEAR(static_cast<double>(trades.size()), 200 * 120, 1000) << "the rate is of all symbols together";
  std::map<std::uint32_t, std::uint64_t> last_id;
  std::uint64_t sequence = 0;
  UnixNanos time = kStart;
  for (const SimTrade& t : trades) {
    ASSERT_GT(t.time, time);
    time = t.time;
    ASSERT_GT(t.sequence, sequence);
    sequence = t.sequence;
    if (const auto at = last_id.find(t.symbol); at != last_id.end()) {
      ASSERT_EQ(t.id, at->second + 1) << "no gap in a symbol's ids";
    }
    last_id[t.symbol] = t.id;
    ASSERT_GT(t.price.raw, 0);
    ASSERT_GT(t.size.raw, 0);
  }
  EXPECT_EQ(last_id.size(), 30U);
}

TEST(Generator, T036_a_restarted_simulator_uses_no_id_again) {
  auto o = options("binance", 1);
  o.rate = 50'000;
  MarketGenerator before(o);
  const std::uint64_t newest = run(before, kStart + seconds(20)).back().id;
  o.start = kStart + seconds(20);
  MarketGenerator after(o);
  EXPECT_GT(run(after, kStart + seconds(21)).front().id, newest);
}

TEST(Generator, a_few_symbols_make_most_of_the_trades) {
  MarketGenerator market(options("polygon", 1000));
  std::map<std::uint32_t, int> count;
  for (const SimTrade& t : run(market, kStart + minutes(5))) ++count[t.symbol];
  EXPECT_NEAR(count[0], 60'000 / 7.485, 500);
  EXPECT_NEAR(count[1], 60'000 / 7.485 / 2, 400);
  EXPECT_NEAR(count[9], 60'000 / 7.485 / 10, 150);
}

TEST(Generator, equities_trade_on_the_cent_with_lots_tapes_and_conditions_as_on_the_tape) {
  MarketGenerator market(options("alpaca", 100));
  const auto trades = run(market, kStart + minutes(5));
  int odd = 0, sub_penny = 0, fractional = 0, average = 0;
  std::set<Tape> tapes;
  for (const SimTrade& t : trades) {
    const auto* end = t.conditions.code.begin() + t.conditions.count;
    const bool says_odd = std::find(t.conditions.code.begin(), end, 37) != end;
    EXPECT_EQ(says_odd, t.size.raw < 100 * 100'000'000LL);
    odd += says_odd;
    average += std::find(t.conditions.code.begin(), end, 2) != end;
    sub_penny += t.price.raw % 10'000'000 != 0;
    fractional += t.size.raw % 100'000'000 != 0;
    EXPECT_EQ(t.price.raw % 100'000, 0);
    tapes.insert(t.tape);
  }
  const int n = static_cast<int>(trades.size());
  EXPECT_NEAR(odd, n * 45 / 100, n / 20);
  EXPECT_GT(sub_penny, n / 20);
  EXPECT_GT(fractional, 0);
  EXPECT_GT(average, 0);
  EXPECT_EQ(tapes, (std::set<Tape>{Tape::a, Tape::b, Tape::c}));
}

TEST(Generator, T044_extended_hours_prints_carry_form_t) {
  auto o = options("polygon", 10);
  o.segment = [](UnixNanos t) { return t < kStart + minutes(1) ? Segment::pre : Segment::rth; };
  MarketGenerator market(o);
  for (const SimTrade& t : run(market, kStart + minutes(2))) {
    const auto* end = t.conditions.code.begin() + t.conditions.count;
    EXPECT_EQ(std::find(t.conditions.code.begin(), end, 12) != end, t.time < kStart + minutes(1));
  }
}

TEST(Generator, T049_a_burst_has_every_symbol_trade_in_the_last_10_ms_of_every_minute) {
  auto o = options("polygon", 12'000);
  o.rate = 0;
  o.burst = true;
  MarketGenerator market(o);
  const auto trades = run(market, kStart + minutes(3));
  ASSERT_EQ(trades.size(), 36'000U);
  std::set<std::pair<MinuteStart, std::uint32_t>> seen;
  for (const SimTrade& t : trades) {
    const auto into = t.time - minute_of(t.time);
    EXPECT_GE(into, seconds(60) - milliseconds(10));
    EXPECT_EQ(t.conditions.count, 0) << "price-forming in every segment";
    seen.emplace(minute_of(t.time), t.symbol);
  }
  EXPECT_EQ(seen.size(), 36'000U);
}

TEST(Generator, T027_the_future_fault_moves_only_the_stamp) {
  auto o = options("kraken", 3);
  o.future = 10;
  MarketGenerator market(o);
  const auto trades = run(market, kStart + seconds(30));
  std::size_t ahead = 0;
  for (const SimTrade& t : trades) ahead += t.time > kStart + minutes(9) ? 1U : 0U;
  EXPECT_EQ(ahead, trades.size() / 10);
}

TEST(Generator, prices_stay_within_reason_and_can_move_by_the_alert_threshold) {
  auto o = options("polygon", 5);
  o.rate = 1000;
  MarketGenerator market(o);
  std::map<std::uint32_t, std::pair<std::int64_t, std::int64_t>> range;
  for (const SimTrade& t : run(market, kStart + minutes(30))) {
    auto& [low, high] = range.try_emplace(t.symbol, t.price.raw, t.price.raw).first->second;
    low = std::min(low, t.price.raw);
    high = std::max(high, t.price.raw);
  }
  bool moved = false;
  for (const auto& [symbol, r] : range) {
    EXPECT_LT(r.second / r.first, 20) << symbol;
    moved = moved || r.second > r.first + r.first * 3 / 100;
  }
  EXPECT_TRUE(moved);
}

TEST(SimulatedSymbols, nobody_takes_them_for_real_ones) {
  EXPECT_EQ(simulated_symbols("polygon", 2), (std::vector<std::string>{"SIM0001", "SIM0002"}));
  EXPECT_EQ(simulated_symbols("alpaca", 12'000).back(), "SIM12000");
  EXPECT_EQ(simulated_symbols("coinbase", 1)[0], "SIM1-USD");
  EXPECT_EQ(simulated_symbols("binance", 1)[0], "SIM1USDT");
  EXPECT_EQ(simulated_symbols("kraken", 1)[0], "SIM1/USD");
}

TEST(SimClock, runs_at_its_speed_and_never_ahead_of_the_wall) {
  const MonoTime begun{seconds(100)};
  const UnixNanos wall = kStart + minutes(60);
  struct Case {
    double speed;
    seconds start_back, passed;
    UnixNanos expected;
  };
  for (const Case& k :
       {Case{1, seconds(0), seconds(10), wall}, Case{1, seconds(60), seconds(10), wall - seconds(50)},
        Case{60, seconds(3600), seconds(10), wall - seconds(3000)}, Case{60, seconds(3600), seconds(100), wall},
        Case{std::numeric_limits<double>::infinity(), seconds(3600), seconds(0), wall}}) {
    EXPECT_EQ(SimClock(wall - k.start_back, k.speed, begun).at(begun + k.passed, wall), k.expected) << k.speed;
  }
}

}  // namespace
}  // namespace tickbard
