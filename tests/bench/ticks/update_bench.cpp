// Ticks to bars: a bare table with one bucket a symbol, the market's lookup and bucket with the sequence lock and
// without, and the market with all its duties.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <span>

#include "aggregator/bars/bucket_memory.hpp"
#include "daemon/runtime/spsc_ring.hpp"
#include "tests/bench/common/stopwatch.hpp"
#include "tests/bench/ticks/bench_market.hpp"
#include "tests/bench/ticks/events.hpp"
#include "tests/bench/ticks/minute_table.hpp"
#include "tests/bench/ticks/per_trade.hpp"

namespace tickbard::test {
namespace {

constexpr std::size_t kBlock = 512;  // events

std::vector<FeedEvent> events_of(const benchmark::State& state) {
  Workload what;
  what.symbols = static_cast<int>(state.range(0));
  return make_events(what);
}

/// Calls each(begin, end) for all events, of a later second each time; only the calls are timed.
template <class Each>
void run(benchmark::State& state, std::vector<FeedEvent> events, Each&& each) {
  for (auto _ : state) {
    Stopwatch watch;
    over_hot_events(events, kBlock,
                    [&](const FeedEvent* begin, const FeedEvent* end) { watch.time([&] { each(begin, end); }); });
    state.SetIterationTime(watch.seconds());
    move_on(events);
  }
  per_trade(state, events.size());
}

struct BareBucket {
  std::int64_t minute = 0, open = 0, high = 0, low = 0, close = 0, volume = 0, value = 0, trades = 0;
};

/// A key table at most 3/8 full, one cache line a symbol, no duty: what nobody who makes bars can do without.
void bare_update(benchmark::State& state) {
  constexpr std::size_t kMask = (1 << 15) - 1;
  std::vector<std::uint64_t> keys(kMask + 1);
  std::vector<std::uint16_t> index(kMask + 1);
  std::vector<BareBucket> buckets(static_cast<std::size_t>(state.range(0)) + 1);
  std::uint16_t used = 0;
  run(state, events_of(state), [&](const FeedEvent* e, const FeedEvent* end) {
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
  });
  benchmark::DoNotOptimize(buckets.data());
}

/// The market's lookup and its bucket, exact and published to other threads with each print.
void locked_update(benchmark::State& state) {
  HeapBucketMemory memory;
  BucketPool pool(memory);
  MinuteTable<LockedMinute> table([&pool] { return LockedMinute(pool[pool.take()]); });
  run(state, events_of(state), [&](const FeedEvent* e, const FeedEvent* end) { table.apply({e, end}); });
}

/// The same lookup and the same update of a plain struct, which no other thread could read.
void plain_update(benchmark::State& state) {
  std::deque<PlainMinute::Data> minutes;
  MinuteTable<PlainMinute> table([&minutes] { return PlainMinute(minutes.emplace_back()); });
  run(state, events_of(state), [&](const FeedEvent* e, const FeedEvent* end) { table.apply({e, end}); });
}

/// From one ring to the other side, in batches: what handing over to another thread costs without that thread.
void ring_hop(benchmark::State& state) {
  SpscRing<FeedEvent> ring(1 << 16);
  std::int64_t sum = 0;
  run(state, make_events({}), [&](const FeedEvent* e, const FeedEvent* end) {
    for (; e != end; ++e) ring.stage(*e);
    ring.publish();
    ring.consume([&](const FeedEvent& taken) { sum += taken.tick.price.raw; });
  });
  benchmark::DoNotOptimize(sum);
}

/// The market with every duty: sanity, clocks, owner, ids, duplicates, conditions, alerts, buckets, conservation.
/// A minute of trade time is 12 million trades of the busiest kind; closing and evicting are part of it.
void market(benchmark::State& state) {
  HeapBucketMemory memory;
  BenchMarket it(memory);
  it.stream(UnixNanos{std::chrono::milliseconds{Workload{}.first_milli}}, MonoTime{});
  run(state, events_of(state), [&](const FeedEvent* e, const FeedEvent* end) {
    const MonoTime now{e->tick.recv_time.time_since_epoch()};
    it->apply(std::span(e, end), now);
    it->advance(now, e->tick.recv_time);
    it->events().clear();
  });
  if (it->tally().duplicate.get() != 0) state.SkipWithError("prints were taken for duplicates");
}

void twelve_thousand(benchmark::internal::Benchmark* b) {
  b->ArgName("symbols")->Arg(12'000)->UseManualTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK(bare_update)->Apply(twelve_thousand);
BENCHMARK(locked_update)->Apply(twelve_thousand);
BENCHMARK(plain_update)->Apply(twelve_thousand);
BENCHMARK(ring_hop)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(market)->Apply(twelve_thousand);

}  // namespace
}  // namespace tickbard::test
