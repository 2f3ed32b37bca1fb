// What a trade costs the market with every duty on, by how many symbols it has.
#include <fmt/format.h>

#include <memory>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "aggregator/bars/bucket_memory.hpp"
#include "tests/bench/common/command.hpp"
#include "tests/bench/common/figures.hpp"
#include "tests/bench/common/stopwatch.hpp"
#include "tests/bench/ticks/bench_market.hpp"
#include "tests/bench/ticks/events.hpp"

namespace tickbard::test {
namespace {

constexpr std::size_t kBlock = 512;  // events

/// A market of so many symbols, all of which have traded in the minute that is open.
class Grown {
 public:
  explicit Grown(int symbols) : market_(memory_) {
    what_.symbols = symbols;
    const FeedEvent print = make_events({.trades = 1}).front();
    market_.stream(print.tick.recv_time, mono(print));
    for (const FeedEvent& event : every_symbol(print, symbols, 1)) market_->apply(event, mono(event));
    market_->events().clear();
  }

  /// One more second of trades, drawn anew; ns a trade.
  double second() {
    ++what_.seed;
    // Rounds begin where ids are above those of the first prints.
    const auto events = make_events(what_, kFirstRound + round_++);
    Stopwatch watch;
    over_hot_events(events, kBlock, [&](const FeedEvent* begin, const FeedEvent* end) {
      watch.time([&] {
        market_->apply(std::span(begin, end), mono(*begin));
        market_->advance(mono(*begin), begin->tick.recv_time);
      });
      market_->events().clear();
    });
    const auto counted = market_->tally().received.get() - market_->tally().duplicate.get();
    if (counted != static_cast<std::uint64_t>(what_.symbols) + events.size() * static_cast<std::size_t>(round_))
      throw std::runtime_error("prints were taken for duplicates");
    return watch.seconds() * 1e9 / static_cast<double>(events.size());
  }

 private:
  static constexpr int kFirstRound = 10;
  static MonoTime mono(const FeedEvent& event) { return MonoTime{event.tick.recv_time.time_since_epoch()}; }

  HeapBucketMemory memory_;
  BenchMarket market_;
  Workload what_;
  int round_ = 0;
};

struct Size {
  int symbols;
  const char* name;
  double most;  ///< times the smallest
};
constexpr Size kSizes[] = {{10, "10 symbols", 1},
                           {100, "100 symbols", 1.5},
                           {1000, "1,000 symbols", 2},
                           {12'000, "12,000 symbols", 3},
                           {1'500'000, "1,500,000 symbols", 6}};

void measure(int rounds, int most_symbols, Goals& goals) {
  std::vector<std::pair<Size, std::unique_ptr<Grown>>> markets;
  for (const Size& size : kSizes) {
    if (size.symbols <= most_symbols) markets.emplace_back(size, std::make_unique<Grown>(size.symbols));
  }
  for (const auto& [size, market] : markets) market->second();  // the first one makes what the others find
  Figures ns;
  for (int i = 0; i < rounds; ++i) {
    for (const auto& [size, market] : markets) ns[size.name].push_back(market->second());
  }
  fmt::print("the market with every duty: ns of the processor a trade\n");
  for (const auto& [size, market] : markets)
    goals.figure(fmt::format("growth: a trade, {}", size.name), median(ns[size.name]), "ns");
  for (const auto& [size, market] : markets) {
    if (size.symbols == kSizes[0].symbols) continue;
    goals.at_most(fmt::format("growth: a trade, {}: times {}", size.name, kSizes[0].name),
                  median_ratio(ns[size.name], ns[kSizes[0].name]), size.most);
  }
}

}  // namespace
}  // namespace tickbard::test

int main(int argc, char** argv) {
  using namespace tickbard::test;
  Command command("growth bench: a trade by the number of symbols");
  int most = kSizes[4].symbols;
  command.app().add_option("--most", most, "symbols of the largest market")->check(CLI::Range(10, most));
  return command.run(argc, argv, [&](Goals& goals) { measure(command.rounds(), most, goals); });
}
