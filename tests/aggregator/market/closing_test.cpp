#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

#include "aggregator/core/tally_snapshot.hpp"
#include "tests/scenarios/market_rig.hpp"

// A close by portions, prints between them, against one that is done at once: no print may tell the difference.
namespace tickbard {
namespace {

using namespace std::chrono_literals;

const UnixNanos kOpen = at("2026-11-20T14:30:00Z");

/// Two feeds, late prints in plenty, most of them just when their minute is being closed; cancels and corrections.
std::vector<std::pair<UnixNanos, FeedEvent>> late_day(unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<std::pair<UnixNanos, FeedEvent>> out;
  UnixNanos now = kOpen;
  std::uint64_t id = 0;
  std::vector<Tick> sent;
  for (std::uint64_t i = 0; i < 12'000; ++i) {
    // Each symbol trades when a minute has begun, so that it has a bar when that is over.
    const bool roll_call = i % 600 < 60;
    if (i % 600 == 0) now = kOpen + i / 600 * 1min;
    now += std::chrono::milliseconds{roll_call ? 1 : random() % 200};
    FeedEvent event;
    const auto symbol = roll_call ? i % 600 : random() % 60;
    event.feed = static_cast<FeedId>(symbol % 2);
    Tick& t = event.tick;
    t.symbol = sym("S" + std::to_string(symbol));
    t.price.raw = static_cast<std::int64_t>(100 + symbol + random() % 3) * 1'000'000'000;
    t.size.raw = static_cast<std::int64_t>(1 + random() % 500) * 100'000'000;
    t.event_time = now;
    t.id = TradeId::from_number(++id);
    if (!roll_call && event.feed == 0 && random() % 5 == 0)
      t.conditions.add(random() % 2 == 0 ? 37 : 32);  // volume, range only
    const bool just_closed = now - minute_of(now) < 6s;
    if (!roll_call && now - kOpen > 1min && random() % (just_closed ? 2U : 12U) == 0) {
      t.event_time = minute_of(now) - 1ms - std::chrono::milliseconds{random() % 50'000};
      if (random() % 20 == 0) t.event_time = std::max(kOpen, t.event_time - 7min);  // too late, most of them
    }
    if (!roll_call && !sent.empty() && random() % 15 == 0) {
      const Tick& original = sent[sent.size() - 1 - random() % std::min<std::size_t>(sent.size(), 300)];
      const bool cancel = random() % 2 == 0;
      event.kind = cancel ? FeedEventKind::cancel : FeedEventKind::correction;
      event.feed = 0;
      const Tick fresh = t;
      t = original;
      t.original = original.id;
      if (!cancel) t.id = fresh.id;
      if (!cancel) t.price.raw += 500'000'000;
      t.event_time = now;
    } else if (!roll_call && event.feed == 0) {
      sent.push_back(t);
    }
    t.recv_time = now;
    out.emplace_back(now, event);
  }
  return out;
}

struct Ending {
  std::vector<std::string> first, others;   ///< first issues; what is no bar
  std::map<std::string, std::string> last;  ///< by symbol and minute: figures and quality of the newest issue
  TallySnapshot tally;
  std::size_t closes = 0;  ///< that took more than one call
};

std::vector<FeedTraits> two_feeds() {
  std::vector<FeedTraits> out{MarketRig::us(), MarketRig::coins()};
  out[0].sends_corrections = true;
  return out;
}

/// `most` buckets a call, and a call after each print.
Ending closed_day(unsigned seed, std::size_t most) {
  MarketOptions options;
  options.amend_window = 5min;
  MarketRig rig(kOpen - 1s, two_feeds(), options);
  Ending out;
  std::map<std::string, std::uint32_t> revisions;
  const auto note = [&] {
    for (const Event& e : rig.events()) {
      const Bar* bar = std::get_if<Bar>(&e);
      if (bar == nullptr) {
        out.others.push_back(line_of(e));
        continue;
      }
      std::string line = line_of(e);
      const std::size_t figures = line.find(" O="), revision = line.find(" r");
      const std::string key = line.substr(0, figures);
      EXPECT_EQ(bar->revision, ++revisions[key]) << line << ": none is left out, none comes before the one before";
      if (bar->revision == 1) out.first.push_back(line);
      out.last[key] = line.substr(figures, revision - figures) + " " + std::to_string(bar->quality);
    }
    EXPECT_EQ(rig.imbalance(), "");
  };
  rig.stream(0);
  rig.stream(1);
  bool closing = false;
  for (const auto& [when, event] : late_day(seed)) {
    rig.move_to(when);
    if (most == SIZE_MAX) {
      rig.market().apply(event, rig.mono());
    } else {  // the short way of the usual print too
      rig.market().apply({&event, 1}, rig.mono());
    }
    const auto left = rig.market().advance(rig.mono(), rig.wall(), most);
    out.closes += !closing && left == Market::Left::bars ? 1U : 0U;
    closing = left == Market::Left::bars;
    note();
  }
  rig.move_by(63s);
  while (rig.market().advance(rig.mono(), rig.wall(), most) != Market::Left::nothing) {
  }
  note();
  std::sort(out.first.begin(), out.first.end());
  out.tally = read_tally(rig.market().tally());
  out.tally.bars_amended = 0;  // how many late prints share an amendment is a matter of when it is issued
  out.tally.bars_flagged[2] = 0;
  return out;
}

class Closing : public testing::TestWithParam<std::tuple<unsigned, std::size_t>> {};

TEST_P(Closing, by_portions_is_what_it_is_at_once) {
  const auto [seed, most] = GetParam();
  const Ending at_once = closed_day(seed, SIZE_MAX), portions = closed_day(seed, most);
  EXPECT_EQ(at_once.closes, 0U);
  EXPECT_GT(portions.closes, 10U);
  EXPECT_GT(portions.tally.cancelled, 100U);
  EXPECT_EQ(portions.first, at_once.first);
  EXPECT_EQ(portions.last, at_once.last);
  EXPECT_EQ(portions.others, at_once.others);
  EXPECT_EQ(portions.tally, at_once.tally);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Closing, testing::Combine(testing::Range(1U, 5U), testing::Values(1U, 7U)));

struct Hundred : MarketRig {
  explicit Hundred(FeedTraits traits) : MarketRig(kOpen, {std::move(traits)}) {
    stream();
    for (int i = 0; i < 100; ++i) {
      Tick t = tick("S" + std::to_string(i), "10", "1");
      t.id = TradeId::from_number(static_cast<std::uint64_t>(i) + 1);
      trade(t);
    }
    move_by(63s);
    instruments.clear();
    events();
  }
  Market::Left some(std::size_t most) { return market().advance(mono(), wall(), most); }
};

TEST(ClosingMinute, its_resume_point_follows_its_last_bar) {
  Hundred rig(MarketRig::us());
  std::size_t bars = 0;
  while (rig.some(10) == Market::Left::bars) {
    bars += rig.events().size();
    EXPECT_TRUE(rig.resume_points.empty());
  }
  bars += rig.events().size();
  EXPECT_EQ(bars, 100U);
  EXPECT_EQ(rig.resume_points.size(), 1U);
}

TEST(ClosingMinute, a_symbols_resume_point_follows_its_bar) {
  Hundred rig(MarketRig::coins());
  rig.some(30);
  const std::size_t bars = rig.events().size();
  EXPECT_GT(bars, 0U);
  EXPECT_EQ(rig.resume_points.size(), bars);
}

TEST(ClosingMinute, a_print_that_could_go_the_short_way_finds_it_closed) {
  Hundred rig(MarketRig::us());
  EXPECT_EQ(rig.some(30), Market::Left::bars);
  std::vector<FeedEvent> late(100);
  for (std::size_t i = 0; i < late.size(); ++i) {
    late[i].tick = rig.tick("S" + std::to_string(i), "10", "1");
    late[i].tick.recv_time = rig.wall();
    late[i].tick.event_time = kOpen + 1s;
    late[i].tick.id = TradeId::from_number(1'000 + i);
  }
  rig.market().apply(late, rig.mono());
  EXPECT_EQ(rig.some(SIZE_MAX), Market::Left::nothing);
  std::array<std::size_t, 3> issues{};
  for (const Event& e : rig.events()) {
    const Bar& bar = std::get<Bar>(e);
    ++issues.at(bar.revision);
    EXPECT_EQ(bar.trade_count, bar.revision) << line_of(e);
  }
  EXPECT_EQ(issues, (std::array<std::size_t, 3>{0, 100, 100}));
}

TEST(ClosingMinute, flush_and_bars_off_leave_none_behind) {
  for (const bool off : {false, true}) {
    Hundred rig(MarketRig::us());
    EXPECT_EQ(rig.some(10), Market::Left::bars);
    rig.options.bars_enabled = !off;
    off ? rig.reload() : rig.market().flush(rig.wall());
    std::size_t whole = 0;
    for (const Event& e : rig.events()) {
      if (const Bar* bar = std::get_if<Bar>(&e)) whole += bar->revision == 1 ? 1U : 0U;
    }
    EXPECT_EQ(whole, 100U) << off;
  }
}

TEST(ClosingMinute, what_began_to_close_without_bars_ends_without_them) {
  Hundred rig(MarketRig::us());
  rig.options.bars_enabled = false;
  rig.move_by(-63s);
  rig.reload();
  rig.events();
  rig.move_by(63s);
  EXPECT_EQ(rig.some(10), Market::Left::bars);
  rig.options.bars_enabled = true;
  rig.reload();
  EXPECT_EQ(rig.some(1'000), Market::Left::nothing);
  EXPECT_TRUE(rig.events().empty());
}

// A feed that was renamed, say: nobody will ask for its minutes again.
TEST(ClosingMinute, T034_bars_of_a_feed_that_is_gone_are_in_memory_until_they_were_handed_over) {
  Hundred rig(MarketRig::us("old"));
  rig.configure({MarketRig::us("new")});
  for (int killed = 0; killed < 2; ++killed) {
    rig.restart();
    while (rig.some(10) == Market::Left::bars) {
    }
    rig.some(1000);
    EXPECT_EQ(lines_of(rig.events()).size(), 100U) << "after " << killed << " kills";
  }
  while (rig.some(10) != Market::Left::nothing) {
  }
  rig.restart();
  rig.pass();
  EXPECT_TRUE(rig.events().empty()) << "they left, and were put away";
}

TEST(ClosingMinute, T034_a_kill_in_its_midst_loses_no_bar_and_no_print) {
  Hundred rig(MarketRig::us());
  while (rig.market().events().size() < 40) rig.some(10);
  rig.events();
  rig.restart();
  rig.pass();
  rig.move_by(3min);  // what was open closes by the clock of the earlier run
  rig.pass();
  std::size_t whole = 0, partial = 0;
  for (const Event& e : rig.events()) {
    const Bar* bar = std::get_if<Bar>(&e);
    if (bar == nullptr) continue;
    EXPECT_EQ(bar->trade_count, 1U);
    EXPECT_EQ(bar->revision, 1U);
    (bar->quality == 0 ? whole : partial) += 1;
  }
  EXPECT_EQ(whole + partial, 100U);
  EXPECT_GE(whole, 40U);
  EXPECT_GT(partial, 0U);
}

}  // namespace
}  // namespace tickbard
