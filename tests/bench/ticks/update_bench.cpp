// Ticks to bars: a bare table with one bucket a symbol, and the market with all its duties.
#include <benchmark/benchmark.h>
#include <date/tz.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "aggregator/bars/bucket_memory.hpp"
#include "aggregator/calendar/calendar.hpp"
#include "aggregator/feed/protocol.hpp"
#include "aggregator/market/market.hpp"
#include "aggregator/rules/trade_rules.hpp"
#include "daemon/runtime/spsc_ring.hpp"
#include "tests/bench/ticks/hot_blocks.hpp"
#include "tests/bench/ticks/workload.hpp"

namespace tickbard::test {
namespace {

constexpr std::size_t kBlock = 512;  // events

/// The events of one round, as the decoder makes them.
std::vector<FeedEvent> events_of(int symbols, int round) {
  Workload what;
  what.symbols = symbols;
  what.per_frame = 1000;
  const Frames frames = make_frames(what, round);
  Subscription subscription;
  subscription.symbols = {"*"};
  const auto protocol = make_protocol("polygon", subscription);
  std::vector<FeedEvent> all;
  Decoded decoded;
  for (const std::string_view frame : frames.all) {
    decoded.clear();
    protocol->on_message(frame, UnixNanos{}, decoded);
    for (FeedEvent& e : decoded.events) {
      e.tick.recv_time = e.tick.event_time + std::chrono::milliseconds{1};
      all.push_back(e);
    }
  }
  return all;
}

/// Calls each(begin, end) for all events, copied block by block into a place that is hot.
template <class Each>
double over_hot_events(const std::vector<FeedEvent>& events, Each&& each) {
  std::vector<FeedEvent> hot(kBlock);
  Stopwatch watch;
  for (std::size_t i = 0; i < events.size(); i += kBlock) {
    const std::size_t n = std::min(kBlock, events.size() - i);
    std::copy_n(events.begin() + static_cast<std::ptrdiff_t>(i), n, hot.begin());
    watch.time([&] { each(hot.data(), hot.data() + n); });
  }
  return watch.seconds();
}

struct BareBucket {
  std::int64_t minute = 0, open = 0, high = 0, low = 0, close = 0, volume = 0, value = 0, trades = 0;
};

/// A key table at most 3/8 full, one cache line a symbol, no duty: what nobody who makes bars can do without.
void bare_update(benchmark::State& state) {
  const auto events = events_of(static_cast<int>(state.range(0)), 0);
  constexpr std::size_t kMask = (1 << 15) - 1;
  std::vector<std::uint64_t> keys(kMask + 1);
  std::vector<std::uint16_t> index(kMask + 1);
  std::vector<BareBucket> buckets(static_cast<std::size_t>(state.range(0)) + 1);
  std::uint16_t used = 0;
  for (auto _ : state) {
    state.SetIterationTime(over_hot_events(events, [&](const FeedEvent* e, const FeedEvent* end) {
      for (; e != end; ++e) {
        std::uint64_t key = 0;
        std::memcpy(&key, e->tick.symbol.view().data(), sizeof key);
        std::size_t at = (key * 0x9E3779B97F4A7C15ULL) >> 49;
        while (keys[at] != key) {
          if (keys[at] == 0) {
            keys[at] = key;
            index[at] = used++;
            break;
          }
          at = (at + 1) & kMask;
        }
        BareBucket& b = buckets[index[at]];
        const std::int64_t minute = e->tick.event_time.time_since_epoch().count() / 60'000'000'000;
        const std::int64_t price = e->tick.price.raw, size = e->tick.size.raw;
        if (b.minute != minute) b = {minute, price, price, price, price, 0, 0, 0};
        b.high = std::max(b.high, price);
        b.low = std::min(b.low, price);
        b.close = price;
        b.volume += size;
        b.value += (price >> 16) * (size >> 16);
        ++b.trades;
      }
    }));
  }
  benchmark::DoNotOptimize(buckets.data());
  per_trade(state, events.size());
}

/// From one ring to the other side, in batches: what handing over to another thread costs without that thread.
void ring_hop(benchmark::State& state) {
  const auto events = events_of(12'000, 0);
  SpscRing<FeedEvent> ring(1 << 16);
  std::int64_t sum = 0;
  for (auto _ : state) {
    state.SetIterationTime(over_hot_events(events, [&](const FeedEvent* e, const FeedEvent* end) {
      for (; e != end; ++e) ring.stage(*e);
      ring.publish();
      ring.consume([&](const FeedEvent& taken) { sum += taken.tick.price.raw; });
    }));
  }
  benchmark::DoNotOptimize(sum);
  per_trade(state, events.size());
}

/// The market with every duty: sanity, clocks, owner, ids, duplicates, conditions, alerts, buckets, conservation.
/// A minute of trade time is 12 million trades of the busiest kind; closing and evicting are part of it.
void market(benchmark::State& state) {
  const auto calendar = Calendar::xnys(*date::locate_zone("America/New_York"), Calendar::xnys_exceptions());
  const auto rules = TradeRules::parse(TradeRules::built_in());
  if (!rules || !calendar) return state.SkipWithError("the rules or the calendar");
  HeapBucketMemory memory;
  FeedTraits feed;
  feed.name = "bench";
  feed.calendar = &*calendar;
  feed.rules = "polygon";
  feed.sends_corrections = false;
  Market it({}, {feed}, *rules, memory);
  FeedEvent streaming;
  streaming.kind = FeedEventKind::streaming;
  streaming.tick.recv_time = UnixNanos{std::chrono::milliseconds{Workload{}.first_milli}};
  it.apply(streaming, MonoTime{});
  int round = 0;
  const auto mono_of = [](const FeedEvent& e) { return MonoTime{e.tick.recv_time.time_since_epoch()}; };
  std::size_t trades = 0;
  for (auto _ : state) {
    const auto events = events_of(static_cast<int>(state.range(0)), round++);
    trades = events.size();
    state.SetIterationTime(over_hot_events(events, [&](const FeedEvent* e, const FeedEvent* end) {
      const MonoTime now = mono_of(*e);
      it.apply(std::span(e, end), now);
      it.advance(now, UnixNanos{now.time_since_epoch()});
      it.events().clear();
    }));
  }
  per_trade(state, trades);
  const auto tally = &it.tally();
  if (tally->duplicate.get() != 0) state.SkipWithError("prints were taken for duplicates");
}

BENCHMARK(bare_update)->ArgName("symbols")->Arg(12'000)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(ring_hop)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(market)->ArgName("symbols")->Arg(1000)->Arg(12'000)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tickbard::test
