#include <gtest/gtest.h>

#include <random>
#include <utility>

#include "aggregator/core/tally_snapshot.hpp"
#include "tests/scenarios/market_rig.hpp"

// The usual print takes a short way through the market where prints come in portions. One by one they all go the
// long way: whatever the short way does must be what that does.
namespace tickbard {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kPortion = 64;

struct Stream {
  std::vector<FeedEvent> events;
  std::vector<UnixNanos> when;
};

/// Before the open and after it, at the close and on the next day: ids growing on each exchange, and now and then
/// whatever is not usual.
class OrderlyDay {
 public:
  OrderlyDay(unsigned seed, bool coins) : random_(seed), coins_(coins) {}

  Stream stream() {
    Stream out;
    UnixNanos now = at("2025-11-21T14:25:00Z");
    for (int i = 0; i < 20'000; ++i) {
      now += std::chrono::milliseconds{random_() % 90};
      if (i == 12'000) now = at("2025-11-21T20:58:00Z");  // the close, 21:00
      if (i == 16'000) now = at("2025-11-24T14:28:00Z");  // the next session, whose alerts start from that close
      FeedEvent event = print(now);
      if (random_() % 30 == 0) disturb(event, now);
      out.events.push_back(event);
      out.when.push_back(now);
      if (random_() % 40 == 0) {
        out.events.push_back(
            out.events[out.events.size() - 1 - random_() % std::min<std::size_t>(out.events.size(), 50)]);
        out.when.push_back(now);
      }
    }
    return out;
  }

 private:
  FeedEvent print(UnixNanos now) {
    static constexpr std::array<std::array<unsigned, 2>, 6> kCodes{
        {{0, 0}, {37, 0}, {14, 41}, {14, 37}, {12, 37}, {41, 0}}};
    const auto symbol = static_cast<std::uint64_t>(random_() % 40);
    FeedEvent event;
    event.feed = static_cast<FeedId>(random_() % 20 == 0);
    Tick& t = event.tick;
    t.symbol = sym("S" + std::to_string(symbol));
    t.price.raw =
        static_cast<std::int64_t>((1 + symbol) * 10'000'000'000 + random_() % (1 + symbol) * 100'000'000);
    t.size.raw = static_cast<std::int64_t>(1 + random_() % 500) * 12'345'678;
    t.event_time = now - std::chrono::milliseconds{random_() % 20};
    t.id = TradeId::from_number(++id_);
    t.sequence = id_;
    t.exchange = static_cast<std::uint16_t>(1 + random_() % 3);
    t.tape = static_cast<Tape>(1 + random_() % 3);
    if (!coins_ && random_() % 3 != 0) {
      for (const unsigned code : kCodes[random_() % kCodes.size()]) t.conditions.add(code);
    }
    return event;
  }

  void disturb(FeedEvent& event, UnixNanos now) {
    Tick& t = event.tick;
    switch (random_() % 16) {
      case 0:
        t.event_time -= std::chrono::seconds{random_() % 200};
        break;
      case 1:
        t.event_time = now + 30s;  // ahead of its time
        break;
      case 2:
        t.id = TradeId::from_number(1 + random_() % id_);
        break;
      case 3:
        t.id = {};
        break;
      case 4:
        t.price.raw += t.price.raw / 20;  // an alert
        break;
      case 5:
        t.price.raw = random_() % 2 == 0 ? 0 : INT64_MAX;
        break;
      case 6:
        t.size.raw = random_() % 2 == 0 ? 0 : INT64_MAX;
        break;
      case 7:
        t.conditions.add(std::array{15U, 16U, 8U, 25U}[random_() % 4]);  // official prices, auctions
        break;
      case 8:
        t.conditions.add(250);  // in no table
        break;
      case 9:
        t.conditions.truncated = true;
        break;
      case 10:
        event.kind = FeedEventKind::cancel;
        t.original = TradeId::from_number(id_ - std::min<std::uint64_t>(id_, random_() % 100));
        break;
      case 11:
        event.kind = FeedEventKind::correction;
        t.original = TradeId::from_number(id_ - std::min<std::uint64_t>(id_, random_() % 100));
        break;
      case 12:
        event.kind = FeedEventKind::snapshot;
        break;
      case 13:
        event.kind = random_() % 8 == 0 ? FeedEventKind::lost : FeedEventKind::streaming;
        break;
      case 14:
        t.symbol = sym("N" + std::to_string(random_() % 5'000));
        break;
      default:
        t.price.raw = INT64_MAX - 1 - static_cast<std::int64_t>(random_() % 5);  // sums grow beyond 64 bits
        t.size.raw = INT64_MAX - static_cast<std::int64_t>(random_() % 5);
    }
  }

  std::mt19937_64 random_;
  const bool coins_;
  std::uint64_t id_ = 0;
};

struct Outcome {
  std::vector<std::string> lines;
  TallySnapshot tally;
};

std::vector<FeedTraits> traits_of(bool coins, bool corrections) {
  std::vector<FeedTraits> feeds;
  for (const char* name : {"one", "two"}) {
    feeds.push_back(coins ? MarketRig::coins(name) : MarketRig::us(name));
    feeds.back().sends_corrections = corrections;
    feeds.back().consecutive_ids = coins && corrections;
  }
  return feeds;
}

Outcome played(const Stream& stream, const std::vector<FeedTraits>& feeds, bool at_once) {
  MarketRig rig(stream.when.front(), feeds);
  Outcome out;
  const auto note = [&] {
    for (const Event& e : rig.events()) out.lines.push_back(line_of(e));
    for (const Event& e : std::exchange(rig.session_prints, {})) out.lines.push_back(line_of(e));
    for (const Instrument& i : std::exchange(rig.instruments, {})) out.lines.push_back(line_of(Event{i}));
    for (const ResumePoint& p : std::exchange(rig.resume_points, {})) out.lines.push_back(line_of(Event{p}));
    EXPECT_EQ(rig.imbalance(), "");
  };
  rig.stream(0);
  rig.stream(1);
  for (std::size_t from = 0, portion = 0; from < stream.events.size(); from += kPortion, ++portion) {
    std::vector<FeedEvent> events(
        stream.events.begin() + static_cast<std::ptrdiff_t>(from),
        stream.events.begin() + static_cast<std::ptrdiff_t>(std::min(from + kPortion, stream.events.size())));
    rig.move_to(stream.when[from + events.size() - 1]);
    // They are read at once, by a clock of this machine that falls behind, slowly.
    for (FeedEvent& event : events) {
      Tick& t = event.tick;
      t.recv_time = rig.now() - std::chrono::milliseconds{10 * portion};
      if (t.event_time - t.recv_time <= 20s) continue;
      // Some of those ahead of their time are so by the last nanosecond that is allowed, or the first that is not.
      if (const auto way = t.sequence % 3; way != 0)
        t.event_time = t.recv_time + 5s + std::chrono::nanoseconds{way - 1};
    }
    if (at_once) {
      rig.market().apply(events, rig.mono());
    } else {
      for (const FeedEvent& event : events) rig.market().apply(event, rig.mono());
    }
    if (portion % 3 == 0) rig.pass();
    if (portion == 150 || portion == 170) {  // bars off, and on again
      rig.options.bars_enabled = portion == 170;
      rig.reload();
    }
    note();
    for (const char* symbol : {"S0", "S7", "S39"}) {
      const auto bar = rig.market().forming(sym(symbol));
      out.lines.push_back(bar ? line_of(*bar) : "none forms");
    }
  }
  out.tally = read_tally(rig.market().tally());
  rig.restart();  // on the same memory: what a killed run would have left, whose minutes go on
  rig.pass();
  rig.stream(0);
  for (int part = 0; part < 2; ++part) {
    std::vector<FeedEvent> events(stream.events.end() - 200, stream.events.end());
    for (FeedEvent& event : events) {
      event.tick.id.value += 1'000'000 * static_cast<std::uint64_t>(part + 1);
      event.tick.recv_time = rig.now();
    }
    if (at_once) {
      rig.market().apply(events, rig.mono());
    } else {
      for (const FeedEvent& event : events) rig.market().apply(event, rig.mono());
    }
  }
  rig.market().flush(rig.wall());
  note();
  return out;
}

class UsualPrint : public testing::TestWithParam<std::tuple<unsigned, bool, bool>> {};

TEST_P(UsualPrint, the_short_way_does_what_the_long_way_does) {
  const auto [seed, coins, corrections] = GetParam();
  const Stream stream = OrderlyDay(seed, coins).stream();
  const auto feeds = traits_of(coins, corrections);
  const Outcome alone = played(stream, feeds, false), at_once = played(stream, feeds, true);
  EXPECT_GT(alone.tally.counted, 5'000U) << "most of them have to be usual";
  ASSERT_EQ(at_once.lines.size(), alone.lines.size());
  for (std::size_t i = 0; i < alone.lines.size(); ++i) ASSERT_EQ(at_once.lines[i], alone.lines[i]) << "line " << i;
  EXPECT_EQ(at_once.tally, alone.tally);
}

INSTANTIATE_TEST_SUITE_P(Seeds, UsualPrint,
                         testing::Combine(testing::Range(1U, 7U), testing::Bool(), testing::Bool()));

}  // namespace
}  // namespace tickbard
