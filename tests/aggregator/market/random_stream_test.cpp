#include <numeric>
#include <random>
#include <set>

#include "tests/scenarios/market_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

const UnixNanos kOpen = at("2026-11-20T14:30:00Z");

/// A print as it should count in the end.
struct Truth {
  Tick tick;
  bool price = true, range = true;
  bool gone = false;  ///< cancelled
};

using Key = std::pair<std::string, MinuteStart>;

/// The batch: sort what is valid, walk it once. Nothing of the market's code is used.
std::string batch_bar(const std::vector<Truth>& prints) {
  std::vector<const Truth*> valid;
  for (const Truth& t : prints) {
    if (!t.gone) valid.push_back(&t);
  }
  std::stable_sort(valid.begin(), valid.end(), [](const Truth* a, const Truth* b) {
    return std::pair(a->tick.event_time, a->tick.sequence) < std::pair(b->tick.event_time, b->tick.sequence);
  });
  std::vector<std::int64_t> prices, ranges;
  Int128 volume = 0;
  for (const Truth* t : valid) {
    if (t->price) prices.push_back(t->tick.price.raw);
    if (t->range) ranges.push_back(t->tick.price.raw);
    volume += t->tick.size.raw;
  }
  if (prices.empty()) return "no price, V=0 N=" + std::to_string(valid.size());
  const auto [low, high] = std::minmax_element(ranges.begin(), ranges.end());
  return "O=" + to_text(prices.front(), kPriceDigits) + " H=" + to_text(*high, kPriceDigits) +
         " L=" + to_text(*low, kPriceDigits) + " C=" + to_text(prices.back(), kPriceDigits) +
         " V=" + to_text(volume, kSizeDigits) + " N=" + std::to_string(valid.size());
}

std::string figures(const Bar& bar) {
  const std::string l = line_of(bar);
  return l.substr(l.find("O="), l.find(" r") - l.find("O="));
}

/// What arrives, in order of arrival.
struct Message {
  UnixNanos when;
  FeedEventKind kind;
  Tick tick;
};

struct Day {
  std::vector<Message> messages;
  std::map<Key, std::vector<Truth>> truth;
  std::size_t prints = 0, duplicates = 0;
};

Day random_day(unsigned seed) {
  std::mt19937 random(seed);
  const auto chance = [&random](unsigned percent) { return random() % 100 < percent; };
  Day day;
  std::uint64_t id = 0;
  for (int i = 0; i < 3'000; ++i) {
    Tick t;
    t.symbol = sym(std::string(1, static_cast<char>('A' + random() % 7)));
    t.price.raw = static_cast<std::int64_t>(9'000 + random() % 2'000) * 10'000'000;
    t.size.raw = static_cast<std::int64_t>(1 + random() % 500) * 12'345'678;
    t.event_time = kOpen + std::chrono::milliseconds{random() % 600'000};
    t.id = TradeId::from_number(++id);
    t.sequence = id;
    Truth truth{t};
    if (chance(10)) {
      t.conditions.add(37);  // volume only
      truth.price = truth.range = false;
    } else if (chance(8)) {
      t.conditions.add(32);  // high, low and volume
      truth.price = false;
    }
    const UnixNanos arrives =
        t.event_time + std::chrono::milliseconds{chance(10) ? random() % 90'000 : random() % 300};
    day.messages.push_back({arrives, FeedEventKind::trade, t});
    ++day.prints;
    if (chance(6)) {
      day.messages.push_back({arrives + std::chrono::milliseconds{random() % 60'000}, FeedEventKind::trade, t});
      ++day.duplicates;
    }
    const UnixNanos later = arrives + 61s + std::chrono::milliseconds{random() % 200'000};
    if (chance(4)) {
      Tick cancel = t;
      cancel.original = t.id;
      cancel.event_time = later;
      day.messages.push_back({later, FeedEventKind::cancel, cancel});
      truth.gone = true;
    } else if (chance(4)) {
      Tick correction = t;
      correction.original = t.id;
      correction.id = TradeId::from_number(++id);
      correction.price.raw += 770'000'000;
      correction.size.raw += 5;
      correction.event_time = later;
      day.messages.push_back({later, FeedEventKind::correction, correction});
      truth.tick.price = correction.price;
      truth.tick.size = correction.size;
    }
    day.truth[{std::string(t.symbol.view()), minute_of(t.event_time)}].push_back(truth);
  }
  std::stable_sort(day.messages.begin(), day.messages.end(),
                   [](const Message& a, const Message& b) { return a.when < b.when; });
  return day;
}

class RandomStream : public testing::TestWithParam<unsigned> {};

// Streaming equals batch: late prints, duplicates, cancels and corrections in any order of arrival end in the bars
// that a sort of the valid prints gives; and at every instant every print is somewhere.
TEST_P(RandomStream, streaming_equals_batch_and_every_print_is_accounted_for) {
  const Day day = random_day(GetParam());
  FeedTraits traits = MarketRig::us();
  traits.sends_corrections = true;
  MarketOptions options;
  options.alerts.threshold_ppm = 1'000'000;
  MarketRig rig(kOpen, {traits}, options);
  rig.stream();
  std::map<Key, Bar> last;
  const auto collect = [&] {
    for (const Event& e : rig.events()) {
      const auto* bar = std::get_if<Bar>(&e);
      if (bar == nullptr) continue;
      auto [it, fresh] = last.try_emplace({std::string(bar->symbol.view()), bar->start}, *bar);
      EXPECT_EQ(bar->revision, fresh ? 1 : it->second.revision + 1) << line_of(*bar);
      EXPECT_EQ((bar->quality & quality::kAmended) != 0, bar->revision > 1 || !bar->has_price()) << line_of(*bar);
      if (bar->vwap) {
        EXPECT_GE(*bar->vwap, bar->low) << line_of(*bar);
        EXPECT_LE(*bar->vwap, bar->high) << line_of(*bar);
      }
      it->second = *bar;
    }
  };
  for (const Message& m : day.messages) {
    rig.move_to(m.when);
    rig.apply(m.kind, m.tick);
    ASSERT_EQ(rig.imbalance(), "");
    if (m.tick.id.value % 7 == 0) rig.pass();
    collect();
  }
  rig.move_by(5min);
  rig.pass();
  collect();
  std::uint64_t in_bars = 0;
  for (const auto& [key, prints] : day.truth) {
    const std::string want = batch_bar(prints);
    const auto it = last.find(key);
    if (want.starts_with("no price")) {
      // Either no bar was ever due, or what is left of one stays flat.
      if (it != last.end()) {
        EXPECT_EQ("no price, " + figures(it->second).substr(figures(it->second).find("V=")), want) << key.first;
      }
    } else if (it == last.end()) {
      ADD_FAILURE() << "no bar: " << key.first << " " << want;
    } else {
      EXPECT_EQ(figures(it->second), want) << key.first;
    }
  }
  for (const auto& [key, bar] : last) {
    in_bars += bar.trade_count;
    EXPECT_TRUE(day.truth.contains(key)) << line_of(bar);
  }
  const Tally& t = rig.market().tally();
  EXPECT_EQ(in_bars, t.counted.get() - t.cancelled.get());
  EXPECT_EQ(t.duplicate.get(), day.duplicates);
  EXPECT_EQ(t.too_late.get(), 0U);
  rig.move_by(1h);
  rig.trade(rig.tick("Z", "1", "1"));
  rig.pass();
  rig.move_by(1h);
  rig.trade(rig.tick("Z", "1", "1"));
  rig.pass();
  EXPECT_EQ(t.held.get(), 0U) << "in the end nothing is held";
  EXPECT_EQ(rig.imbalance(), "");
}

// What a print needs is fetched ahead of it where many come at once; that must not change what comes out.
TEST_P(RandomStream, many_at_once_are_what_they_are_one_by_one) {
  const Day day = random_day(GetParam());
  const auto played = [&day](std::size_t most) {
    MarketRig rig(kOpen - 1s, {MarketRig::us()});
    rig.stream();
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < day.messages.size();) {
      const std::size_t n = std::min(most, day.messages.size() - i);
      // Both hear of time once a portion, as a thread that takes portions from a ring does.
      rig.move_to(day.messages[i / 64 * 64].when);
      std::vector<FeedEvent> portion(n);
      for (std::size_t k = 0; k < n; ++k, ++i) {
        portion[k].kind = day.messages[i].kind;
        portion[k].tick = day.messages[i].tick;
        portion[k].tick.recv_time = day.messages[i].when;
      }
      if (n == 1) {
        rig.market().apply(portion.front(), rig.mono());
      } else {
        rig.market().apply(portion, rig.mono());
      }
      if (i % 64 == 0) rig.pass();
      for (const Event& e : rig.events()) lines.push_back(line_of(e));
    }
    EXPECT_EQ(rig.imbalance(), "");
    rig.market().flush(rig.wall());
    for (const Event& e : rig.events()) lines.push_back(line_of(e));
    return lines;
  };
  const auto alone = played(1);
  EXPECT_GT(alone.size(), 100U);
  EXPECT_EQ(played(64), alone);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomStream, testing::Range(1U, 9U));

}  // namespace
}  // namespace tickbard
