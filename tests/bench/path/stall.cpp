#include "tests/bench/path/stall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <stdexcept>

#include "aggregator/bars/bucket_pool.hpp"
#include "daemon/loops/market_loop.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
#include "daemon/runtime/saved_buckets.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/ticks/bench_market.hpp"
#include "tests/bench/ticks/events.hpp"
#include "tests/support/scripted_server.hpp"

namespace tickbard::test {

namespace {

constexpr int kMinutesBefore = 18;        // the amend window, and what is kept a little longer
constexpr std::size_t kTradesAStep = 20;  // a millisecond's
constexpr std::size_t kRing = 1 << 10;
constexpr std::size_t kBatches = 64;

/// The market's thread, turned by hand, with the time of the trades.
class Turned {
 public:
  explicit Turned(const std::filesystem::path& folder)
      : memory_(MappedBuckets::open(folder / "buckets.map", BucketPool::kLayout, folder / "aside").value()),
        saved_(memory_),
        market_(memory_),
        loop_(
            *market_, {&ring_}, queue_, bell_, {}, [](std::string text) { throw std::runtime_error(text); },
            MonoTime{}) {
    what_.trades = what_.trades_per_second = 20'000;
    trades_ = make_events(what_);
    market_.stream(trades_.front().tick.recv_time, mono(trades_.front()));
    ids_ = trades_.front().tick.id.value + 1'000'000'000;
  }

  /// The longest step, ns.
  double minute() {
    double longest = 0;
    for (int second = 0; second < 60; ++second) {
      if (second == 0) {
        FeedEvent first = trades_.front();
        const auto prints = every_symbol(first, what_.symbols, ids_);
        ids_ += prints.size();
        longest = std::max(longest, steps(prints));
      }
      longest = std::max(longest, steps(trades_));
      move_on(trades_);
      if (!saved_.save()) throw std::runtime_error("the open minutes were not saved");
    }
    return longest;
  }

  std::uint64_t closed() const { return loop_.counts().tally.bars_closed; }
  std::uint64_t symbols() const { return static_cast<std::uint64_t>(what_.symbols); }

 private:
  static MonoTime mono(const FeedEvent& event) { return MonoTime{event.tick.recv_time.time_since_epoch()}; }

  double steps(std::span<const FeedEvent> events) {
    double longest = 0;
    for (; !events.empty(); events = events.subspan(std::min(events.size(), kTradesAStep))) {
      for (const FeedEvent& event : events.first(std::min(events.size(), kTradesAStep))) ring_.stage(event);
      ring_.publish();
      const double begun = nanos(CLOCK_THREAD_CPUTIME_ID);
      loop_.step(mono(events.front()), events.front().tick.recv_time);
      longest = std::max(longest, nanos(CLOCK_THREAD_CPUTIME_ID) - begun);
      while (queue_.try_pop()) {
      }
    }
    return longest;
  }

  MappedBuckets memory_;
  SavedBuckets saved_;
  BenchMarket market_;
  MarketLoop::Ring ring_{kRing};
  EventQueue queue_{kBatches};
  Doorbell bell_;
  MarketLoop loop_;
  Workload what_;
  std::vector<FeedEvent> trades_;
  std::uint64_t ids_ = 0;
};

}  // namespace

std::vector<double> closing_steps_us(int minutes) {
  const TemporaryFolder folder;
  Turned turned(folder.path());
  for (int i = 0; i < kMinutesBefore; ++i) turned.minute();
  std::vector<double> longest;
  for (int i = 0; i < minutes; ++i) {
    const std::uint64_t before = turned.closed();
    longest.push_back(turned.minute() / 1000);
    if (const std::uint64_t closed = turned.closed() - before; closed != turned.symbols())
      throw std::runtime_error(fmt::format("{} bars were closed in a minute", closed));
  }
  return longest;
}

}  // namespace tickbard::test
