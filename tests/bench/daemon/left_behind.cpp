#include "tests/bench/daemon/left_behind.hpp"

#include <algorithm>
#include <variant>

#include "aggregator/bars/bucket_pool.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
#include "sinks/instance.hpp"
#include "sinks/journal.hpp"
#include "tests/bench/ticks/bench_market.hpp"
#include "tests/bench/ticks/events.hpp"

namespace tickbard::test {

namespace {

constexpr std::chrono::seconds kClosed{63};  // after its start a minute has left

MonoTime mono(UnixNanos t) {
  return MonoTime{t.time_since_epoch()};
}

}  // namespace

LeftBehind leave_behind(const std::filesystem::path& state_dir, const Backlog& backlog) {
  auto buckets = MappedBuckets::open(state_dir / "buckets.map", BucketPool::kLayout, state_dir / "aside").value();
  const auto journal = std::move(Journal::open(state_dir / "journal.db", UnixNanos{}).value().journal);
  instance_of(state_dir);
  BenchMarket market(buckets);
  FeedEvent print = make_events({.trades = 1}).front();
  UnixNanos now = minute_of(print.tick.event_time);
  market.stream(now, mono(now));
  LeftBehind out;
  const auto hand_over = [&] {
    market->advance(mono(now), now);
    for (const Event& event : market->events()) out.bars += std::holds_alternative<Bar>(event) ? 1U : 0U;
    out.last_number = journal->append(market->events(), now).value();
    market->events().clear();
  };
  std::uint64_t id = 1;
  for (int minute = 0; minute < backlog.minutes; ++minute) {
    // The last minute's bars leave while this one is open.
    print.tick.event_time = print.tick.recv_time = now + (kClosed - std::chrono::minutes{1});
    for (const FeedEvent& event : every_symbol(print, backlog.symbols, id)) market->apply(event, mono(now));
    id += static_cast<std::uint64_t>(backlog.symbols);
    now += std::chrono::minutes{1};
    hand_over();
  }
  now += kClosed;
  hand_over();
  return out;
}

}  // namespace tickbard::test
